"""Orders as the shop works on them: the list, one with what its state allows, and every change by a form."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from partwright.errors import PartwrightError
from partwright.web.accounts.customers import name_of
from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import require_actor
from partwright.web.actor import Actor, StaffRole
from partwright.web.conversations.models import Kind
from partwright.web.conversations.selectors import conversation_about
from partwright.web.ordering import complaints, services
from partwright.web.ordering.access import STAFF, is_staff
from partwright.web.ordering.complaints import DESK
from partwright.web.ordering.errors import OrderNotFoundError
from partwright.web.ordering.files import add_paper
from partwright.web.ordering.models.complaint import ComplaintState, Remedy
from partwright.web.ordering.models.order import FileKind
from partwright.web.ordering.papers import certify
from partwright.web.ordering.selectors import OrderView, all_orders, late_orders, matching, view_order
from partwright.web.ordering.shipping import note_delivery, ship
from partwright.web.ordering.states import BEFORE_SHIPPING, STEPS, Action, OrderState, may_follow
from partwright.web.ordering.wording import BUTTONS, FILES, PAPERS, PAYMENT_STATES, WAYS
from partwright.web.payments.models import PaymentState, Way
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.staff.access import staff_only
from partwright.web.staff.order_forms import (
    DECLINE,
    CancelForm,
    CertificateForm,
    DecisionForm,
    PaperForm,
    ReasonForm,
    RedirectForm,
    RescheduleForm,
    ShipForm,
)
from partwright.web.staff.paging import query_without_page

LIST_LENGTH = 50
LATE = "late"
_UNSHIPPED = BEFORE_SHIPPING | {OrderState.ON_HOLD}

TITLES = {
    "ship": _("Ship"),
    "hold": _("Put on hold"),
    "reschedule": _("Promise another day"),
    "redirect": _("Correct the delivery address"),
    "certificate": _("Issue the certificate of conformity"),
    "paper": _("Add a document"),
    "return": _("The parts came back"),
    "cancel": _("Cancel the order"),
}


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*STAFF)
def orders(request: HttpRequest) -> HttpResponse:
    """Every order, by state or what is late, the one to leave first before the others."""
    state = request.GET.get("state", "")
    search = " ".join(request.GET.get("search", "").replace("\0", "").split())[:100]
    found = all_orders()
    if state == LATE:
        found = found.filter(id__in=late_orders().order_by().values("id"))
    elif state in OrderState.values:
        found = found.filter(state=state)
    if search:
        found = found.filter(id__in=matching(search))
    page = Paginator(found.select_related("owner__person", "owner__team"), LIST_LENGTH).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "state": state,
        "search": search,
        "states": [(LATE, None), *OrderState.choices],
        "query": query_without_page(request),
    }
    return render(request, "staff/orders.html", context)


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*STAFF)
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order with what can be done."""
    return show_order(request, order_id)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*DESK)
def advance(request: HttpRequest, order_id: UUID, action: str) -> HttpResponse:
    """Moves an order on."""
    if action not in Action.values:
        raise OrderNotFoundError
    services.advance(order_id, Action(action), by=require_actor(request), reason=request.POST.get("reason", ""))
    return _to(order_id)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*DESK)
def hold(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Stops an order."""
    form = ReasonForm(request.POST, name="hold")
    return _done(request, order_id, form, lambda by: services.hold(order_id, by=by, **form.cleaned_data))


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*DESK)
def reschedule(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Promises another day."""
    form = RescheduleForm(request.POST, name="reschedule")
    return _done(request, order_id, form, lambda by: services.reschedule(order_id, by=by, **form.cleaned_data))


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*DESK)
def redirect(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Corrects the delivery address."""
    by = require_actor(request)
    form = RedirectForm(request.POST, name="redirect", order=view_order(order_id, by=by).order)

    def change(by: Actor) -> None:
        reason = form.cleaned_data.pop("reason")
        services.redirect(order_id, form.cleaned_data, by=by, reason=reason)

    return _done(request, order_id, form, change)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(StaffRole.SALES)
def cancel(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Cancels an order for the shop."""
    form = CancelForm(request.POST, name="cancel")
    return _done(request, order_id, form, lambda by: services.cancel(order_id, by=by, **form.cleaned_data))


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*DESK)
def take_back(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Notes that the parts came back."""
    form = ReasonForm(request.POST, name="return")
    return _done(request, order_id, form, lambda by: services.take_back(order_id, by=by, **form.cleaned_data))


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(StaffRole.PRODUCTION)
def send(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Notes a shipment."""
    view = view_order(order_id, by=require_actor(request))
    form = ShipForm(request.POST, name="ship", order=view.order, lines=list(view.lines))
    return _done(request, order_id, form, lambda by: ship(order_id, form.consignment(), by=by))


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*DESK)
def delivered(request: HttpRequest, shipment_id: UUID) -> HttpResponse:
    """Notes that a shipment has arrived."""
    return _to(note_delivery(shipment_id, by=require_actor(request)).order_id)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*DESK)
