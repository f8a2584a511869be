"""`partwright catalog`: what can be chosen, with units and sources."""

import sys
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.table import Table

from partwright.analysis.report import to_json
from partwright.cli.output import people_console
from partwright.manufacturing.process import ProcessCatalog
from partwright.manufacturing.processes import PROCESSES
from partwright.manufacturing.specification import LeadTime
from partwright.manufacturing.tables import Tables
from partwright.pricing.book import default_book
from partwright.pricing.report import report_catalog
from partwright.pricing.wish import catalog_of


def catalog(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    tables: Annotated[bool, typer.Option("--tables", help="List every number with its unit and source.")] = False,
) -> None:
    """List processes, machines, materials, finishes and tolerances, with units and sources."""
    book = default_book()
    if as_json:
        sys.stdout.write(to_json(report_catalog(book)) + "\n")
        return
    console = people_console()
    for process in PROCESSES:
        for table in _process_tables(catalog_of(process, book.tables)):
            console.print(table)
    if tables:
        console.print(_numbers(book.tables))
    console.print(f"Lead times: {', '.join(LeadTime)}. Currencies: {', '.join(book.currencies)}.")
    console.print(f"Price book {book.version}, digest {book.digest[:12]}. Every number with its source: --tables.")


def _process_tables(offered: ProcessCatalog) -> Iterator[Table]:
    machines = Table("machine", "envelope in mm", "parameters", title=offered.name, title_justify="left")
    for machine in offered.machines:
        envelope = " × ".join(f"{side:g}" for side in machine.envelope_mm)
        parameters = ", ".join(f"{name} {value}" for name, value in machine.parameters.items())
        machines.add_row(machine.id, envelope, parameters)
    yield machines
    materials = Table("material", "name", "g/cm³", "finishes")
    for material in offered.materials:
        finishes = ", ".join(finish.id for finish in offered.finishes if material.id in finish.materials)
        name = f"{material.name} (default)" if material.default else material.name
        materials.add_row(material.id, name, f"{material.density_g_cm3:.2f}", finishes)
    yield materials
    tolerances = Table("tolerance", "name")
    for tolerance in offered.tolerances:
        tolerances.add_row(tolerance.id, tolerance.name)
    yield tolerances


def _numbers(tables: Tables) -> Table:
    listing = Table("number", "value", "unit", "source", title="Tables of the trade", title_justify="left")
    for path, entry in tables.entries():
        values = entry.value if isinstance(entry.value, tuple) else (entry.value,)
        listing.add_row(path, " ".join(f"{value:g}" for value in values), entry.unit, entry.source)
    return listing
