"""What orders do when the slices below tell of something."""

from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse

from partwright.web.accounts.signals import things_moved
from partwright.web.actor import SYSTEM
from partwright.web.conversations.keeping import keeps
from partwright.web.conversations.models import Kind
from partwright.web.ordering import services
from partwright.web.ordering.access import lock_order
from partwright.web.ordering.files import ORDERS
from partwright.web.ordering.history import note
from partwright.web.ordering.models import Checkout, Order, TaxExemption
from partwright.web.ordering.notices import tell_payment_failed, tell_refunded
from partwright.web.ordering.papers import issue_credit_note
from partwright.web.ordering.states import Action, OrderState
from partwright.web.payments.models import Payment, Refund
from partwright.web.payments.signals import payment_failed, payment_settled, refund_settled
from partwright.web.quoting.models import Revision
from partwright.web.quoting.onward import leads_on


@receiver(payment_settled, dispatch_uid="ordering.confirm")
def confirm(payment: Payment, **_kwargs: Any) -> None:
    """The order goes on."""
    if _is_ours(payment):
        services.confirm(payment.order_id, by=SYSTEM)


@receiver(payment_failed, dispatch_uid="ordering.payment_failed")
def ask_again(payment: Payment, **_kwargs: Any) -> None:
    """The order waits for another payment."""
    if _is_ours(payment):
        order = lock_order(payment.order_id)
        note(order, Action.PAYMENT_FAILED, by=SYSTEM)
        tell_payment_failed(order, by=SYSTEM)


@receiver(refund_settled, dispatch_uid="ordering.refunded")
def credit(refund: Refund, payment: Payment, **_kwargs: Any) -> None:
    """What went back stands in the history and on a credit note, where an invoice says that it was owed."""
    if _is_ours(payment):
        order = lock_order(payment.order_id)
        note(order, Action.REFUND, by=SYSTEM, reason=f"{refund.amount} {payment.currency}: {refund.reason}")
        if order.state != OrderState.CANCELLED:
            issue_credit_note(order, refund.amount, reason=refund.reason, by=SYSTEM)
        tell_refunded(order, amount=refund.amount, reason=refund.reason, by=SYSTEM)


@receiver(things_moved, dispatch_uid="ordering.move")
def follow_owner(old: UUID, new: UUID, **_kwargs: Any) -> None:
    """What belongs to an owner goes with what they uploaded."""
    for model in (Order, Checkout, TaxExemption):
        model.objects.filter(owner_id=old).update(owner_id=new)


@receiver(post_delete, sender=Checkout, dispatch_uid="ordering.checkout_deleted")
def delete_files_of_checkout(instance: Checkout, **_kwargs: Any) -> None:
    """The folder of a checkout goes with it, unless an order has taken it over; retention finds what is left."""
    if not Order.objects.filter(folder=instance.folder).exists():
        ORDERS.delete_folder(instance.folder)


@keeps(Kind.ORDER, Kind.COMPLAINT)
def orders_that_are_there(subjects: AbstractSet[UUID]) -> AbstractSet[UUID]:
    """Conversations about an order stay as long as it does."""
    return set(Order.objects.filter(id__in=subjects).values_list("id", flat=True))


@leads_on
def address_to_order(revision: Revision) -> str:
    """Where the page of frozen prices leads to."""
    return reverse("ordering:begin", args=[revision.quote.token, revision.number])


def _is_ours(payment: Payment) -> bool:
    return Order.objects.filter(id=payment.order_id).exists()
