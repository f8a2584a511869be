"""Reads about orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from partwright.web.accounts.models import Person
from partwright.web.actor import Actor
from partwright.web.documents.models import IssuedDocument
from partwright.web.documents.selectors import documents_of
from partwright.web.ordering.access import is_staff, may_change, may_see
from partwright.web.ordering.addresses import Address, address_from
from partwright.web.ordering.errors import OrderNotFoundError
from partwright.web.ordering.models import Complaint, Order, OrderEvent, OrderFile, OrderLine, Shipment, TaxExemption
from partwright.web.ordering.models.complaint import ComplaintState
from partwright.web.ordering.states import BEFORE_SHIPPING, OPEN, OrderState
from partwright.web.payments.models import Payment, Refund
from partwright.web.payments.selectors import payment_of, refunds_of


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with all that its page shows. `names` are those of the people in its history, by id."""

    order: Order
    lines: Sequence[OrderLine]
    events: Sequence[OrderEvent]
    files: Sequence[OrderFile]
    papers: Sequence[IssuedDocument]
    shipments: Sequence[Shipment]
    complaints: Sequence[Complaint]
    payment: Payment | None
    refunds: Sequence[Refund]
    names: dict[UUID, str]
    may_change: bool

    @property
    def billing(self) -> Address:
        return address_from(self.order.billing)

    @property
    def shipping(self) -> Address:
        return address_from(self.order.shipping)


def get_order(order_id: UUID, *, by: Actor | None) -> Order:
    """An order that the actor may see.

    Raises:
        OrderNotFoundError: there is none, or it is somebody else's.
    """
    order = Order.objects.filter(id=order_id).first()
    if order is None or not may_see(order, by=by):
        raise OrderNotFoundError
    return order


def view_order(order_id: UUID, *, by: Actor) -> OrderView:
    """An order with its lines, history, files, papers, shipments and payment, as the actor may see them.

    Raises:
        OrderNotFoundError: there is none, or it is somebody else's.
    """
    order = get_order(order_id, by=by)
    events = list(order.events.all() if is_staff(by) else order.events.filter(internal=False))
    payment = payment_of(order.id)
    people = {event.person_id for event in events if event.person_id and (is_staff(by) or not event.by_staff)}
    return OrderView(
        order=order,
        lines=list(order.lines.all()),
        events=events,
        files=list(order.files.all()),
        papers=list(documents_of(order.id)),
        shipments=list(order.shipments.prefetch_related("lines__line")),
        complaints=list(order.complaints.all()),
        payment=payment,
        refunds=list(refunds_of(payment.id)) if payment else [],
        names={person.id: person.name for person in Person.objects.filter(id__in=people)},
        may_change=may_change(order, by=by),
    )


def orders_of(by: Actor) -> QuerySet[Order]:
    """The orders of an actor and their teams, the newest first, with how many parts and pieces are in each."""
    return _counted(Order.objects.filter(owner_id__in=by.owner_ids)).order_by("-placed_at")


def matching(search: str) -> QuerySet[Order]:
    """Orders whose number, name, purchase order or a part of theirs contains a word."""
    found = (
        Q(number__icontains=search)
        | Q(title__icontains=search)
        | Q(po_number__icontains=search)
        | Q(lines__name__icontains=search)
    )
    return Order.objects.filter(found).values("id")


def orders_of_owner(owner_id: UUID) -> QuerySet[Order]:
    """All orders of a customer, the newest first."""
    return _counted(Order.objects.filter(owner_id=owner_id)).order_by("-placed_at")


def all_orders() -> QuerySet[Order]:
    """Every order, the one to be ready first before the others."""
    return _counted(Order.objects.all()).order_by("ready_on", "placed_at")


def orders_to_do() -> QuerySet[Order]:
    """Approved orders that the shop works on, the one to be ready first before the others."""
    waiting = BEFORE_SHIPPING - {OrderState.PLACED}
    return all_orders().filter(state__in=[state.value for state in waiting])


def held_orders() -> QuerySet[Order]:
    """Orders on hold, the longest first."""
    return Order.objects.filter(state=OrderState.ON_HOLD).order_by("changed_at")


def late_orders() -> QuerySet[Order]:
    """Orders whose promised day is over and that have not left, the latest first."""
    waiting = (BEFORE_SHIPPING - {OrderState.PLACED}) | {OrderState.ON_HOLD}
    late = Order.objects.filter(state__in=[state.value for state in waiting], ready_on__lt=timezone.localdate())
    return late.order_by("ready_on")


def open_complaints() -> QuerySet[Complaint]:
    """Complaints that wait for a decision, the oldest first."""
    return Complaint.objects.filter(state=ComplaintState.OPEN).select_related("order").order_by("created_at")


def claimed_exemptions() -> QuerySet[TaxExemption]:
    """Certificates of exemption that wait for a decision, the oldest first."""
    return TaxExemption.objects.filter(accepted=None).order_by("claimed_at")


def open_orders_of(owner_id: UUID) -> bool:
    """Whether a customer has an order that is being made or is on its way."""
    return Order.objects.filter(owner_id=owner_id, state__in=[state.value for state in OPEN]).exists()


def get_paper(order_id: UUID, number: str, *, by: Actor) -> IssuedDocument:
    """A paper of an order that the actor may see.

    Raises:
        OrderNotFoundError: there is none for them.
    """
    get_order(order_id, by=by)
    paper = documents_of(order_id).filter(number=number).first()
    if paper is None:
        raise OrderNotFoundError
    return paper


def _counted(orders: QuerySet[Order]) -> QuerySet[Order]:
    return orders.annotate(line_count=Count("lines"), piece_count=Sum("lines__quantity"))
