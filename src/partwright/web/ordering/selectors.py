"""Reads about orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Concat
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
from partwright.web.ordering.states import BEFORE_SHIPPING, OrderState
from partwright.web.payments.models import Payment
from partwright.web.payments.selectors import payment_of


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with all that its page shows. Each of `events` has `person_name`, "" where nobody is known."""

    order: Order
    lines: Sequence[OrderLine]
    events: Sequence[OrderEvent]
    files: Sequence[OrderFile]
    papers: Sequence[IssuedDocument]
    shipments: Sequence[Shipment]
    complaints: Sequence[Complaint]
    payment: Payment | None
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
    order = Order.objects.filter(id=order_id).select_related("owner__person", "owner__team").first()
    if order is None or not may_see(order, by=by):
        raise OrderNotFoundError
    return order


def view_order(order_id: UUID, *, by: Actor) -> OrderView:
    """An order with its lines, history, files, papers, shipments and payment, as the actor may see them.

    Raises:
        OrderNotFoundError: there is none, or it is somebody else's.
    """
    order = get_order(order_id, by=by)
    name = Person.objects.filter(id=OuterRef("person_id")).annotate(name=Concat("first_name", Value(" "), "last_name"))
    events = order.events.annotate(person_name=Subquery(name.values("name")[:1]))
    lines = {line.id: line for line in order.lines.all()}
    shipments = list(order.shipments.prefetch_related("lines"))
    for shipment in shipments:
        for row in shipment.lines.all():
            row.line = lines[row.line_id]
    return OrderView(
        order=order,
        lines=list(lines.values()),
        events=list(events if is_staff(by) else events.filter(internal=False)),
        files=list(order.files.all()),
        papers=list(documents_of(order.id)),
        shipments=shipments,
        complaints=list(order.complaints.all()),
        payment=payment_of(order.id),
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


def orders_to_look_at() -> QuerySet[Order]:
    """Orders that nobody works on yet, that are on hold or late; the one to be ready first before the others."""
    waiting = Q(state__in=[OrderState.APPROVED, OrderState.ON_HOLD]) | _late()
    return Order.objects.filter(waiting).order_by("ready_on", "changed_at")


def late_orders() -> QuerySet[Order]:
    """Orders whose promised day is over and that have not left, the latest first."""
    return Order.objects.filter(_late()).order_by("ready_on")


def _late() -> Q:
    waiting = (BEFORE_SHIPPING - {OrderState.PLACED}) | {OrderState.ON_HOLD}
    return Q(state__in=[state.value for state in waiting], ready_on__lt=timezone.localdate())


def open_complaints() -> QuerySet[Complaint]:
    """Complaints that wait for a decision, the oldest first."""
    return Complaint.objects.filter(state=ComplaintState.OPEN).select_related("order").order_by("created_at")


def claimed_exemptions() -> QuerySet[TaxExemption]:
    """Certificates of exemption that wait for a decision, the oldest first."""
    return TaxExemption.objects.filter(accepted=None).order_by("claimed_at")


def decided_exemptions() -> QuerySet[TaxExemption]:
    """Certificates of exemption that were accepted or declined, the last decision first."""
    return TaxExemption.objects.exclude(accepted=None).order_by("-decided_at")


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
    """Orders as lists show them, without what only their own page says."""
    lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    return orders.defer("billing", "shipping", "note", "freight_tax_text").annotate(
        line_count=Subquery(lines.annotate(count=Count("id")).values("count")),
        piece_count=Subquery(lines.annotate(pieces=Sum("quantity")).values("pieces")),
    )