def add_file(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Adds a document to an order."""
    form = PaperForm(request.POST, request.FILES, name="paper")
    return _done(
        request,
        order_id,
        form,
        lambda by: add_paper(order_id, FileKind(form.cleaned_data["kind"]), form.cleaned_data["file"], by=by),
    )


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(StaffRole.PRODUCTION)
def certificate(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Issues the certificate of conformity."""
    form = CertificateForm(request.POST, name="certificate")
    return _done(request, order_id, form, lambda by: certify(order_id, by=by, **form.cleaned_data))


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*DESK)
def decide(request: HttpRequest, order_id: UUID, complaint_id: UUID) -> HttpResponse:
    """Accepts a complaint with a remedy, or declines it."""
    form = DecisionForm(request.POST, name="decision")

    def change(by: Actor) -> None:
        chosen = form.cleaned_data["remedy"]
        remedy = None if chosen == DECLINE else Remedy(chosen)
        complaints.decide(complaint_id, remedy, by=by, reason=form.cleaned_data["reason"])

    return _done(request, order_id, form, change)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*DESK)
def returned(request: HttpRequest, order_id: UUID, complaint_id: UUID) -> HttpResponse:
    """Notes that the parts of a complaint came back."""
    complaints.note_return(complaint_id, by=require_actor(request))
    return _to(order_id)


def show_order(request: HttpRequest, order_id: UUID, *, refused: Form | None = None) -> HttpResponse:
    """The page of an order; `refused` is a form of it that is shown again with its faults."""
    by = require_actor(request)
    view = view_order(order_id, by=by)
    found = view.order
    sees_money = by.works_as(StaffRole.SALES, StaffRole.FINANCE)
    context = {
        "view": view,
        "order": found,
        "customer": name_of(found.owner) or _("Visitor"),
        "placed_by": view.events[0].person_name,
        "thread": conversation_about(Kind.ORDER, found.id, by=by),
        "staff": True,
        "sees_money": sees_money,
        "may_see_customer": sees_money,
        "way": WAYS[Way(found.way)][0],
        "payment_state": PAYMENT_STATES[PaymentState(view.payment.state)] if view.payment else "",
        "papers": [(paper, PAPERS[paper.kind]) for paper in view.papers],  # type: ignore[index]
        "files": [(file, FILES[file.kind]) for file in view.files],  # type: ignore[index]
        "buttons": [
            (action, words)
            for action, words in BUTTONS.items()
            if may_follow(action, found.state) and is_staff(by, *STEPS[action].roles)
        ],
        "forms": _forms(view, by=by, refused=refused),
        "fee": _fee(view),
        "open_complaints": [one for one in view.complaints if one.state == ComplaintState.OPEN],
        "decision_form": refused if isinstance(refused, DecisionForm) else DecisionForm(name="decision"),
        "may_decide": is_staff(by, *DESK),
    }
    return render(request, "staff/order.html", context, status=422 if refused else 200)


def _fee(view: OrderView) -> Decimal:
    """What the table says that the customer owes who cancels now, tax included; 0 where nothing can be cancelled."""
    if not may_follow(Action.CANCEL, view.order.state):
        return Decimal(0)
    return services.what_cancelling_costs(view.order, view.payment, left=Decimal(0)).fee_gross


def _forms(view: OrderView, *, by: Actor, refused: Form | None) -> list[tuple[str, Form, str, bool]]:
    """What can be done with an order as it stands: the address below its own, form, title, and whether it is open."""
    found, state = view.order, OrderState(view.order.state)
    desk, makers = is_staff(by, *DESK), is_staff(by, StaffRole.PRODUCTION)
    offered: list[tuple[bool, str, type[Form], dict[str, Any]]] = [
        (
            makers and may_follow(Action.SHIP, state),
            "ship",
            ShipForm,
            {"order": found, "lines": list(view.lines)},
        ),
        (desk and may_follow(Action.HOLD, state), "hold", ReasonForm, {}),
        (desk and state in _UNSHIPPED, "reschedule", RescheduleForm, {}),
        (desk and state in _UNSHIPPED, "redirect", RedirectForm, {"order": found}),
        (makers, "certificate", CertificateForm, {}),
        (desk, "paper", PaperForm, {}),
        (desk and may_follow(Action.RETURN, state), "return", ReasonForm, {}),
        (
            is_staff(by, StaffRole.SALES)
            and may_follow(Action.CANCEL, state)
            and not any(line.shipped for line in view.lines),
            "cancel",
            CancelForm,
            {},
        ),
    ]
    shown = []
    for offer, name, kind, more in offered:
        if offer:
            again = refused is not None and str(refused.auto_id).startswith(f"{name}-")
            form = refused if again and refused is not None else kind(name=name, **more)
            shown.append((name, form, str(TITLES[name]), again or name == "ship"))
    return shown


def _done(request: HttpRequest, order_id: UUID, form: Form, change: Callable[[Actor], object]) -> HttpResponse:
    """What a form asks for, done; or the page again with its faults."""
    if form.is_valid():
        try:
            change(require_actor(request))
        except OrderNotFoundError:
            raise
        except PartwrightError as refusal:
            field = getattr(refusal, "field", None)
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            return _to(order_id)
    return show_order(request, order_id, refused=form)


def _to(order_id: UUID) -> HttpResponse:
    return see_other(reverse("staff:order", args=[order_id]))
