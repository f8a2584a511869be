"""Files of rows: each row has one folder of the storage, under a random name, that goes as a whole.

A blob is written before the row that names it. If the process dies in between, the blob lies unnamed in its row's
folder and goes with it; a folder that no row names is found by `folders` and deleted by retention.
"""

import hashlib
import secrets
import tempfile
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage


@dataclass(frozen=True, slots=True)
class Stored:
    """A blob that was written: its name in the storage, size and digest."""

    name: str
    size_bytes: int
    sha256: str


class _Counted(File):  # type: ignore[type-arg]
    """A file that adds up size and digest while it is read in chunks."""

    def __init__(self, file: File) -> None:  # type: ignore[type-arg]
        super().__init__(file.file, name=file.name)
        self.digest = hashlib.sha256()
        self.counted = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        for chunk in super().chunks(chunk_size):
            self.digest.update(chunk)
            self.counted += len(chunk)
            yield chunk


def new_folder() -> str:
    """A random name for a row's folder."""
    return secrets.token_hex(16)


def read(name: str) -> bytes:
    """A whole blob."""
    with default_storage.open(name) as file:
        content: bytes = file.read()
        return content


@contextmanager
def as_path(name: str) -> Iterator[Path]:
    """A blob as a file of this machine, for as long as the block lasts."""
    try:
        yield Path(default_storage.path(name))
    except NotImplementedError:  # a storage that is elsewhere
        with tempfile.NamedTemporaryFile(prefix="partwright-") as copy, default_storage.open(name) as file:
            for chunk in file.chunks():
                copy.write(chunk)
            copy.flush()
            yield Path(copy.name)


def delete(*names: str) -> None:
    """Deletes blobs; "" and one that is gone already count as done."""
    for name in filter(None, names):
        default_storage.delete(name)


@dataclass(frozen=True, slots=True)
class Blobs:
    """The folders of all rows of one kind, below `root`."""

    root: str

    def store(self, folder: str, content: File | bytes) -> Stored:  # type: ignore[type-arg]
        """Writes a blob into a row's folder under a random name, chunk by chunk."""
        counted = _Counted(ContentFile(content) if isinstance(content, bytes) else content)
        name = default_storage.save(f"{self.root}/{folder}/{secrets.token_hex(16)}", counted)
        return Stored(name, counted.counted, counted.digest.hexdigest())

    def delete_folder(self, folder: str) -> None:
        """Deletes all that was ever stored for a row, and its folder."""
        path = f"{self.root}/{folder}"
        try:
            _, names = default_storage.listdir(path)
        except FileNotFoundError:
            return
        delete(*(f"{path}/{name}" for name in names))
        default_storage.delete(path)

    def folders(self) -> list[str]:
        """The folders of all rows, also of those that are gone."""
        try:
            return sorted(default_storage.listdir(self.root)[0])
        except FileNotFoundError:
            return []

    def last_written(self, folder: str) -> datetime:
        """When the newest blob of a folder was written; long ago for an empty one."""
        path = f"{self.root}/{folder}"
        _, names = default_storage.listdir(path)
        times = (default_storage.get_modified_time(f"{path}/{name}") for name in names)
        return max(times, default=datetime.min.replace(tzinfo=UTC))

    def delete_orphans(self, named: Container[str], *, written_before: datetime) -> int:
        """Deletes folders that no row names and that nobody has written to since a time; says how many."""
        orphans = [
            folder for folder in self.folders() if folder not in named and self.last_written(folder) < written_before
        ]
        for folder in orphans:
            self.delete_folder(folder)
        return len(orphans)
