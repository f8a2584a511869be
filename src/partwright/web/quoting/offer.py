"""What the page shows beside a part and a choice renews: configuration, price, table, findings; then the breakdown."""

from html import escape
from typing import Any

from django.urls import reverse

from partwright.manufacturing.process import Plan
from partwright.manufacturing.specification import LeadTime
from partwright.pricing.breakdown import Price
from partwright.pricing.quote import Option
from partwright.web.books.selectors import current_book
from partwright.web.quoting import pieces
from partwright.web.quoting.figures import Figures, safe
from partwright.web.quoting.models import MAX_QUANTITY, Quote
from partwright.web.quoting.naming import day_in_words
from partwright.web.quoting.selectors import LineState, PricedLine, obstacles_for, savings_for
from partwright.web.quoting.wording import (
    LEAD_TIMES,
    breakdown,
    exchange_in_words,
    shown_findings,
    specification_in_words,
)

DIGEST_SHOWN = 12


def offer_context(priced: PricedLine, *, editable: bool, figures: Figures, fault: str = "") -> dict[str, Any]:
    """All that the template `_offer` says, the pieces that repeat already written."""
    line, quote = priced.line, priced.line.quote
    locked = "" if editable else " disabled"
    return {
        "editable": editable,
        "figures": figures,
        "fault": fault,
        "state": priced.state.value,
        "process_name": priced.catalog.name if priced.catalog else "",
        "currency": quote.currency,
        "quantity": str(line.quantity),
        "quantity_max": str(MAX_QUANTITY),
        "configure_address": safe(reverse("quoting:configure", args=[quote.token, line.id])),
        "locked": safe(locked),
        "on_paper": safe(_on_paper(priced, figures)),
        **_choices(priced),
        **_prices(priced, editable=editable, figures=figures),
        **_findings(priced, figures),
    }


def details_context(priced: PricedLine, *, figures: Figures) -> dict[str, Any]:
    """All that the template `_details` says: what the price is made of, and what would cost less.

    A click asks for it after its price, which need not wait for two dozen lines and other specifications.
    """
    price, option, line = priced.price, priced.option, priced.line
    context: dict[str, Any] = {"line": line, "quote": line.quote, "figures": figures}
    if price is None or option is None or option.plan is None:
        return context
    rows = pieces.breakdown_rows(breakdown(priced), quantity=line.quantity, currency=option.currency, figures=figures)
    return context | {
        "currency": option.currency,
        "quantity": str(line.quantity),
        "total": safe(_total(price, option, figures)),
        "exact_total": safe(figures.exact(price.total)),
        "breakdown_rows": safe(rows),
        "basis": safe(_basis(option, option.plan, figures)),
        "savings": savings_for(priced),
    }


def _total(price: Price, option: Option, figures: Figures) -> str:
    return f'<span class="number">{figures.money(price.total, option.currency)}</span>'


def _on_paper(priced: PricedLine, figures: Figures) -> str:
    """What the form says, as a printed page says it."""
    line, quote = priced.line, priced.line.quote
    specification = specification_in_words(line, priced.catalog)
    return (
        (f"{figures.sentence(specification)}, " if specification else "")
        + f"{line.quantity} piece{'' if line.quantity == 1 else 's'}, "
        f"{LEAD_TIMES[LeadTime(line.lead_time)].lower()} lead time. "
        f"{_told_quote(quote)}" + (f", kept until {day_in_words(quote.expires_at)}." if quote.expires_at else ".")
    )


def _told_quote(quote: Quote) -> str:
    """Which quote a printed page belongs to."""
    day = day_in_words(quote.created_at)
    return f"{escape(quote.name)}, quote of {day}" if quote.name else f"Quote of {day}"


def _choices(priced: PricedLine) -> dict[str, Any]:
    line, catalog = priced.line, priced.catalog
    processes = tuple((process.value, offered.name, "") for process, offered in priced.catalogs.items())
    days = {lead_time: pieces.days(price.business_days) for lead_time, price in _row(priced).items()}
    lead_times = tuple((lead_time.value, name, days.get(lead_time, "")) for lead_time, name in LEAD_TIMES.items())
    choices = {
        "process_choices": safe(pieces.radios("process", processes, line.process)),
        "lead_time_choices": safe(pieces.radios("lead-time", lead_times, line.lead_time)),
    }
    if catalog is not None:
        choices |= {
            f"{field}_options": safe(pieces.options(tuple((entry.id, entry.name) for entry in entries), chosen))
            for field, entries, chosen in (
                ("material", catalog.materials, line.material),
                ("finish", priced.finishes, line.finish),
                ("tolerance", catalog.tolerances, line.tolerance),
            )
        }
    return choices


def _row(priced: PricedLine) -> dict[LeadTime, Any]:
    return dict(priced.table.get(priced.line.quantity, {}))


def _prices(priced: PricedLine, *, editable: bool, figures: Figures) -> dict[str, Any]:
    price, option = priced.price, priced.option
    if price is None or option is None:
        return {"reviews": [safe(figures.sentence(review.reason)) for review in option.review] if option else []}
    low, high = figures.money(price.low, option.currency), figures.money(price.high, option.currency)
    return {
        "unit": safe(figures.exact(price.unit)),
        "total": safe(_total(price, option, figures)),
        "days": pieces.days(price.business_days),
        "price_range": f"Between {low} and {high} each with {option.confidence or 0:.0%} confidence.",
        "lead_time_heads": safe("".join(f'<th scope="col">{name}</th>' for name in LEAD_TIMES.values())),
        "price_rows": safe(pieces.price_rows(priced.table, chosen=price, editable=editable, figures=figures)),
    }


def _findings(priced: PricedLine, figures: Figures) -> dict[str, Any]:
    if priced.state is LineState.IMPOSSIBLE and priced.catalog is None:
        return {"obstacles": _obstacles(priced, figures)}
    return {"finding_items": safe(pieces.finding_items(shown_findings(priced.findings), figures=figures))}


def _obstacles(priced: PricedLine, figures: Figures) -> list[tuple[str, str]]:
    """Each process that cannot make the part, with the findings that say why."""
    return [
        (priced.catalogs[process].name, safe(pieces.finding_items(shown_findings(findings), figures=figures)))
        for process, findings in obstacles_for(priced.line).items()
    ]


def _basis(option: Option, plan: Plan, figures: Figures) -> str:
    """Machine, stock, setups, price book and rate: what the rows of a breakdown rest on."""
    stock = f", stock {figures.length(plan.stock_mm)}" if plan.stock_mm else ""
    count = len(plan.setups)
    setups = f", {count} setup{'' if count == 1 else 's'}" if count else ""
    exchange = exchange_in_words(option.currency, book=current_book(), figures=figures)
    return (
        f"Machine <code>{escape(plan.machine)}</code>{stock}{setups}. "
        f"Price book {escape(option.book_version)}, digest <code>{option.book_digest[:DIGEST_SHOWN]}</code>. "
        f"{escape(exchange)}"
    )
