"""The customer's pages of orders: the list, one with its files and history, and what can be done with it."""

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partwright.errors import PartwrightError
from partwright.web.accounts.access import signed_in
from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import person_of, require_actor
from partwright.web.conversations import services as conversations
from partwright.web.conversations.access import address_of
from partwright.web.conversations.models import Kind
from partwright.web.conversations.selectors import conversation_about
from partwright.web.conversations.views import form_limits
from partwright.web.documents.selectors import file_name, read_pdf
from partwright.web.file_names import disposition
from partwright.web.ordering import complaints, services
from partwright.web.ordering.errors import CheckoutFieldError, OrderNotFoundError
from partwright.web.ordering.exporting import export_order
from partwright.web.ordering.files import forget_files, get_file, read_file
from partwright.web.ordering.models import Checkout, Order
from partwright.web.ordering.models.complaint import Fault, Remedy
from partwright.web.ordering.papers import bank_of
from partwright.web.ordering.paying import card_page, pay_otherwise
from partwright.web.ordering.reordering import reorder
from partwright.web.ordering.selectors import OrderView, get_order, get_paper, matching, orders_of, view_order
from partwright.web.ordering.states import ENDED, Action, OrderState, may_follow
from partwright.web.ordering.wording import FILES, PAPERS, PAYMENT_STATES, WAYS
from partwright.web.payments.checkout import check_card_payment
from partwright.web.payments.errors import (
    PaymentStateError,
    ProviderRefusedError,
    ProviderUnavailableError,
    WayNotOfferedError,
)
from partwright.web.payments.models import PaymentState, Refund, RefundState, Way
from partwright.web.payments.recording import taken
from partwright.web.payments.selectors import offered_ways, payment_of, refunds_of
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.shop.selectors import recent_shop

