"""`partwright quote`: what each part costs, in every process that can make it."""

import re
from pathlib import Path
from typing import Annotated

import typer

from partwright.analysis.analysis import Analysis
from partwright.analysis.report import default_findings, report
from partwright.cli.analyze import AsJson, Files, Units
from partwright.cli.answering import answer_each, file_error_object
from partwright.cli.output import CsvTable, JsonList
from partwright.cli.reading import RefusedFile
from partwright.cli.requiring import quote_bodies, read_requirements
from partwright.cli.views import price_rows, show_quotations
from partwright.errors import SpecificationError
from partwright.manufacturing.process import Finding
from partwright.manufacturing.processes import PROCESSES
from partwright.manufacturing.requirements import NONE, Requirements
from partwright.manufacturing.specification import LeadTime, ProcessId
from partwright.pricing.book import PriceBook, default_book
from partwright.pricing.quote import Quotation
from partwright.pricing.report import report_option
from partwright.pricing.wish import Wish, specifications

CSV_COLUMNS = (
    "file", "body", "name", "process", "material", "finish", "tolerance", "feasible", "review", "quantity",
    "lead_time", "business_days", "currency", "unit", "total", "low", "high", "error",
)  # fmt: skip

# More digits are no quantity, and beyond some thousand Python itself refuses to count them.
_QUANTITY = re.compile(r"\s*[0-9]{1,18}\s*")


def quote(
    files: Files,
    units: Units = None,
    process: Annotated[str | None, typer.Option("--process", help="A process id; all, if not given.")] = None,
    material: Annotated[str | None, typer.Option("--material", help="A material id of the catalog.")] = None,
    finish: Annotated[str | None, typer.Option("--finish", help="A finish id of the catalog.")] = None,
    tolerance: Annotated[str | None, typer.Option("--tolerance", help="A tolerance id of the catalog.")] = None,
    quantity: Annotated[str, typer.Option("--quantity", help="Quantities, separated by commas.")] = "1",
    lead_time: Annotated[
        str | None, typer.Option("--lead-time", help="economy, standard or expedite; several by commas.")
    ] = None,
    currency: Annotated[str, typer.Option("--currency", help="A currency id of the catalog.")] = "EUR",
    required: Annotated[
        str | None,
        typer.Option("--requirements", help="A JSON file: threads, inserts, inspection, certificates, marking."),
    ] = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV: one row per price.")] = False,
) -> None:
    """Price each part; without --process in every process that can make it, cheapest first."""
    if as_json and as_csv:
        raise SpecificationError("output", "--json --csv", reason="is two formats: choose one")
    book = default_book()
    machine_readable = as_json or as_csv
    wish = Wish(
        process=_process(process),
        material=material,
        finish=finish,
        tolerance=tolerance,
        quantities=_quantities(quantity),
        lead_times=_lead_times(lead_time, all_by_default=not machine_readable),
        currency=currency.upper(),
    )
    specifications(wish, book=book)  # a wrong wish is told before a file is read
    requirements = NONE if required is None else read_requirements(Path(required), book=book)
    with JsonList(printing=as_json) as listing, CsvTable(CSV_COLUMNS, printing=as_csv) as table:
        status = answer_each(
            files,
            units=units,
            answer=lambda analysis: _print(analysis, listing, table, wish=wish, book=book, requirements=requirements),
            refuse=lambda file: _refuse(file, listing, table),
        )
    raise typer.Exit(status)


def _refuse(file: RefusedFile, listing: JsonList, table: CsvTable) -> None:
    listing.add({**file_error_object(file), "options": []})
    table.add({"file": file.name, "error": file.error.code})


def _print(
    analysis: Analysis, listing: JsonList, table: CsvTable, *, wish: Wish, book: PriceBook, requirements: Requirements
) -> None:
    quotations = quote_bodies(analysis, wish=wish, book=book, requirements=requirements)
    if table.printing:
        for row in price_rows(analysis, quotations):
            table.add(row)
        return
    findings = _findings(analysis, quotations, book=book)
    if listing.printing:
        options = [
            report_option(option, face_ids=[face.id for face in analysis.part.bodies[option.body].faces])
            for quotation in quotations
            for option in quotation.options
        ]
        listing.add({**report(analysis, findings=findings), "options": options})
    else:
        show_quotations(analysis, quotations, findings)


def _findings(analysis: Analysis, quotations: list[Quotation], *, book: PriceBook) -> list[Finding]:
    """What the quoted specifications found, and what other processes find by default."""
    quoted = {option.process for quotation in quotations for option in quotation.options}
    found = [finding for quotation in quotations for finding in quotation.findings]
    by_default = default_findings(analysis, tables=book.tables)
    return found + [finding for finding in by_default if finding.process not in quoted]


def _process(name: str | None) -> ProcessId | None:
    if name is None:
        return None
    if name not in PROCESSES:
        raise SpecificationError("process", name, choices=tuple(map(str, PROCESSES)))
    return ProcessId(name)


def _quantities(text: str) -> tuple[int, ...]:
    quantities: list[int] = []
    for word in text.split(","):
        if not _QUANTITY.fullmatch(word):
            raise SpecificationError("quantity", word.strip(), reason="is not a whole number, such as 10")
        quantities.append(int(word))
    return tuple(dict.fromkeys(quantities))


def _lead_times(text: str | None, *, all_by_default: bool) -> tuple[LeadTime, ...]:
    if text is None:
        return tuple(LeadTime) if all_by_default else (LeadTime.STANDARD,)
    choices = tuple(LeadTime)
    for word in text.split(","):
        if word.strip() not in choices:
            raise SpecificationError("lead time", word.strip(), choices=tuple(map(str, choices)))
    return tuple(dict.fromkeys(LeadTime(word.strip()) for word in text.split(",")))
