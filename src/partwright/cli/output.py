"""Where the commands write: JSON and CSV to stdout, complaints to stderr, tables for people by rich."""

import csv
import sys
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import typer
from rich.console import Console

from partwright.analysis.report import to_json
from partwright.analysis.soundness import LONGEST_TEXT, sound_name
from partwright.errors import FileError
from partwright.pricing.sheet import cell

_WIDTH_WITHOUT_TERMINAL = 110


class _PeopleConsole(Console):
    def on_broken_pipe(self) -> None:
        # Rich would leave with status 1, which says that a file could not be read; `cli.main` knows better.
        raise BrokenPipeError


def people_console() -> Console:
    """A console on stdout that does not squeeze its tables when the output is a pipe."""
    return _PeopleConsole(highlight=False, width=None if sys.stdout.isatty() else _WIDTH_WITHOUT_TERMINAL)


def complain(name: str, error: FileError) -> None:
    """Name a file that could not be read, with code and reason, on stderr."""
    typer.echo(f"{name}: {error.code}: {sound_name(str(error), longest=LONGEST_TEXT)}", err=True)


class JsonList:
    """A JSON list on stdout, written object by object as they come, so that many files need little memory."""

    def __init__(self, *, printing: bool) -> None:
        self.printing = printing
        self._count = 0

    def add(self, listed: Mapping[str, Any]) -> None:
        """Write one object."""
        if self.printing:
            sys.stdout.write(("[\n" if self._count == 0 else ",\n") + to_json(listed))
            self._count += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.printing and kind is None:
            sys.stdout.write("\n]\n" if self._count else "[]\n")


class CsvTable:
    """Rows on stdout that are safe to open in a spreadsheet."""

    def __init__(self, columns: Sequence[str], *, printing: bool) -> None:
        self.printing = printing
        self._columns = columns
        self._writer = csv.writer(sys.stdout, lineterminator="\r\n")

    def add(self, row: Mapping[str, object]) -> None:
        """Write one row; a column that is not in it stays empty."""
        if self.printing:
            self._writer.writerow([cell(row.get(column)) for column in self._columns])

    def __enter__(self) -> Self:
        if self.printing:
            self._writer.writerow(self._columns)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.stdout.flush()
