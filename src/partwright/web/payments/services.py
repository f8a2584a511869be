"""Writes about payments: open, approve, note what came, cancel, give back, grant credit.

Each locks the payment first, so that of many that want the same at once one has an effect and the others find it done.
What touches the network is in `checkout` and `tasks`.
"""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from partwright.web.actor import Actor, Channel
from partwright.web.jobs import services as jobs
from partwright.web.jobs.models import JobKind
from partwright.web.payments.card_numbers import refuse_card_numbers
from partwright.web.payments.errors import (
    AlreadyOpenError,
    CreditTermsError,
    PaymentAmountError,
    PaymentNotFoundError,
    PaymentStateError,
    RefundTooLargeError,
    WayNotOfferedError,
)
from partwright.web.payments.models import CreditAccount, Payment, PaymentState, Receipt, Refund, RefundState, Way
from partwright.web.payments.money import sound_amount
from partwright.web.payments.recording import add_refund, close, lock_payment, note_refund, record, refundable
from partwright.web.payments.selectors import may_book, may_pay
from partwright.web.payments.states import state_of
from partwright.web.payments.ways import way_of

# Directive 2011/7/EU, art. 3(5): between enterprises 60 days at most, longer only if agreed and not grossly unfair.
MOST_NET_DAYS = 120
PO_LENGTH, REFERENCE_LENGTH, REASON_LENGTH = 80, 80, 500


def open_payment(
    order_id: UUID,
    owner_id: UUID,
    way: Way,
    amount: Decimal,
    currency: str,
    *,
    by: Actor,
    po_number: str = "",
    reference: str = "",
) -> Payment:
    """The payment of an order, in the caller's transaction; the one that is open, if it is the same.

    On account reserves the credit. `reference` is what the customer's transfer or card statement names: the order's
    number.

    Raises:
        PaymentNotFoundError: the actor may not order for this owner.
        PaymentAmountError, WayNotOfferedError, PoNumberMissingError, CreditExceededError, CardNumberError: it cannot
            be paid so.
        AlreadyOpenError: the order has another payment that is not closed.
    """
    if not may_pay(owner_id, by=by):
        raise PaymentNotFoundError
    if way not in Way.values:
        raise WayNotOfferedError
    payment = Payment(
        channel=by.channel or Channel.STAFF,
        order_id=order_id,
        owner_id=owner_id,
        person_id=by.person_id,
        way=Way(way),
        amount=sound_amount(amount),
        currency=currency,
        po_number=refuse_card_numbers(po_number.strip())[:PO_LENGTH],
        reference=reference,
        created_at=timezone.now(),
    )
    payment.state = state_of(payment)
    with transaction.atomic():
        if (live := _live(order_id)) is not None:
            return _same(live, payment)
        try:
            with transaction.atomic():
                way_of(payment).prepare(payment)
                if (live := _live(order_id)) is not None:  # somebody was faster while the credit was locked
                    return _same(live, payment)
                payment.save(force_insert=True)
        except IntegrityError:
            live = _live(order_id)
            if live is None:
                raise
            return _same(live, payment)
    return payment


def approve_on_account(payment_id: UUID, *, by: Actor) -> Payment:
    """Lets an order on account go on; the money is due so many days from today as the customer's credit says.

    Raises:
        PaymentNotFoundError: there is none on account, or the actor does not work with money.
        PaymentStateError: it was closed.
    """
    _require_finance(by)
    with transaction.atomic():
        payment = lock_payment(payment_id)
        if payment.way != Way.ON_ACCOUNT:
            raise PaymentNotFoundError
        if payment.approved_at is not None and payment.closed_at is None:
            return payment
        if payment.closed_at is not None:
            raise PaymentStateError(payment.state)
        credit = CreditAccount.objects.filter(owner_id=payment.owner_id).first()
        due_on = timezone.localdate() + timedelta(days=credit.net_days if credit else 0)
        return record(payment, approved_at=timezone.now(), approved_by=by.person_id, due_on=due_on)


def mark_received(payment_id: UUID, amount: Decimal, reference: str, on: date, *, by: Actor) -> Payment:
    """Notes money on the bank account; a reference that was noted for this payment before is not noted again.

    Raises:
        PaymentNotFoundError: there is none that comes to the bank account, or the actor does not work with money.
        PaymentAmountError: it is no amount, or more than is owed.
        PaymentStateError: nothing is owed any more.
    """
    _require_finance(by)
    amount, reference = sound_amount(amount), refuse_card_numbers(reference.strip())[:REFERENCE_LENGTH]
    with transaction.atomic():
        payment = lock_payment(payment_id)
        if payment.way == Way.CARD:
            raise PaymentNotFoundError
        known = Receipt.objects.filter(payment=payment, reference=reference).first()
        if known is not None:
            if known.amount != amount:
                raise PaymentStateError(payment.state)
            return payment
        owed = payment.amount - payment.received if payment.closed_at else payment.outstanding
        if owed <= 0:
            raise PaymentStateError(payment.state)
        if amount > owed:
            raise PaymentAmountError(at_most=owed)
        Receipt.objects.create(
            channel=by.channel or Channel.STAFF,
            payment=payment,
            amount=amount,
            reference=reference,
            received_on=on,
            entered_by=by.person_id,
            created_at=timezone.now(),
        )
        return record(payment, received=payment.received + amount)


