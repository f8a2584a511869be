"""Who may see and change an order: whoever may for its owner, and those of the shop whose work it is."""

from uuid import UUID

from django.db import transaction

from partwright.web.actor import Actor, ActorKind, Right, StaffRole
from partwright.web.ordering.errors import OrderNotFoundError
from partwright.web.ordering.models import Order
from partwright.web.payments.models import Payment
from partwright.web.payments.recording import lock_payment
from partwright.web.payments.selectors import payment_of

STAFF = (StaffRole.SALES, StaffRole.PRODUCTION, StaffRole.FINANCE)


def may_see(order: Order, *, by: Actor | None) -> bool:
    """Whether somebody may read an order."""
    return by is not None and (by.may(Right.VIEW, order.owner_id) or is_staff(by))


def may_change(order: Order, *, by: Actor) -> bool:
    """Whether a customer may cancel, complain, or delete files."""
    return by.may(Right.ORDER, order.owner_id)


def is_staff(by: Actor, *roles: StaffRole) -> bool:
    """Whether the actor works on orders for the shop, in one of these roles if any are named."""
    return by.kind is ActorKind.SYSTEM or by.works_as(*(roles or STAFF))


def lock_order(order_id: UUID) -> Order:
    """An order that nobody else changes until the transaction ends. Who also needs its payment locks that first.

    Raises:
        OrderNotFoundError: there is none.
    """
    order = Order.objects.select_for_update().filter(id=order_id).first()
    if order is None:
        raise OrderNotFoundError
    return order


def lock_with_payment(order_id: UUID) -> tuple[Payment | None, Order]:
    """An order and its payment that nobody else changes until the transaction ends, the payment locked first.

    Whoever waited for the locks may have got a payment that was replaced meanwhile: they let go and look again.

    Raises:
        OrderNotFoundError: there is none.
    """
    while True:
        known = payment_of(order_id)
        with transaction.atomic():
            payment = lock_payment(known.id) if known else None
            order = lock_order(order_id)
            now = payment_of(order_id)
            if now == payment:
                return payment, order
            transaction.set_rollback(True)
