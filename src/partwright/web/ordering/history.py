"""What happened to an order: each change is written with who and when, in the transaction that makes it."""

from django.db.models import Max
from django.utils import timezone

from partwright.web.actor import Actor, Channel
from partwright.web.ordering.access import is_staff
from partwright.web.ordering.models import Order, OrderEvent
from partwright.web.ordering.states import STEPS, Action, OrderState
from partwright.web.payments.card_numbers import refuse_card_numbers

REASON_LENGTH = 500


def note(order: Order, action: Action, *, by: Actor, reason: str = "", internal: bool = False) -> OrderEvent:
    """Writes what was done with a locked order."""
    last = OrderEvent.objects.filter(order=order).aggregate(last=Max("number"))["last"] or 0
    return OrderEvent.objects.create(
        order=order,
        channel=by.channel or Channel.STAFF,
        number=last + 1,
        action=action,
        state=order.state,
        person_id=by.person_id,
        by_staff=is_staff(by),
        reason=sound_reason(reason),
        internal=internal,
        at=timezone.now(),
    )


def move(order: Order, action: Action, *, by: Actor, reason: str = "") -> OrderEvent:
    """Brings a locked order to the state that an action leads to, and notes it."""
    to = STEPS[action].to or OrderState(order.held_from)
    order.held_from = order.state if to is OrderState.ON_HOLD else ""
    order.state = to
    order.changed_at = timezone.now()
    order.save(update_fields=["state", "held_from", "changed_at"])
    return note(order, action, by=by, reason=reason)


def sound_reason(text: str) -> str:
    """A reason as one line.

    Raises:
        CardNumberError: there is a card number in it.
    """
    return refuse_card_numbers(" ".join(text.split()))[:REASON_LENGTH]
