"""The staff's pages of reviews: those that are open, and one with the lines of its quote and the form that answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from partwright.errors import PartwrightError
from partwright.manufacturing.specification import LeadTime
from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import require_actor
from partwright.web.actor import Actor, StaffRole
from partwright.web.conversations import selectors as threads
from partwright.web.conversations.services import mark_thread_read
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.quoting import reviews
from partwright.web.quoting.errors import LineOfferError, ReviewNotFoundError
from partwright.web.quoting.figures import figures_of
from partwright.web.quoting.models import ReviewRequest, ReviewState
from partwright.web.quoting.required import in_words
from partwright.web.quoting.reviews import LineAnswer
from partwright.web.quoting.selectors import PricedLine, priced_quote, requirements_of
from partwright.web.quoting.wording import LEAD_TIMES, ShownFinding, shown_findings, specification_in_words
from partwright.web.staff.access import staff_only

LIST_LENGTH = 50
FIELDS = ("unit", "days", "note", "reason")
NO_NUMBER = -1  # what is no number cannot be a price or a time, and is refused as such


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """A line of a quote under review, with what was typed about it and what is wrong with that."""

    priced: PricedLine
    specification: str
    required: str
    lead_time: str
    findings: tuple[ShownFinding, ...]
    typed: Mapping[str, str]
    faults: Mapping[str, str]


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(StaffRole.SALES)
def review_list(request: HttpRequest) -> HttpResponse:
    """The reviews that wait for an answer, the longest first."""
    found = reviews.open_reviews(by=require_actor(request))
    page = Paginator(found, LIST_LENGTH).get_page(request.GET.get("page"))
    return render(request, "staff/reviews.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(StaffRole.SALES)
def review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """One review: the customer's words, the quote's lines, and the form that answers or asks back."""
    by = require_actor(request)
    found = reviews.get_review(review_id, by=by)
    if request.method != "POST":
        return _page(request, found, by=by)
    text = request.POST.get("text", "")
    try:
        if request.POST.get("act") == "ask":
            reviews.ask_customer(review_id, text=text, by=by)
        else:
            answers = answers_in(request.POST)
            reviews.answer_review(review_id, answers=answers, text=text, seen=request.POST.get("seen", ""), by=by)
    except ReviewNotFoundError:
        raise
    except PartwrightError as error:
        return _page(request, reviews.get_review(review_id, by=by), by=by, error=error)
    return see_other(reverse("staff:review", args=[review_id]))


def answers_in(sent: QueryDict) -> dict[UUID, LineAnswer]:
    """What a sent form says of each line: fields such as `unit-` with the line's id."""
    found: dict[UUID, LineAnswer] = {}
    for name in sent:
        field, _, word = name.partition("-")
        if field != "unit":
            continue
        try:
            line_id = UUID(word)
        except ValueError:
            continue
        found[line_id] = LineAnswer(
            unit=_amount(sent[name]),
            business_days=_days(sent.get(f"days-{word}", "")),
            note=sent.get(f"note-{word}", "").replace("\r\n", "\n").strip(),
            reason=" ".join(sent.get(f"reason-{word}", "").split()),
        )
    return found


def _amount(text: str) -> Decimal | None:
    text = text.strip().replace(",", ".")
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return Decimal(NO_NUMBER)
    return amount if amount.is_finite() else Decimal(NO_NUMBER)


def _days(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= len("365") else NO_NUMBER


def _page(
    request: HttpRequest, found: ReviewRequest, *, by: Actor, error: PartwrightError | None = None
) -> HttpResponse:
    quote = found.quote
    lines = priced_quote(quote).lines
    context: dict[str, Any] = {
        "review": found,
        "is_open": found.state == ReviewState.OPEN,
        "quote": quote,
        "seen": reviews.digest_of_lines(priced.line for priced in lines),
        "lines": [_answered(priced, request.POST, error) for priced in lines],
        "typed_text": request.POST.get("text", ""),
        "fault": str(error) if error else "",
        "fault_code": error.code if error else "",
        "figures": figures_of(request),
    }
    if found.conversation_id is not None:
        context["thread"] = threads.get_thread(found.conversation_id, by=by)
        mark_thread_read(context["thread"], by=by)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "staff/review.html", context, status=status)


def _answered(priced: PricedLine, sent: QueryDict, error: PartwrightError | None) -> AnsweredLine:
    line = priced.line
    faults = {error.field: str(error)} if isinstance(error, LineOfferError) and error.line_id == line.id else {}
    return AnsweredLine(
        priced=priced,
        specification=specification_in_words(line, priced.catalog),
        required=", ".join(in_words(requirements_of(line))),
        lead_time=LEAD_TIMES[LeadTime(line.lead_time)],
        findings=shown_findings(priced.findings),
        typed={field: sent.get(f"{field}-{line.id}", "") for field in FIELDS},
        faults=faults,
    )
