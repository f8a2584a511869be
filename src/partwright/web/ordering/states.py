"""The states of an order and the actions between them; drawn in docs/explanation/orders.md.

placed ─confirm▶ approved ─review▶ in review ─produce▶ in production ─inspect▶ inspection ─ship▶ shipped
shipped ─deliver▶ delivered ─close▶ closed; on hold and back; cancelled before shipping, returned after it
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from partwright.web.actor import StaffRole


class OrderState(models.TextChoices):
    """Where an order stands."""

    PLACED = "placed", _("Placed")
    APPROVED = "approved", _("Approved")
    IN_REVIEW = "in_review", _("In review")
    IN_PRODUCTION = "in_production", _("In production")
    INSPECTION = "inspection", _("Inspection")
    SHIPPED = "shipped", _("Shipped")
    DELIVERED = "delivered", _("Delivered")
    CLOSED = "closed", _("Closed")
    ON_HOLD = "on_hold", _("On hold")
    CANCELLED = "cancelled", _("Cancelled")
    RETURNED = "returned", _("Returned")


class Action(models.TextChoices):
    """What is done with an order."""

    PLACE = "place", _("Placed")
    CONFIRM = "confirm", _("Payment settled")
    REVIEW = "review", _("Review begun")
    PRODUCE = "produce", _("Production begun")
    INSPECT = "inspect", _("Inspection begun")
    REWORK = "rework", _("Back to production")
    SHIP_PART = "ship_part", _("Part of it shipped")
    SHIP = "ship", _("Shipped")
    DELIVER = "deliver", _("Delivered")
    CLOSE = "close", _("Closed")
    HOLD = "hold", _("Put on hold")
    RESUME = "resume", _("Taken off hold")
    CANCEL = "cancel", _("Cancelled")
    RETURN = "return", _("Returned")
    RESCHEDULE = "reschedule", _("New date")
    REDIRECT = "redirect", _("New delivery address")
    COMPLAIN = "complain", _("Complaint")
    SETTLE = "settle", _("Complaint settled")
    REFUND = "refund", _("Money given back")
    PAYMENT_FAILED = "payment_failed", _("Payment failed")
    PAY = "pay", _("Payment begun")
    FORGET = "forget", _("Files deleted")


@dataclass(frozen=True, slots=True)
class Step:
    """An action that changes the state: from where, to where, and which of the shop's roles may do it by hand.

    `to` is None where it depends: off hold an order goes back to where it was. Without roles it follows by itself from
    a payment or a shipment.
    """

    from_states: frozenset[OrderState]
    to: OrderState | None
    roles: tuple[StaffRole, ...] = ()
    needs_reason: bool = False


_S = OrderState
_MAKERS = (StaffRole.PRODUCTION,)
_DESK = (StaffRole.SALES, StaffRole.PRODUCTION)
BEFORE_SHIPPING = frozenset({_S.PLACED, _S.APPROVED, _S.IN_REVIEW, _S.IN_PRODUCTION, _S.INSPECTION})
ENDED = frozenset({_S.CLOSED, _S.CANCELLED, _S.RETURNED})

STEPS: Mapping[Action, Step] = {
    Action.CONFIRM: Step(frozenset({_S.PLACED}), _S.APPROVED),
    Action.REVIEW: Step(frozenset({_S.APPROVED}), _S.IN_REVIEW, _DESK),
    Action.PRODUCE: Step(frozenset({_S.APPROVED, _S.IN_REVIEW}), _S.IN_PRODUCTION, _MAKERS),
    Action.INSPECT: Step(frozenset({_S.IN_PRODUCTION}), _S.INSPECTION, _MAKERS),
    Action.REWORK: Step(frozenset({_S.INSPECTION}), _S.IN_PRODUCTION, _MAKERS, needs_reason=True),
    Action.SHIP: Step(frozenset({_S.IN_PRODUCTION, _S.INSPECTION}), _S.SHIPPED, _MAKERS),
    Action.DELIVER: Step(frozenset({_S.SHIPPED}), _S.DELIVERED, _DESK),
    Action.CLOSE: Step(frozenset({_S.DELIVERED}), _S.CLOSED, _DESK),
    Action.HOLD: Step(BEFORE_SHIPPING, _S.ON_HOLD, _DESK, needs_reason=True),
    Action.RESUME: Step(frozenset({_S.ON_HOLD}), None, _DESK),
    Action.CANCEL: Step(BEFORE_SHIPPING | {_S.ON_HOLD}, _S.CANCELLED, (StaffRole.SALES,), needs_reason=True),
    Action.RETURN: Step(frozenset({_S.SHIPPED, _S.DELIVERED, _S.CLOSED}), _S.RETURNED, _DESK, needs_reason=True),
}


def may_follow(action: Action, state: str) -> bool:
    """Whether an action is possible in a state."""
    return OrderState(state) in STEPS[action].from_states
