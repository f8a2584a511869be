"""A quote as a table for a spreadsheet: one row a line, in words, with plain numbers."""

import csv
import io
from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from partwright.manufacturing.process import Severity
from partwright.manufacturing.specification import LeadTime
from partwright.pricing.report import decimal_string
from partwright.pricing.sheet import cell
from partwright.web.parts.models import Body
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.quoting import selectors
from partwright.web.quoting.attachments import attachment
from partwright.web.quoting.required import in_words
from partwright.web.quoting.selectors import LineState, PricedLine, PricedQuote
from partwright.web.quoting.wording import LEAD_TIMES

COLUMNS = (
    "position", "name", "body", "size_mm", "process", "material", "finish", "tolerance", "quantity", "lead_time",
    "business_days", "unit", "total", "currency", "review",
    "requirements",
)  # fmt: skip
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets take UTF-8 for the code page of their country


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
def quote_csv(request: HttpRequest, token: str) -> HttpResponse:
    """A quote as CSV, for whoever has its link."""
    quote = selectors.get_quote(token)
    return HttpResponse(
        written(selectors.priced_quote(quote)),
        content_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": attachment(quote.title, ending="csv")},
    )


def written(priced: PricedQuote) -> str:
    """The table with its head, cells that no spreadsheet takes for formulas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number, line in enumerate(priced.lines, start=1):
        writer.writerow([cell(value) for value in (number, *_row(line))])
    return BYTE_ORDER_MARK + text.getvalue()


def _row(priced: PricedLine) -> Iterator[object]:
    line, price = priced.line, priced.price
    yield line.part.name
    yield from (None, None) if line.body is None else (_name(line.body), _size(line.body))
    yield from _specification(priced)
    yield line.quantity
    yield LEAD_TIMES[LeadTime(line.lead_time)]
    if price is None:
        yield from (None, None, None)
    else:
        yield from (price.business_days, decimal_string(price.unit), decimal_string(price.total))
    yield line.quote.currency
    yield _review(priced)
    yield ", ".join(in_words(selectors.requirements_of(line)))


def _name(body: Body) -> str:
    return body.name or f"Body {body.index + 1}"


def _size(body: Body) -> str:
    sides = (body.box_x_mm, body.box_y_mm, body.box_z_mm)
    return " × ".join(f"{side:.3f}".rstrip("0").rstrip(".") for side in sides)


def _specification(priced: PricedLine) -> Sequence[object]:
    """The names of process, material, finish and tolerance."""
    catalog, line = priced.catalog, priced.line
    if catalog is None:
        return (None, None, None, None)
    chosen = (
        (line.material, catalog.materials),
        (line.finish, catalog.finishes),
        (line.tolerance, catalog.tolerances),
    )
    return (catalog.name, *({entry.id: entry.name for entry in entries}.get(id_, id_) for id_, entries in chosen))


def _review(priced: PricedLine) -> str:
    """Why a line has no price; nothing where it has one."""
    if priced.state is LineState.WAITING:
        return "Still being read."
    if priced.state is LineState.FAILED:
        return priced.line.part.error_message
    if priced.state is LineState.WITHDRAWN:
        return "Its process is no longer offered: choose another."
    if priced.option is None:
        return "No process here can make it."
    reasons = [review.reason for review in priced.option.review]
    if priced.state is LineState.IMPOSSIBLE:
        reasons = [finding.message for finding in priced.findings.values() if finding.severity is Severity.BLOCKER]
    return " ".join(reasons)
