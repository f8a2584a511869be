"""How a fact about a payment is stored: on a locked row, with the state that follows, and told to who listens."""

import uuid
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.web.actor import SYSTEM, Actor, Channel
from partwright.web.payments.errors import PaymentNotFoundError
from partwright.web.payments.models import Payment, PaymentState, Refund, RefundState
from partwright.web.payments.signals import payment_failed, payment_settled, refund_failed, refund_settled
from partwright.web.payments.states import is_settled, state_of
from partwright.web.payments.ways import way_of

# A webhook comes within seconds; whoever has lost one learns within minutes, and a session of a day is looked at some
# thirty times.
FIRST_CHECK = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=1)
_RANK = {RefundState.REQUESTED: 0, RefundState.SETTLED: 1, RefundState.FAILED: 2}


def lock_payment(payment_id: UUID) -> Payment:
    """A payment that nobody else changes until the transaction ends.

    Raises:
        PaymentNotFoundError: there is none.
    """
    payment = Payment.objects.select_for_update().filter(id=payment_id).first()
    if payment is None:
        raise PaymentNotFoundError
    return payment


def record(payment: Payment, **facts: object) -> Payment:
    """Stores facts of a locked payment and its state; tells once that it is settled."""
    for name, value in facts.items():
        setattr(payment, name, value)
    payment.state = state_of(payment)
    settled = payment.settled_at is None and is_settled(payment)
    if settled:
        payment.settled_at = timezone.now()
    payment.save(update_fields=[*facts, "state", "settled_at"])
    if settled and payment.closed_at is None:
        payment_settled.send(sender=Payment, payment=payment)
    elif settled:
        add_refund(payment, payment.received, reason=_("The money came after the payment was closed."), by=SYSTEM)
    return payment


def close(payment: Payment, *, closed_as: PaymentState) -> Payment:
    """Closes a locked payment that is not settled by money; without effect on one that is closed or paid."""
    if payment.closed_at is not None or payment.received >= payment.amount:
        return payment
    record(payment, closed_as=closed_as, closed_at=timezone.now())
    if closed_as == PaymentState.FAILED:
        payment_failed.send(sender=Payment, payment=payment)
    return payment


def add_refund(payment: Payment, amount: Decimal, *, reason: str, by: Actor, refund_id: UUID | None = None) -> Refund:
    """Writes a refund of a locked payment and has its way carry it out."""
    refund = Refund.objects.create(
        id=refund_id or uuid.uuid4(),
        channel=by.channel or Channel.STAFF,
        payment=payment,
        amount=amount,
        reason=reason,
        requested_by=by.person_id,
        created_at=timezone.now(),
    )
    way_of(payment).send_back(refund, by=by)
    return refund


def note_refund(payment: Payment, refund: Refund, state: RefundState, **facts: object) -> Refund:
    """Stores what became of a refund of a locked payment.

    A state only moves on: a refund that succeeded may fail later, when the customer's bank sends it back, but what has
    failed does not succeed; so it does not matter which news comes first.
    """
    for name, value in facts.items():
        setattr(refund, name, value)
    moved = _RANK[state] > _RANK[RefundState(refund.state)]
    if moved:
        refund.state = state
        if state == RefundState.SETTLED:
            refund.settled_at = timezone.now()
    refund.save()
    if not moved:
        return refund
    record(payment, refunded=refunded_of(payment))
    told = refund_settled if state == RefundState.SETTLED else refund_failed
    told.send(sender=Refund, refund=refund, payment=payment)
    return refund


def refunded_of(payment: Payment) -> Decimal:
    """What was really given back."""
    return _sum(payment, RefundState.SETTLED)


def taken(payment: Payment) -> Decimal:
    """What a payment has brought: the money that came, or on account what was agreed."""
    return payment.amount if payment.approved_at and payment.closed_at is None else payment.received


def refundable(payment: Payment) -> Decimal:
    """What can still be given back: of the money that came, or on account of what was agreed."""
    return taken(payment) - _sum(payment, RefundState.SETTLED, RefundState.REQUESTED)


def _sum(payment: Payment, *states: RefundState) -> Decimal:
    amounts = Refund.objects.filter(payment=payment, state__in=states)
    total = amounts.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    return Decimal(total).quantize(Decimal("0.01"))
