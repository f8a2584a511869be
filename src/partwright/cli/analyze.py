"""`partwright analyze`: geometry, features and findings of each file."""

from typing import Annotated

import typer

from partwright.analysis.analysis import Analysis
from partwright.analysis.report import default_findings, report, report_error
from partwright.cli.exit_status import ExitStatus
from partwright.cli.output import JsonList, complain
from partwright.cli.reading import ReadFile, read_files
from partwright.cli.views import show_analysis
from partwright.errors import FileError
from partwright.manufacturing.processes import default_tables
from partwright.units import LengthUnit

Files = Annotated[list[str], typer.Argument(metavar="FILE…", help="CAD files or ZIP archives; - is standard input.")]
Units = Annotated[
    LengthUnit | None, typer.Option("--units", help="Unit of the file's lengths, if the file does not say or lies.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON: a list with one object per file.")]


def analyze(
    files: Files,
    units: Units = None,
    as_json: AsJson = False,
    timings: Annotated[bool, typer.Option("--timings", help="Say what each step took, in milliseconds.")] = False,
) -> None:
    """Read each file, print its geometry, features and findings per process."""
    unread = False
    with JsonList(printing=as_json) as listing:
        for read in read_files(files, units=units):
            if isinstance(read.outcome, FileError):
                unread = True
                complain(read.name, read.outcome)
                listing.add(error_object(read, read.outcome))
                continue
            _print(read.outcome, listing, timings=timings)
    if unread:
        raise typer.Exit(ExitStatus.UNREAD_FILE)


def error_object(read: ReadFile, error: FileError) -> dict[str, object]:
    """What stands in the list for a file that could not be read."""
    return report_error(error, name=read.name, sha256=read.sha256, size_bytes=read.size_bytes)


def _print(analysis: Analysis, listing: JsonList, *, timings: bool) -> None:
    findings = default_findings(analysis, tables=default_tables())
    if listing.printing:
        listing.add(report(analysis, findings=findings, timings=timings))
    else:
        show_analysis(analysis, findings, timings=timings)
