"""The customer's page of the review of a quote: ask for one, talk about it, withdraw it; and what staff gave a line."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partwright.errors import PartwrightError
from partwright.web.accounts.requests import actor_of, address_of, require_actor
from partwright.web.actor import Actor, ActorKind
from partwright.web.conversations import selectors as threads
from partwright.web.conversations.allowance import count_message, count_start
from partwright.web.conversations.errors import TooManyMessagesError
from partwright.web.conversations.services import Contact, mark_read
from partwright.web.conversations.views import form_limits, thread_context
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.quoting import reviews, selectors
from partwright.web.quoting.errors import QuoteEmptyError, QuoteNotFoundError, ReviewOpenError
from partwright.web.quoting.figures import figures_of
from partwright.web.quoting.line_offers import OfferState, offer_for
from partwright.web.quoting.models import QuoteLine, ReviewState
from partwright.web.quoting.services import own_quote


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
def review(request: HttpRequest, token: str) -> HttpResponse:
    """The review of a quote with its conversation, and the form that asks for one."""
    by = require_actor(request)
    quote = own_quote(token, by=by)
    context = {"quote": quote, "with_contact": by.kind is ActorKind.VISITOR, **form_limits()}
    if request.method != "POST":
        return _page(request, context, by=by)
    contact = None
    if by.kind is ActorKind.VISITOR:
        contact = Contact(request.POST.get("name", ""), request.POST.get("email", ""))
    try:
        if contact is not None:
            count_start(address=address_of(request), email=contact.email)
        else:
            count_message(address=address_of(request), customer=str(by.owner_id))
        reviews.request_review(
            token,
            text=request.POST.get("text", ""),
            by=by,
            contact=contact,
            files=request.FILES.getlist("file"),
        )
    except (QuoteNotFoundError, QuoteEmptyError):
        raise
    except PartwrightError as error:
        return _refused(request, context, error, by=by)
    return see_review(token)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Takes back the request that a person looks at a quote."""
    reviews.withdraw_review(token, by=require_actor(request))
    return see_review(token)


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
def line_offer(request: HttpRequest, token: str, line_id: UUID) -> HttpResponse:
    """What staff gave for a part, and whether it still holds; a page asks for it after every change."""
    line = selectors.get_line(token, line_id)
    editable = selectors.may_change(line.quote, by=actor_of(request))
    context = line_offer_context(line, selectors.priced_line(line, table=False), editable=editable)
    return render(request, "quoting/_line_offer.html", context | {"figures": figures_of(request)})


def line_offer_context(line: QuoteLine, priced: selectors.PricedLine, *, editable: bool) -> dict[str, Any]:
    """All that the template `_line_offer` says."""
    shown = offer_for(line)
    holds = shown is not None and shown.state is OfferState.HOLDS
    in_need = priced.state is selectors.LineState.REVIEW and not holds
    return {"line": line, "quote": line.quote, "shown_offer": shown, "may_ask": editable and in_need}


def see_review(token: str) -> HttpResponse:
    """To the page of a quote's review."""
    response = redirect("quoting:review", token)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _page(
    request: HttpRequest, context: dict[str, Any], *, by: Actor, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    last = reviews.latest_review(context["quote"])
    context |= {"review": last}
    if last is not None and last.state == ReviewState.OPEN and last.conversation_id is not None:
        context |= thread_context(threads.get_thread(last.conversation_id, by=by), back=request.path)
        mark_read(last.conversation_id, by=by)
    return render(request, "quoting/review.html", context, status=status)


def _refused(request: HttpRequest, context: dict[str, Any], error: PartwrightError, *, by: Actor) -> HttpResponse:
    """The form again, with what was typed and words why; files must be chosen anew, as browsers have it."""
    context |= {
        "fault": str(error),
        "fault_code": error.code,
        "typed": request.POST,
        "had_files": bool(request.FILES),
    }
    if isinstance(error, TooManyMessagesError):
        response = _page(request, context, by=by, status=HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(error.retry_after_s)
        return response
    open_already = isinstance(error, ReviewOpenError)
    return _page(
        request, context, by=by, status=HTTPStatus.CONFLICT if open_already else HTTPStatus.UNPROCESSABLE_ENTITY
    )
