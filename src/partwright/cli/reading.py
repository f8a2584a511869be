"""Files named on the command line, read in parallel and handed on in order."""

import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from partwright.analysis.analysis import Analysis
from partwright.analysis.reader import Reader
from partwright.cad.preflight import Archive
from partwright.errors import FileError, UnreadableFileError
from partwright.units import LengthUnit

STANDARD_INPUT = "-"
_AHEAD = 8  # files in flight for each core: enough to keep them busy, few enough that results do not pile up


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file or member of an archive: its analysis, or why there is none. `sha256` and `size_bytes` if known."""

    name: str
    outcome: Analysis | FileError
    sha256: str | None = None
    size_bytes: int | None = None


def read_files(files: Sequence[str], *, units: LengthUnit | None) -> Iterator[ReadFile]:
    """What each file holds, in the order named; an archive gives one result for each member.

    As many children run at once as there are cores. A bar on stderr shows progress if that is a terminal.
    """
    cores = os.cpu_count() or 1
    with (
        tempfile.TemporaryDirectory(prefix="partwright-") as folder,
        Reader() as reader,
        ThreadPoolExecutor(cores) as pool,
        _progress(len(files)) as advance,
    ):

        def read(argument: str) -> list[ReadFile]:
            return list(_read_argument(argument, reader=reader, units=units, folder=Path(folder)))

        waiting: list[Future[list[ReadFile]]] = []
        try:
            for argument in files:
                waiting.append(pool.submit(read, argument))
                if len(waiting) >= cores * _AHEAD:
                    yield from waiting.pop(0).result()
                    advance()
            while waiting:
                yield from waiting.pop(0).result()
                advance()
        finally:
            for future in waiting:
                future.cancel()


def _read_argument(argument: str, *, reader: Reader, units: LengthUnit | None, folder: Path) -> Iterator[ReadFile]:
    try:
        path, name = _local(argument, folder)
    except FileError as error:
        yield ReadFile(error.file_name, error)
        return
    yield from _read_one(path, name, reader=reader, units=units, folder=folder, nested=False)


def _local(argument: str, folder: Path) -> tuple[Path, str]:
    """Where the content stands on disk, and what the file is called."""
    if argument == STANDARD_INPUT:
        path = folder / "standard-input"
        with path.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
        return path, STANDARD_INPUT
    path = Path(argument)
    if not path.exists():
        raise UnreadableFileError(argument, reason="does not exist", remedy="check the path")
    if not path.is_file():
        raise UnreadableFileError(argument, reason="is not a file", remedy="name the files in it one by one")
    if not os.access(path, os.R_OK):
        raise UnreadableFileError(argument, reason="may not be read by you", remedy="check its permissions")
    return path, path.name


def _read_one(
    path: Path, name: str, *, reader: Reader, units: LengthUnit | None, folder: Path, nested: bool
) -> Iterator[ReadFile]:
    try:
        outcome = reader.read(path, name=name, units=units)
        if isinstance(outcome, Archive):
            if nested:
                raise UnreadableFileError(name, reason="is an archive in an archive", remedy="unpack it first")
            yield from _read_members(outcome, reader=reader, units=units, folder=folder)
            return
    except FileError as error:
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        yield ReadFile(name, error, sha256=sha256, size_bytes=path.stat().st_size)
        return
    yield ReadFile(name, outcome)


def _read_members(archive: Archive, *, reader: Reader, units: LengthUnit | None, folder: Path) -> Iterator[ReadFile]:
    for member in archive.members:
        descriptor, copy = tempfile.mkstemp(dir=folder)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(member.content)
        yield from _read_one(Path(copy), member.name, reader=reader, units=units, folder=folder, nested=True)
        Path(copy).unlink()


@contextlib.contextmanager
def _progress(files: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr, if that is a terminal; calling the value counts one file."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=files)
        yield lambda: progress.advance(task)
