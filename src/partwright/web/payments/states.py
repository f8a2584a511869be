"""The state of a payment as a function of its facts, in whatever order they came; see docs/explanation/payments.md."""

from partwright.web.payments.models import Payment, PaymentState, Way


def state_of(payment: Payment) -> PaymentState:
    """Where a payment stands. Money counts before all else: what came is there, whoever had given the payment up."""
    agreed = payment.approved_at is not None and payment.closed_at is None
    taken = payment.amount if agreed else payment.received
    if taken and payment.refunded and (is_settled(payment) or payment.closed_at):
        return PaymentState.REFUNDED if payment.refunded >= taken else PaymentState.PARTLY_REFUNDED
    if is_paid(payment):
        return PaymentState.RECEIVED
    if payment.closed_as:
        return PaymentState(payment.closed_as)
    if payment.approved_at:
        return PaymentState.APPROVED
    if payment.way == Way.ON_ACCOUNT or payment.completed_at or payment.received:
        return PaymentState.PENDING
    return PaymentState.OPEN


def is_paid(payment: Payment) -> bool:
    """Whether all of the money is there."""
    return payment.received >= payment.amount


def is_settled(payment: Payment) -> bool:
    """Whether the order may go on."""
    return is_paid(payment) or payment.approved_at is not None
