"""`partwright analyze`: geometry, features and findings of each file."""

from typing import Annotated

import typer

from partwright.analysis.analysis import Analysis
from partwright.analysis.report import default_findings, report
from partwright.cli.answering import answer_each, file_error_object
from partwright.cli.output import JsonList
from partwright.cli.views import show_analysis
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
    with JsonList(printing=as_json) as listing:
        status = answer_each(
            files,
            units=units,
            answer=lambda analysis: _print(analysis, listing, timings=timings),
            refuse=lambda file: listing.add(file_error_object(file)),
        )
    raise typer.Exit(status)


def _print(analysis: Analysis, listing: JsonList, *, timings: bool) -> None:
    findings = default_findings(analysis, tables=default_tables())
    if listing.printing:
        listing.add(report(analysis, findings=findings, timings=timings))
    else:
        show_analysis(analysis, findings, timings=timings)