Choice = TypeVar("Choice", Fault, Remedy)
LIST_LENGTH = 25
# The way of an order that goes as it should; on hold, cancelled and returned leave it.
PATH = (
    OrderState.PLACED,
    OrderState.APPROVED,
    OrderState.IN_REVIEW,
    OrderState.IN_PRODUCTION,
    OrderState.INSPECTION,
    OrderState.SHIPPED,
    OrderState.DELIVERED,
    OrderState.CLOSED,
)


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def orders(request: HttpRequest) -> HttpResponse:
    """The orders of somebody and their teams, searched by number, name or purchase order."""
    found = orders_of(require_actor(request))
    search = " ".join(request.GET.get("search", "").split())
    if search:
        found = found.filter(id__in=matching(search))
    state = request.GET.get("state", "")
    if state in OrderState.values:
        found = found.filter(state=state)
    page = Paginator(found, LIST_LENGTH).get_page(request.GET.get("page"))
    context = {"page": page, "search": search, "state": state, "states": OrderState.choices}
    return render(request, "ordering/orders.html", context)


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
@cache_control(private=True, no_store=True)
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order: where it stands, what is in it, its papers and files, what can be done."""
    return _order_page(request, order_id)


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def card(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The step to the provider's page: a button, for whoever was not brought there at once."""
    by = require_actor(request)
    found = get_order(order_id, by=by)
    if request.method != "POST":
        return render(request, "ordering/card.html", {"order": found})
    try:
        page = card_page(order_id, by=by, email=_email(request))
    except (ProviderUnavailableError, ProviderRefusedError) as fault:
        return render(request, "ordering/card.html", {"order": found, "fault": fault}, status=503)
    except PaymentStateError:
        return see_other(reverse("ordering:order", args=[order_id]))
    return see_other(page)


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def paid(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Where the provider's page leads back to: the order, with the payment as the provider says it stands."""
    found = get_order(order_id, by=require_actor(request))
    payment = payment_of(found.id)
    if payment is not None and payment.way == Way.CARD:
        with suppress(ProviderUnavailableError, ProviderRefusedError):  # its webhook or the next look tells
            check_card_payment(payment.id)
    return see_other(f"{reverse('ordering:order', args=[order_id])}?placed=1")


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def pay(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Pays an order that waits for its money anew, or in another way."""
    by = require_actor(request)
    found = get_order(order_id, by=by)
    ways = offered_ways(found.owner_id, found.currency)
    context = {"order": found, "ways": [(way, *WAYS[way]) for way in ways], "typed": request.POST}
    if request.method != "POST":
        return render(request, "ordering/pay.html", context)
    try:
        way = request.POST.get("way", "")
        payment = pay_otherwise(order_id, Way(way), by=by, po_number=request.POST.get("po_number", ""))
    except OrderNotFoundError:
        raise
    except (PartwrightError, ValueError) as fault:
        told = fault if isinstance(fault, PartwrightError) else WayNotOfferedError()
        return render(request, "ordering/pay.html", context | {"fault": told}, status=422)
    return see_other(reverse("ordering:card" if payment.way == Way.CARD else "ordering:order", args=[order_id]))


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def cancel(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Cancels an order for the fee that the page told."""
    services.cancel(order_id, by=require_actor(request), reason=request.POST.get("reason", ""))
    return see_other(reverse("ordering:order", args=[order_id]))


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def again(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Orders the same at today's price."""
    begun = reorder(order_id, by=require_actor(request))
    if isinstance(begun, Checkout):
        return see_other(reverse("ordering:summary", args=[begun.id]))
    return see_other(reverse("quoting:quote", args=[begun.token]))


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def write(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Begins the conversation about an order, or writes on in it."""
    by = require_actor(request)
    found = get_order(order_id, by=by)
    thread = conversation_about(Kind.ORDER, found.id, by=by)
    text, files = request.POST.get("text", ""), request.FILES.getlist("file")
    try:
        if thread is not None and not thread.is_closed:
            conversations.write(thread.id, text=text, files=files, by=by)
            return see_other(address_of(thread))
        begun = conversations.start(
            Kind.ORDER,
            title=f"{found.number}: {found.title}"[:120],
            text=text,
            files=files,
            by=by,
            subject=found.id,
            owner_id=found.owner_id,
        )
    except PartwrightError as fault:
        return _order_page(request, order_id, fault=fault)
    return see_other(address_of(begun))


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def complain(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Says what is wrong with the parts, with photographs."""
    by = require_actor(request)
    found = get_order(order_id, by=by)
    context: dict[str, Any] = form_limits() | {
        "order": found,
        "faults": Fault.choices,
        "remedies": Remedy.choices,
        "typed": {},
    }
    if request.method != "POST":
        return render(request, "ordering/complaint.html", context)
    typed = request.POST
    try:
        made = complaints.complain(
            order_id,
            _chosen(Fault, typed.get("fault")),
            _chosen(Remedy, typed.get("wanted")),
            typed.get("text", ""),
            by=by,
            files=request.FILES.getlist("file"),
        )
    except OrderNotFoundError:
        raise
    except PartwrightError as fault:
        context |= {"typed": typed, "fault": fault, "had_files": bool(request.FILES)}
        return render(request, "ordering/complaint.html", context, status=422)
    return see_other(reverse("conversations:conversation", args=[made.conversation_id]))


@require_POST
@purpose(Purpose.HONOR_RIGHTS)
@signed_in
def forget(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Deletes the files and specifications of an order that has ended."""
    forget_files(order_id, by=require_actor(request))
    return see_other(reverse("ordering:order", args=[order_id]))


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
@cache_control(private=True, no_store=True)
def paper(request: HttpRequest, order_id: UUID, number: str) -> HttpResponse:
    """A paper of an order as PDF."""
    found = get_paper(order_id, number, by=require_actor(request))
    return _download(read_pdf(found), file_name(found), "application/pdf")


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
@cache_control(private=True, no_store=True)
def file(request: HttpRequest, order_id: UUID, file_id: UUID) -> HttpResponse:
    """A file of an order, byte for byte, to be saved and not to be shown."""
    found = get_file(order_id, file_id, by=require_actor(request))
    return _download(read_file(found), found.name, "application/octet-stream")


@require_POST
@purpose(Purpose.HONOR_RIGHTS)
@signed_in
def export(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Everything about an order as a ZIP."""
    by = require_actor(request)
    return _download(export_order(order_id, by=by), f"{get_order(order_id, by=by).number}.zip", "application/zip")


def _order_page(request: HttpRequest, order_id: UUID, *, fault: PartwrightError | None = None) -> HttpResponse:
    by = require_actor(request)
    view = view_order(order_id, by=by)
    found = view.order
    refunds = list(refunds_of(view.payment.id)) if view.payment else []
    context = form_limits() | {
        "view": view,
        "order": found,
        "placed": request.GET.get("placed") == "1",
        "path": _path(found),
        "fault": fault,
        "typed": request.POST,
        "thread": conversation_about(Kind.ORDER, found.id, by=by),
        "refunds": refunds,
        "way": WAYS[Way(found.way)][0],
        "payment_state": PAYMENT_STATES[PaymentState(view.payment.state)] if view.payment else "",
        "papers": [(paper, PAPERS[paper.kind]) for paper in view.papers],  # type: ignore[index] -- a StrEnum's word
        "files": [(file, FILES[file.kind]) for file in view.files],  # type: ignore[index]
        **_possible(view, refunds),
    }
    return render(request, "ordering/order.html", context, status=422 if fault else 200)


def _possible(view: OrderView, refunds: Sequence[Refund]) -> dict[str, Any]:
    """What the customer can do with an order as it stands."""
    found = view.order
    shipped = any(line.shipped for line in view.lines)
    waits = found.state == OrderState.PLACED and (
        view.payment is None or view.payment.state in (PaymentState.OPEN, PaymentState.FAILED, PaymentState.CANCELLED)
    )
    cancellable = view.may_change and may_follow(Action.CANCEL, found.state) and not shipped
    arrived = shipped or OrderState(found.state) in complaints.ARRIVED
    costs = services.what_cancelling_costs(found, view.payment, left=_left(view, refunds)) if cancellable else None
    return {
        "waits_for_money": waits and view.may_change,
        "bank": bank_of(recent_shop()) if waits and found.way == Way.TRANSFER else None,
        "cancellation": costs,
        "may_complain": view.may_change and arrived,
        "may_forget": view.may_change and OrderState(found.state) in ENDED and found.files_forgotten_at is None,
    }


def _left(view: OrderView, refunds: Sequence[Refund]) -> Decimal:
    """What can still be given back of what is there, or was agreed on account."""
    if view.payment is None:
        return Decimal(0)
    return taken(view.payment) - sum((one.amount for one in refunds if one.state != RefundState.FAILED), Decimal(0))


def _path(found: Order) -> list[tuple[str, str]]:
    """The states of an order's way, each with whether it is done, current or to come."""
    state = OrderState(found.held_from or found.state)
    if state not in PATH:
        return []
    at = PATH.index(state)
    kinds = {-1: "done", 0: "current", 1: "next"}
    return [(str(step.label), kinds[(number > at) - (number < at)]) for number, step in enumerate(PATH)]


def _chosen(kind: type[Choice], word: str | None) -> Choice:
    """The choice that a form sent."""
    if word not in kind.values:
        raise CheckoutFieldError("fault", _("Choose what is wrong and what you would like."))
    return kind(word)


def _email(request: HttpRequest) -> str:
    person = person_of(request)
    return person.email if person else ""


def _download(content: bytes, name: str, media_type: str) -> HttpResponse:
    stem, _dot, ending = name.rpartition(".")
    headers = {
        "Content-Disposition": disposition(stem or name, ending=ending or "bin"),
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)
