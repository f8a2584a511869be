"""A quote on paper: what its PDF says as plain values, and the view that sets it. It says what the page says."""

import re
from collections.abc import Container
from datetime import datetime
from decimal import Decimal
from html import unescape
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from partwright.errors import SpecificationError
from partwright.manufacturing.process import Finding, Severity
from partwright.manufacturing.specification import LeadTime
from partwright.web.books.selectors import current_book
from partwright.web.documents.typesetting import Paper, Template, typeset, usual_paper
from partwright.web.parts import storage
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.quoting import pieces, selectors
from partwright.web.quoting.attachments import attachment
from partwright.web.quoting.errors import QuoteEmptyError
from partwright.web.quoting.figures import SPACE, Figures, figures_of
from partwright.web.quoting.naming import day_in_words
from partwright.web.quoting.offer import DIGEST_SHOWN
from partwright.web.quoting.required import in_words
from partwright.web.quoting.selectors import LineState, PricedLine, PricedQuote
from partwright.web.quoting.wording import (
    LEAD_TIMES,
    BreakdownRow,
    breakdown,
    exchange_in_words,
    shown_findings,
    specification_in_words,
)

TAGS = re.compile(r"<[^>]*>")
LANGUAGE = re.compile(r"[A-Za-z-]{2,12}")


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
def quote_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """A quote as PDF, for whoever has its link; with `breakdown=1` also what each price is made of."""
    priced = selectors.priced_quote(selectors.get_quote(token))
    if not priced.lines:
        raise QuoteEmptyError
    now = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    pictures = _pictures(priced)
    data = quote_on_paper(
        priced,
        paper=_paper(request),
        figures=figures_of(request),
        now=now,
        pictured=pictures,
        with_breakdown=request.GET.get("breakdown") == "1",
    )
    content = typeset(Template.QUOTE, data, pictures, made_at=now)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": attachment(priced.quote.title, ending="pdf")},
    )


def quote_on_paper(
    priced: PricedQuote,
    *,
    paper: Paper,
    figures: Figures,
    now: datetime,
    pictured: Container[str] = (),
    with_breakdown: bool = False,
) -> dict[str, Any]:
    """All that the template `quote` says, every number written; its link is a secret and not among it.

    `pictured` are the ids of the bodies of which there is a picture.
    """
    quote = priced.quote
    created = day_in_words(quote.created_at)
    count = len(priced.lines)
    return {
        "title": quote.title,
        "running": f"Quote of {created}" if quote.name else "",
        "paper": paper.value,
        "currency": quote.currency,
        "facts": [
            *([["Quote of", created]] if quote.name else []),  # without a name this is its title
            ["Prices of", day_in_words(now)],
            *([["Kept until", day_in_words(quote.expires_at)]] if quote.expires_at else []),
        ],
        "lines": [_line(line, figures, pictured=pictured) for line in priced.lines],
        "total_of": f"{count} part{'' if count == 1 else 's'}, total without tax and shipping",
        "total": figures.money(priced.total, quote.currency),
        "notes": _notes(priced, figures),
        "breakdowns": [_breakdown(line, figures) for line in priced.lines if with_breakdown and line.price],
    }


def _paper(request: HttpRequest) -> Paper:
    """The paper that is asked for, else that of where the reader's language is spoken."""
    word = request.GET.get("paper", "")
    if not word:
        first = LANGUAGE.match(request.headers.get("Accept-Language", ""))
        return usual_paper(first[0] if first else "")
    if word not in set(Paper):
        raise SpecificationError("paper", word, choices=tuple(Paper))
    return Paper(word)


def _line(priced: PricedLine, figures: Figures, *, pictured: Container[str]) -> dict[str, Any]:
    line, price = priced.line, priced.price
    body = line.body
    size = _plain(figures.length((body.box_x_mm, body.box_y_mm, body.box_z_mm))) if body else ""
    own_name = body.name if body and body.name not in (line.part.name, line.part.name.rpartition(".")[0]) else ""
    lead_time = f"{LEAD_TIMES[LeadTime(line.lead_time)]} lead time"
    return {
        "name": line.part.name,
        "detail": " · ".join(filter(None, [own_name, size.replace(" ", SPACE)])),
        "configuration": _configured(priced, figures),
        "lead_time": f"{lead_time}, {pieces.days(price.business_days)}" if price else "",
        "status": _status(priced),
        "reasons": _reasons(priced, figures),
        "findings": [
            _finding(shown.finding, figures)
            for shown in shown_findings(priced.findings)
            if shown.finding.severity is not Severity.INFO
        ],
        "image": str(line.body_id) if str(line.body_id) in pictured else None,
        "quantity": figures.written(f"{line.quantity:,}"),
        "unit": _exact(price.unit, figures) if price else ["", ""],
        "total": figures.amount(price.total) if price else "",
    }


