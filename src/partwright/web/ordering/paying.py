"""Paying an order anew: after a payment has failed, or in another way than was chosen first."""

from uuid import UUID

from django.db import transaction
from django.urls import reverse

from partwright.web.actor import SYSTEM, Actor
from partwright.web.mailing.letterhead import absolute
from partwright.web.ordering.access import lock_with_payment, may_change
from partwright.web.ordering.errors import OrderNotFoundError, OrderStateError
from partwright.web.ordering.history import note
from partwright.web.ordering.papers import issue_pro_forma
from partwright.web.ordering.states import Action, OrderState
from partwright.web.payments.checkout import start_card_checkout
from partwright.web.payments.errors import PaymentNotFoundError
from partwright.web.payments.models import Payment, PaymentState, Way
from partwright.web.payments.selectors import payment_of
from partwright.web.payments.services import cancel_payment, open_payment


def pay_otherwise(order_id: UUID, way: Way, *, by: Actor, po_number: str = "") -> Payment:
    """A new payment of an order that waits for its money; one that is open in another way is closed.

    Raises:
        OrderNotFoundError: there is none that the actor may pay.
        OrderStateError: it does not wait for money.
        PaymentStateError: the money has come meanwhile.
        PaymentNotFoundError and what else `open_payment` raises: it cannot be paid so.
    """
    with transaction.atomic():
        live, order = lock_with_payment(order_id)
        if not may_change(order, by=by):
            raise OrderNotFoundError
        if order.state != OrderState.PLACED:
            raise OrderStateError(order.state)
        if live is not None and live.closed_at is None:
            if live.way == way and live.state == PaymentState.OPEN:
                return live
            cancel_payment(live.id, by=SYSTEM)
        payment = open_payment(
            order.id,
            order.owner_id,
            way,
            order.total,
            order.currency,
            by=by,
            po_number=po_number or order.po_number,
            reference=order.number,
        )
        order.way, order.po_number = payment.way, payment.po_number
        order.save(update_fields=["way", "po_number"])
        note(order, Action.PAY, by=by, reason=str(Way(payment.way).label))
        if payment.way == Way.TRANSFER:
            issue_pro_forma(order, by=by)
    return payment


def card_page(order_id: UUID, *, by: Actor, email: str) -> str:
    """The address of the provider's page where an order is paid by card. Called outside a transaction.

    Raises:
        PaymentNotFoundError: there is nothing to pay by card.
        PaymentStateError: it is paid or closed.
        ProviderUnavailableError, ProviderRefusedError: the provider does not answer, or refuses.
    """
    payment = payment_of(order_id)
    if payment is None:
        raise PaymentNotFoundError
    return start_card_checkout(
        payment.id,
        success_url=absolute(reverse("ordering:paid", args=[order_id])),
        cancel_url=absolute(reverse("ordering:order", args=[order_id])),
        by=by,
        email=email,
    )
