"""Files named on the command line, read in parallel and handed on in order."""

import contextlib
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from partwright.analysis.analysis import Analysis
from partwright.analysis.reader import Reader
from partwright.analysis.soundness import LONGEST_TEXT, sound_name
from partwright.cad.preflight import Archive, Budget
from partwright.errors import FileError, UnreadableFileError
from partwright.units import LengthUnit

STANDARD_INPUT = "-"
_PIECE_BYTES = 1 << 20
_AHEAD = 8  # files in flight for each core: enough to keep them busy, few enough that results do not pile up


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file or member of an archive that could not be read, and why. `sha256` and `size_bytes` if known."""

    name: str
    error: FileError
    sha256: str | None = None
    size_bytes: int | None = None


ReadFile = Analysis | RefusedFile


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
        read = partial(_read_argument, reader=reader, units=units, folder=Path(folder))
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


def _read_argument(argument: str, *, reader: Reader, units: LengthUnit | None, folder: Path) -> list[ReadFile]:
    # A name on disk may be no text at all, or text that fools a terminal; what is printed is clean.
    name = sound_name(Path(argument).name)
    try:
        path = _local(argument, folder)
    except FileError as error:
        return [RefusedFile(name, error)]
    return list(_read_one(path, name, reader=reader, units=units, folder=folder, nested=False))


def _local(argument: str, folder: Path) -> Path:
    """Where the content stands on disk: what can be read only once, standard input and pipes, is copied there."""
    if argument == STANDARD_INPUT:
        return _copy(sys.stdin.buffer, folder)
    path, shown = Path(argument), sound_name(argument, longest=LONGEST_TEXT)
    if not path.exists():
        raise UnreadableFileError(shown, reason="does not exist", remedy="check the path")
    if path.is_dir():
        raise UnreadableFileError(shown, reason="is a folder", remedy="name the files in it one by one")
    if not os.access(path, os.R_OK):
        raise UnreadableFileError(shown, reason="may not be read by you", remedy="check its permissions")
    if path.is_file():
        return path
    with path.open("rb") as stream:
        return _copy(stream, folder)


def _copy(stream: BinaryIO, folder: Path) -> Path:
    """A copy of a stream, which need not end: beyond what is read here one byte is enough to be refused by."""
    left = Budget().file_bytes + 1
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as copy:
        while left > 0 and (piece := stream.read(min(left, _PIECE_BYTES))):
            left -= copy.write(piece)
    return Path(copy.name)


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
        yield RefusedFile(name, error, sha256=sha256, size_bytes=path.stat().st_size)
        return
    yield outcome


def _read_members(archive: Archive, *, reader: Reader, units: LengthUnit | None, folder: Path) -> Iterator[ReadFile]:
    for member in archive.members:
        with tempfile.NamedTemporaryFile(dir=folder) as copy:
            copy.write(member.content)
            copy.flush()
            yield from _read_one(Path(copy.name), member.name, reader=reader, units=units, folder=folder, nested=True)


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
