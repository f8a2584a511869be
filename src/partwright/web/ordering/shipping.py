"""Shipments: pieces leave with a carrier, all at once or in parts, and arrive."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.web.actor import Actor, Channel
from partwright.web.ordering.access import is_staff, lock_order
from partwright.web.ordering.errors import OrderNotFoundError, OrderStateError, ShipmentError
from partwright.web.ordering.history import move, note
from partwright.web.ordering.models import Order, OrderLine, Shipment, ShipmentLine
from partwright.web.ordering.notices import tell_moved, tell_shipped
from partwright.web.ordering.papers import issue_invoice, issue_packing_slip
from partwright.web.ordering.states import STEPS, Action, OrderState, may_follow
from partwright.web.payments.selectors import payment_of

MOST_BOXES = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """What leaves: the pieces of each line by its id, with whom, under which number, in how many boxes.

    `number` is that of the shipment in its order, from 1: asked for again under it, nothing leaves twice.
    """

    number: int
    pieces: Mapping[UUID, int]
    carrier: str
    tracking_number: str = ""
    boxes: int = 1


def ship(order_id: UUID, consignment: Consignment, *, by: Actor) -> Shipment:
    """Notes a shipment with its packing slip; the last one makes the order shipped and issues the invoice.

    Raises:
        OrderNotFoundError: there is none, or the actor does not send parts.
        OrderStateError: it is not made yet, or on hold.
        ShipmentError: no pieces, more than are left, or no carrier.
    """
    if not is_staff(by, *STEPS[Action.SHIP].roles):
        raise OrderNotFoundError
    with transaction.atomic():
        order = lock_order(order_id)
        known = order.shipments.filter(number=consignment.number).first()
        if known is not None:
            return known
        if not may_follow(Action.SHIP, order.state):
            raise OrderStateError(order.state)
        lines = list(order.lines.all())
        before = {line.id: line.shipped for line in lines}
        shipment = _write(order, lines, _checked(order, lines, consignment), by=by)
        issue_packing_slip(shipment, before, by=by)
        if all(line.to_ship == 0 for line in lines):
            move(order, Action.SHIP, by=by)
            issue_invoice(order, payment_of(order.id), by=by)
        else:
            note(order, Action.SHIP_PART, by=by)
        tell_shipped(order, shipment, by=by)
    return shipment


def note_delivery(shipment_id: UUID, *, by: Actor) -> Shipment:
    """Notes that a shipment has arrived; the last of an order that has wholly left makes it delivered.

    Raises:
        OrderNotFoundError: there is none, or it is not the actor's work.
    """
    if not is_staff(by, *STEPS[Action.DELIVER].roles):
        raise OrderNotFoundError
    found = Shipment.objects.filter(id=shipment_id).values_list("order_id", flat=True).first()
    if found is None:
        raise OrderNotFoundError
    with transaction.atomic():
        order = lock_order(found)
        shipment = Shipment.objects.get(id=shipment_id)
        if shipment.delivered_at is not None:
            return shipment
        shipment.delivered_at = timezone.now()
        shipment.save(update_fields=["delivered_at"])
        if order.state == OrderState.SHIPPED and not order.shipments.filter(delivered_at=None).exists():
            move(order, Action.DELIVER, by=by)
            tell_moved(order, by=by)
    return shipment


def next_number(order: Order) -> int:
    """The number of an order's next shipment."""
    return (order.shipments.aggregate(last=Max("number"))["last"] or 0) + 1


def _checked(order: Order, lines: list[OrderLine], consignment: Consignment) -> Consignment:
    known = {line.id: line for line in lines}
    if consignment.number != next_number(order) or not 1 <= consignment.boxes <= MOST_BOXES:
        raise ShipmentError(_("Look at the order once more: number or boxes of this shipment cannot be."))
    if not consignment.carrier.strip():
        raise ShipmentError(_("Say who carries the parcels."))
    if not any(consignment.pieces.values()):
        raise ShipmentError(_("Say how many pieces leave."))
    for line_id, quantity in consignment.pieces.items():
        if line_id not in known or not 0 <= quantity <= known[line_id].to_ship:
            raise ShipmentError(_("More pieces than are left to ship: correct the quantities."))
    return consignment


def _write(order: Order, lines: list[OrderLine], consignment: Consignment, *, by: Actor) -> Shipment:
    shipment = Shipment.objects.create(
        order=order,
        channel=by.channel or Channel.STAFF,
        number=consignment.number,
        carrier=" ".join(consignment.carrier.split())[:80],
        tracking_number=" ".join(consignment.tracking_number.split())[:80],
        boxes=consignment.boxes,
        shipped_at=timezone.now(),
    )
    going = [line for line in lines if consignment.pieces.get(line.id)]
    ShipmentLine.objects.bulk_create(
        [
            ShipmentLine(shipment=shipment, line=line, channel=shipment.channel, quantity=consignment.pieces[line.id])
            for line in going
        ]
    )
    for line in going:
        line.shipped += consignment.pieces[line.id]
        line.save(update_fields=["shipped"])
    return shipment
