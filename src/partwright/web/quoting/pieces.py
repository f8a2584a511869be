"""The pieces of the quote pages that repeat: options, cells, rows. HTML with every text escaped.

A click on a part re-prices it and writes all of these anew, hundreds of numbers; as templates they took longer than
the price. Frames and all that is written once a page stay templates.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape

from partwright.manufacturing.specification import LeadTime
from partwright.pricing.breakdown import Price
from partwright.web.quoting.figures import Figures
from partwright.web.quoting.wording import BreakdownRow, ShownFinding

# An octagon, a triangle, a circle: how bad a finding is shows without its color.
ICONS: Mapping[str, str] = {
    "blocker": '<path d="M6.5 2h7L18 6.5v7L13.5 18h-7L2 13.5v-7z"/><path d="m7 7 6 6m0-6-6 6"/>',
    "warning": '<path d="M10 2.5 18.5 17h-17z"/><path d="M10 8v4.5m0 1.5v1"/>',
    "info": '<circle cx="10" cy="10" r="8"/><path d="M10 9v5m0-8v1"/>',
}


@lru_cache(maxsize=512)
def options(entries: tuple[tuple[str, str], ...], chosen: str) -> str:
    """The options of a select from ids with their names."""
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(name)}</option>'
        for value, name in entries
    )


def radios(name: str, entries: tuple[tuple[str, str, str], ...], chosen: str) -> str:
    """Radio buttons with their whole field to press, from ids with their names and what stands below."""
    return "".join(
        f'<label class="choice"><input type="radio" name="{name.replace("-", "_")}" id="{name}-{escape(value)}" '
        f'value="{escape(value)}"{" checked" if value == chosen else ""}><span>{escape(title)}</span>'
        + (f"<span>{escape(below)}</span>" if below else "")
        + "</label>"
        for value, title, below in entries
    )


def days(count: int) -> str:
    """Business days in words."""
    return f"{count} business day{'' if count == 1 else 's'}"


def price_rows(
    table: Mapping[int, Mapping[LeadTime, Price]], *, chosen: Price | None, editable: bool, figures: Figures
) -> str:
    """The rows of the price table: a button in each cell, that of the `chosen` price pressed."""
    rows: list[str] = []
    locked = "" if editable else " disabled"
    for quantity, row in table.items():
        rows.append(f'<tr><th scope="row">{figures.written(f"{quantity:,}")}</th>')
        for lead_time, price in row.items():
            pressed = "true" if price is chosen else "false"
            rows.append(
                f'<td><button type="submit" name="cell" id="cell-{quantity}-{lead_time.value}" '
                f'value="{quantity}:{lead_time.value}" aria-pressed="{pressed}"{locked}>{figures.exact(price.unit)}'
                f'<small><span class="number">{figures.written(f"{price.total:,}")}</span> '
                f"<span>in {price.business_days} d</span></small></button></td>"
            )
        rows.append("</tr>")
    return "".join(rows)


def breakdown_rows(rows: Iterable[BreakdownRow], *, quantity: int, currency: str, figures: Figures) -> str:
    """The rows of a breakdown: the step, its time and rate that unfold to where they come from, its cost."""
    return "".join(
        f'<tr><th scope="row">{escape(row.name)}'
        + (f'<br><span class="small quiet">{figures.sentence(row.detail)}</span>' if row.detail else "")
        + f'</th><td><details class="source" id="line-{number}" data-print><summary>'
        + _asked(row, currency, figures)
        + "</summary><p>"
        + (f"{figures.written(f'{row.line.seconds:,.0f}')} s for {quantity}. " if row.line.seconds else "")
        + f'{escape(row.line.source)}</p></details></td><td class="amount">{figures.exact(row.line.cost)}</td></tr>'
        for number, row in enumerate(rows, start=1)
    )


def _asked(row: BreakdownRow, currency: str, figures: Figures) -> str:
    if not row.line.seconds:
        return "Why"
    time = figures.duration(row.line.seconds)
    if not row.line.rate:
        return time
    return f'{time} × <span class="number">{figures.money(row.line.rate, currency)}</span>/h'


def finding_items(findings: Sequence[ShownFinding], *, figures: Figures) -> str:
    """The items of the list of findings; one that has a place on the part is a button that lights it."""
    return "".join(_finding_item(shown, figures) for shown in findings)


def _finding_item(shown: ShownFinding, figures: Figures) -> str:
    finding = shown.finding
    message = figures.sentence(finding.message)
    if shown.lights:
        faces, triangles = json.dumps(finding.faces), json.dumps(finding.triangles or ())
        message = (
            f'<button type="button" class="only-script" data-finding="{escape(shown.id)}" data-body="{finding.body}" '
            f'data-faces="{faces}" data-triangles="{triangles}" data-severity="{finding.severity.value}" '
            f'data-announce="{escape(shown.announcement)}" aria-pressed="false">{message}</button>'
            f'<span class="only-plain">{message}</span>'
        )
    asked = "Why"
    if finding.measured is not None:
        measured = figures.measure(finding.measured, finding.unit)
        asked = f"Measured {measured}, limit {figures.measure(finding.limit, finding.unit)}"
    return (
        f'<li class="finding is-{finding.severity.value}">{icon(finding.severity.value)}<div>'
        f'<p><span class="visually-hidden">{escape(shown.severity)}: </span>{message}</p>'
        f'<p class="small">{figures.sentence(finding.advice)}</p>'
        f'<details class="source" id="source-{escape(shown.id)}" data-print><summary>{asked}</summary>'
        f"<p>Rule <code>{escape(finding.rule)}</code>. {escape(finding.source)}</p></details></div></li>"
    )


def icon(severity: str) -> str:
    """The sign of a severity."""
    return (
        '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linejoin="round" '
        f'aria-hidden="true">{ICONS[severity]}</svg>'
    )
