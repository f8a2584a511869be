"""What people see in a terminal: size, features, findings, price table and breakdown of a part."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from partwright.analysis.analysis import Analysis, BodyAnalysis
from partwright.cli.output import people_console
from partwright.geometry.features.feature import Feature, public_parameters
from partwright.geometry.part import Body, BodyKind, quantity_of
from partwright.manufacturing.process import CostKind, Finding, Plan, Severity
from partwright.manufacturing.specification import LeadTime
from partwright.pricing.book import default_book
from partwright.pricing.breakdown import Price
from partwright.pricing.quote import Option, Quotation
from partwright.pricing.wish import catalog_of
from partwright.units import UnitSource, format_duration, format_length

_SIGNS = {Severity.INFO: "i", Severity.WARNING: "!", Severity.BLOCKER: "✗"}
_FACES_SHOWN = 6  # of a finding; the JSON has them all
_UNIT_WORDS = {
    UnitSource.FILE: "as the file says",
    UnitSource.DECLARED: "as declared",
    UnitSource.GUESSED: "guessed: set it with --units if wrong",
}


def show_analysis(analysis: Analysis, findings: Sequence[Finding], *, timings: bool) -> None:
    """Print what is known of a file."""
    console = people_console()
    _show_file(console, analysis)
    for body, found in zip(analysis.part.bodies, analysis.bodies, strict=True):
        _show_body(console, analysis, body, found)
        _show_features(console, found.features)
    _show_findings(console, findings)
    if timings:
        console.print(", ".join(f"{step} {spent:.1f} ms" for step, spent in analysis.timings_ms.items()))
    console.print()


def show_quotations(analysis: Analysis, quotations: Sequence[Quotation], findings: Sequence[Finding]) -> None:
    """Print the price tables of a file, body by body, and how the first price comes about."""
    console = people_console()
    _show_file(console, analysis)
    for body, found, quotation in zip(analysis.part.bodies, analysis.bodies, quotations, strict=True):
        _show_body(console, analysis, body, found)
        for option in quotation.options:
            _show_option(console, option)
    quoted = {(option.body, option.process) for quotation in quotations for option in quotation.options}
    _show_findings(console, [finding for finding in findings if (finding.body, finding.process) in quoted])
    console.print()


def price_rows(analysis: Analysis, quotations: Sequence[Quotation]) -> Iterator[dict[str, object]]:
    """The rows of `quote --csv`: one a price, one for each option without."""
    for quotation in quotations:
        for option in quotation.options:
            row: dict[str, object] = {
                "file": analysis.part.file.name,
                "body": option.body,
                "name": analysis.part.bodies[option.body].name,
                "process": option.process,
                "material": option.material,
                "finish": option.finish,
                "tolerance": option.tolerance,
                "feasible": option.feasible,
                "review": "; ".join(review.code for review in option.review),
                "currency": option.currency,
            }
            if not option.prices:
                yield row
            for price in option.prices:
                yield row | {
                    "quantity": price.quantity,
                    "lead_time": price.lead_time,
                    "business_days": price.business_days,
                    "unit": price.unit,
                    "total": price.total,
                    "low": price.low,
                    "high": price.high,
                }


def _show_file(console: Console, analysis: Analysis) -> None:
    file = analysis.part.file
    units = f"{file.units} ({_UNIT_WORDS[file.unit_source]})"
    console.print(f"[bold]{escape(file.name)}[/bold]  {file.format}, {file.size_bytes / 1000:.1f} kB, units {units}")
    for note in analysis.part.notes:
        console.print(f"  note {note.code}: {escape(note.message)}")


def _show_body(console: Console, analysis: Analysis, body: Body, found: BodyAnalysis) -> None:
    many = len(analysis.part.bodies) > 1
    title = f"Body {body.index}: {escape(body.name)}, {quantity_of(analysis.part, body.index)}×" if many else None
    table = Table(title=title, title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 2))
    size = " × ".join(format_length(side).removesuffix(" mm") for side in body.mass.oriented_box.size_mm)
    wall = "not measured" if found.min_wall_mm is None else format_length(found.min_wall_mm)
    closed = "" if body.watertight else ", not watertight"
    table.add_row("size", f"{size} mm")
    table.add_row("volume", _volume(body))
    table.add_row("area", f"{body.mass.area_mm2 / 100:.2f} cm²")
    table.add_row("thinnest wall", wall)
    table.add_row("faces", f"{len(body.faces)} ({len(body.mesh.triangles)} triangles), {body.kind}{closed}")
    console.print(table)


def _volume(body: Body) -> str:
    if body.kind is BodyKind.SURFACE:
        return "none, an open surface"
    estimated = body.kind is BodyKind.MESH and not body.watertight
    return f"{body.mass.volume_mm3 / 1000:.3f} cm³" + (", estimated" if estimated else "")


def _show_features(console: Console, features: Sequence[Feature]) -> None:
    """One row for all features alike: a plate with forty holes has one line for them."""
    if not features:
        return
    alike = Counter((feature.type, _parameters(feature)) for feature in features)
    table = Table("count", "feature", "size", box=None, padding=(0, 2, 0, 2))
    for (kind, parameters), count in sorted(alike.items()):
        table.add_row(f"{count}×", kind, parameters)
    console.print(table)


def _parameters(feature: Feature) -> str:
    said: list[str] = []
    for name, value in public_parameters(feature).items():
        if value is None or value is False:
            continue
        word = name.removesuffix("_mm").removesuffix("_deg").replace("_", " ")
        if value is True:
            said.append(word)
        elif isinstance(value, str):
            said.append(f"{value} {word}")
        else:
            said.append(f"{word} {value:.3g}°" if name.endswith("_deg") else f"{word} {format_length(value)}")
    return ", ".join(said)


def _show_findings(console: Console, findings: Sequence[Finding]) -> None:
    if not findings:
        return
    table = Table("", "process", "finding", "faces", title="Findings", title_justify="left", box=None, padding=(0, 1))
    for finding in findings:
        faces = ", ".join(map(str, finding.faces[:_FACES_SHOWN])) + (" …" if len(finding.faces) > _FACES_SHOWN else "")
        text = escape(f"{finding.message} {finding.advice}")
        table.add_row(_SIGNS[finding.severity], finding.process.value, text, faces)
    console.print(table)


def _show_option(console: Console, option: Option) -> None:
    console.print(f"\n[bold]{_option_title(option)}[/bold]")
    if not option.feasible:
        console.print("  cannot be made this way: see the findings marked ✗")
    for review in option.review:
        console.print(f"  a person must look first ({review.code}): {escape(review.reason)}")
    if option.plan is not None:
        console.print(f"  {_plan_words(option.plan)}")
    if option.prices:
        console.print(_price_table(option))
        first = next((price for price in option.prices if price.lead_time is LeadTime.STANDARD), option.prices[0])
        console.print(_breakdown_table(first, option))
        band = f"{first.low:.2f} to {first.high:.2f} {option.currency}"
        console.print(f"  {option.confidence:.0%} confidence: {band} a piece in an order of {_pieces(first.quantity)}.")
    for saving in option.savings or ():
        console.print(f"  {escape(saving.change)}: {saving.unit_after:.2f} instead of {saving.unit_before:.2f} each")


def _option_title(option: Option) -> str:
    catalog = catalog_of(option.process, default_book().tables)
    names = [catalog.name]
    for entries, chosen in (
        (catalog.materials, option.material),
        (catalog.finishes, option.finish),
        (catalog.tolerances, option.tolerance),
    ):
        names.append(next(entry.name for entry in entries if entry.id == chosen))
    return escape(" · ".join(names))


def _plan_words(plan: Plan) -> str:
    words = [plan.machine]
    if plan.stock_mm is not None:
        words.append("stock " + " × ".join(f"{side:g}" for side in plan.stock_mm) + " mm")
    if plan.setups:
        words.append("1 setup" if len(plan.setups) == 1 else f"{len(plan.setups)} setups")
    run_s = sum(operation.run_s for operation in plan.operations)
    setup_s = sum(operation.setup_s for operation in plan.operations)
    return ", ".join([*words, f"{format_duration(setup_s)} an order", f"{format_duration(run_s)} a piece"])


def _pieces(quantity: int) -> str:
    return "1 piece" if quantity == 1 else f"{quantity} pieces"


def _price_table(option: Option) -> Table:
    quantities = dict.fromkeys(price.quantity for price in option.prices)
    lead_times = dict.fromkeys(price.lead_time for price in option.prices)
    cells = {(price.quantity, price.lead_time): price for price in option.prices}
    days = {lead: [cells[quantity, lead].business_days for quantity in quantities] for lead in lead_times}
    table = Table(title=f"unit price (total) in {option.currency}", title_justify="left")
    table.add_column("pieces", justify="right")
    for lead in lead_times:
        fastest, slowest = min(days[lead]), max(days[lead])
        span = f"{fastest}" if fastest == slowest else f"{fastest}-{slowest}"
        table.add_column(f"{lead}, {span} days", justify="right")
    for quantity in quantities:
        prices = [cells[quantity, lead] for lead in lead_times]
        table.add_row(f"{quantity}", *(f"{price.unit:,.2f} ({price.total:,.2f})" for price in prices))
    return table


def _breakdown_table(price: Price, option: Option) -> Table:
    title = f"how {price.total:,.2f} {option.currency} come about: {_pieces(price.quantity)}, {price.lead_time}"
    table = Table("", "work", "time", "rate/h", "cost", title=title, title_justify="left", box=None, padding=(0, 2))
    for column in table.columns[2:]:
        column.justify = "right"
    operations = option.plan.operations if option.plan is not None else ()
    for line in price.lines:
        operation = operations[line.operation] if line.operation is not None else None
        work = line.source
        if operation is not None:
            work = operation.operation.replace("_", " ") + (f": {operation.note}" if operation.note else "")
        seconds = "" if line.seconds is None else format_duration(line.seconds)
        rate = "" if line.rate is None else f"{line.rate:.2f}"
        # What rounding left over is less than a cent: two decimals would show nothing.
        cost = f"{line.cost:,.4f}" if line.kind is CostKind.ROUNDING else f"{line.cost:,.2f}"
        table.add_row(line.kind.value, escape(work), seconds, rate, cost)
    table.add_row("", "total", "", "", f"{sum((line.cost for line in price.lines), Decimal(0)):,.2f}")
    return table