def _configured(priced: PricedLine, figures: Figures) -> str:
    """The specification and what is required beside it."""
    said = (specification_in_words(priced.line, priced.catalog), *in_words(selectors.requirements_of(priced.line)))
    return _plain(figures.sentence(", ".join(filter(None, said))))


def _status(priced: PricedLine) -> str:
    """Why a line has no price; nothing where it has one."""
    match priced.state:
        case LineState.WAITING:
            return "Not priced yet: it is still being analyzed."
        case LineState.FAILED:
            return "Not priced: the file could not be read."
        case LineState.IMPOSSIBLE if priced.catalog is None:
            return "Not priced: no process here can make this part as it is."
        case LineState.IMPOSSIBLE:
            return f"Not priced: {priced.catalog.name} cannot make this part."
        case LineState.WITHDRAWN:
            return "Not priced: its process is no longer offered."
        case LineState.REVIEW:
            return "Not priced yet: a person must look before there is a price."
        case LineState.PRICED:
            return ""


def _reasons(priced: PricedLine, figures: Figures) -> list[str]:
    if priced.state is LineState.FAILED:
        return [priced.line.part.error_message]
    return [_plain(figures.sentence(review.reason)) for review in priced.option.review] if priced.option else []


def _finding(finding: Finding, figures: Figures) -> dict[str, str]:
    return {
        "severity": finding.severity.value,
        "message": _plain(figures.sentence(finding.message)),
        "advice": _plain(figures.sentence(finding.advice)),
    }


def _notes(priced: PricedQuote, figures: Figures) -> list[str]:
    """What the total does not hold, and the rate it was converted by."""
    missing = sum(line.price is None for line in priced.lines)
    notes = ["Tax and shipping are not in the total."]
    if missing:
        notes.append(
            "1 part without a price is not in the total."
            if missing == 1
            else f"{missing} parts without a price are not in the total."
        )
    exchange = exchange_in_words(priced.quote.currency, book=current_book(), figures=figures)
    return [*notes, exchange] if exchange else notes


def _breakdown(priced: PricedLine, figures: Figures) -> dict[str, Any]:
    line, price, option = priced.line, priced.price, priced.option
    assert price is not None  # noqa: S101 -- the caller's condition, told to the type checker
    assert option is not None  # noqa: S101
    configuration = _configured(priced, figures)
    quantity = figures.written(f"{line.quantity:,}")
    machine = f"Machine {option.plan.machine}. " if option.plan else ""
    return {
        "name": line.part.name,
        "detail": f"{configuration}, {quantity} piece{'' if line.quantity == 1 else 's'}",
        "rows": [_breakdown_row(row, option.currency, figures) for row in breakdown(priced)],
        "total": _exact(price.total, figures),
        "basis": f"{machine}Price book {option.book_version}, digest {option.book_digest[:DIGEST_SHOWN]}.",
    }


def _breakdown_row(row: BreakdownRow, currency: str, figures: Figures) -> dict[str, Any]:
    time = _plain(figures.duration(row.line.seconds)) if row.line.seconds else ""
    rate = f" × {figures.money(row.line.rate, currency)}/h" if time and row.line.rate else ""
    return {
        "name": row.name,
        "detail": _plain(figures.sentence(row.detail)),
        "time": time + rate,
        "source": row.line.source,
        "cost": _exact(row.line.cost, figures),
    }


def _exact(amount: Decimal, figures: Figures) -> list[str]:
    """An amount to four decimals, those below the cent apart; see `Figures.exact`."""
    text = figures.written(f"{amount:,.4f}")
    return [text[:-2], text[-2:]]


def _plain(html: str) -> str:
    """The text of HTML that `Figures` wrote."""
    return unescape(TAGS.sub("", html))


def _pictures(priced: PricedQuote) -> dict[str, bytes]:
    """What the list shows of each line, by the line's body; without those that are not drawn or were just deleted."""
    lines = [one.line for one in priced.lines]
    names = {str(line.body_id): line.body.picture or line.part.picture for line in lines if line.body}
    read = {body: _picture(name) for body, name in names.items() if name}
    return {body: picture for body, picture in read.items() if picture is not None}


def _picture(name: str) -> bytes | None:
    try:
        return storage.read(name)
    except FileNotFoundError:
        return None