def cancel_payment(payment_id: UUID, *, by: Actor) -> Payment:
    """Closes a payment whose money has not come; what it reserved is free again.

    Money that comes all the same, because somebody paid in that moment, is sent back by itself.

    Raises:
        PaymentNotFoundError: there is none, or the actor may not order for its owner.
        PaymentStateError: the money is there: give it back instead.
    """
    with transaction.atomic():
        payment = lock_payment(payment_id)
        if not may_pay(payment.owner_id, by=by):
            raise PaymentNotFoundError
        if payment.closed_at is not None:
            return payment
        if payment.received >= payment.amount:
            raise PaymentStateError(payment.state)
        close(payment, closed_as=PaymentState.CANCELLED)
        way_of(payment).release(payment, by=by)
        return payment


def request_refund(
    payment_id: UUID, amount: Decimal, reason: str, *, by: Actor, refund_id: UUID | None = None
) -> Refund:
    """Gives money back, all or a part: by card a job does it, otherwise staff do and settle it.

    With a `refund_id`, which a form may carry, the same request has one effect however often it comes.

    Raises:
        PaymentNotFoundError: there is none, or the actor does not work with money.
        PaymentAmountError: it is no amount.
        RefundTooLargeError: more than is left to give back.
    """
    _require_finance(by)
    amount, reason = sound_amount(amount), refuse_card_numbers(reason.strip())[:REASON_LENGTH]
    with transaction.atomic():
        payment = lock_payment(payment_id)
        known = Refund.objects.filter(id=refund_id).first() if refund_id else None
        if known is not None:
            if (known.payment_id, known.amount) != (payment.id, amount):
                raise PaymentNotFoundError
            return known
        left = refundable(payment)
        if amount > left:
            raise RefundTooLargeError(left=max(left, Decimal(0)), currency=payment.currency)
        return add_refund(payment, amount, reason=reason, by=by, refund_id=refund_id)


def settle_refund(refund_id: UUID, reference: str, *, by: Actor) -> Refund:
    """Notes that staff have carried out a refund: `reference` is the transfer's or the credit note's.

    Raises:
        PaymentNotFoundError: there is none that staff carry out, or the actor does not work with money.
        PaymentStateError: it has failed.
    """
    _require_finance(by)
    with transaction.atomic():
        payment, refund = _lock_refund(refund_id)
        if payment.way == Way.CARD:
            raise PaymentNotFoundError
        if refund.state == RefundState.FAILED:
            raise PaymentStateError(payment.state)
        if refund.state == RefundState.SETTLED:
            return refund
        return note_refund(payment, refund, RefundState.SETTLED, reference=reference.strip()[:REFERENCE_LENGTH])


def retry_refund(refund_id: UUID, *, by: Actor) -> Refund:
    """Queues a refund by card once more whose job was given up.

    Raises:
        PaymentNotFoundError: there is none by card that waits, or the actor does not work with money.
    """
    _require_finance(by)
    with transaction.atomic():
        payment, refund = _lock_refund(refund_id)
        if payment.way != Way.CARD or refund.state != RefundState.REQUESTED:
            raise PaymentNotFoundError
        jobs.enqueue(JobKind.SEND_REFUND, refund.id, by=by)
        return refund


def set_credit(
    owner_id: UUID, limit: Decimal, net_days: int, *, by: Actor, currency: str | None = None, active: bool = True
) -> CreditAccount:
    """Lets a customer pay later, or changes how; what they owe already is not touched.

    Raises:
        PaymentNotFoundError: the actor does not work with money.
        CreditTermsError: the limit is no sum of money, or the term is out of bounds.
    """
    _require_finance(by)
    if not limit.is_finite() or limit < 0 or not 0 <= net_days <= MOST_NET_DAYS:
        raise CreditTermsError(most_days=MOST_NET_DAYS)
    terms = {
        "channel": by.channel or Channel.STAFF,
        "limit": sound_amount(limit) if limit else limit,
        "currency": currency or settings.ENVIRONMENT.currency,
        "net_days": net_days,
        "approved_by": by.person_id,
        "active": active,
        "changed_at": timezone.now(),
    }
    with transaction.atomic():
        CreditAccount.objects.bulk_create([CreditAccount(owner_id=owner_id, **terms)], ignore_conflicts=True)
        credit = CreditAccount.objects.select_for_update().get(owner_id=owner_id)
        for name, value in terms.items():
            setattr(credit, name, value)
        credit.save()
    return credit


def _live(order_id: UUID) -> Payment | None:
    return Payment.objects.filter(order_id=order_id, closed_at=None).first()


def _same(live: Payment, wanted: Payment) -> Payment:
    """The live payment, if it is what is wanted."""
    told = ("owner_id", "way", "amount", "currency", "po_number")
    if any(getattr(live, name) != getattr(wanted, name) for name in told):
        raise AlreadyOpenError
    return live


def _lock_refund(refund_id: UUID) -> tuple[Payment, Refund]:
    payment_id = Refund.objects.filter(id=refund_id).values_list("payment_id", flat=True).first()
    if payment_id is None:
        raise PaymentNotFoundError
    return lock_payment(payment_id), Refund.objects.get(id=refund_id)


def _require_finance(by: Actor) -> None:
    if not may_book(by):
        raise PaymentNotFoundError
