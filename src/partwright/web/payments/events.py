"""What the provider tells, stored once and applied once, in whatever order it comes."""

import logging
from enum import StrEnum
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.web.actor import Channel
from partwright.web.payments import stripe_api
from partwright.web.payments.errors import EventSignatureError
from partwright.web.payments.models import Payment, PaymentState, ProviderEvent, Refund, RefundState, Way
from partwright.web.payments.money import from_minor
from partwright.web.payments.recording import close, lock_payment, note_refund, record
from partwright.web.payments.telling import ChargeTold, Event, RefundTold, SessionTold, Told, read_event, reread

log = logging.getLogger(__name__)


class Handled(StrEnum):
    """What became of an event."""

    APPLIED = "applied"
    KEPT = "kept"  # until what it is about is known
    KNOWN = "known"  # it came before
    IGNORED = "ignored"  # nothing of ours


def handle_event(payload: bytes, signature: str) -> Handled:
    """Stores an event and applies it, in one transaction; a second time it does nothing.

    Raises:
        EventSignatureError: the provider did not sign it, signed it long ago, or it is no event.
    """
    stripe_api.verify(payload, signature)
    try:
        event = read_event(payload)
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise EventSignatureError from fault
    if event is None:
        return Handled.IGNORED
    with transaction.atomic():
        payment_id = find_payment(event.told)
        if payment_id is None and not isinstance(event.told, RefundTold):
            return Handled.IGNORED  # of another program that has the same account at Stripe
        row = _store(event, payment_id)
        if row is None:
            return Handled.KNOWN
        if payment_id is None:
            # Its payment may be learning this very intent in a transaction beside this one: the later of both looks.
            transaction.on_commit(partial(apply_kept, event.told.intent))
            return Handled.KEPT
        payment = lock_payment(payment_id)
        if not apply(event.told, payment):
            return Handled.KEPT
        _done(row, payment)
        _apply_kept_of(payment)
    if payment.intent_id:
        transaction.on_commit(partial(apply_kept, payment.intent_id))
    return Handled.APPLIED


def find_payment(told: Told) -> UUID | None:
    """The payment that something told is about, None if none of ours is known to be."""
    cards = Payment.objects.filter(way=Way.CARD)
    if told.payment is not None:
        found = cards.filter(id=told.payment)
    elif told.intent:
        found = cards.filter(intent_id=told.intent)
    else:
        return None
    return found.values_list("id", flat=True).first()


def apply(told: Told, payment: Payment) -> bool:
    """Applies what was told to a locked payment; False if it has to wait for something else to be told.

    Everything here only adds facts, of which the state follows, so each order of news ends in the same.
    """
    if isinstance(told, SessionTold):
        return _apply_session(told, payment)
    if isinstance(told, ChargeTold):
        record(payment, brand=payment.brand or told.brand, last4=payment.last4 or told.last4, **_intent(told, payment))
        return True
    if isinstance(told, RefundTold):
        return _apply_refund(told, payment)
    raise TypeError(type(told))


def apply_kept(intent_id: str) -> bool:
    """Applies events that were kept until their payment was known; says whether it is now."""
    payment_id = Payment.objects.filter(intent_id=intent_id).values_list("id", flat=True).first()
    if payment_id is None:
        return False
    with transaction.atomic():
        _apply_kept_of(lock_payment(payment_id))
    return True


def apply_all_kept() -> int:
    """Applies every kept event whose payment is known; says of how many payments.

    A process may be killed after its commit and before it looks again; the job that checks payments does it instead.
    """
    kept = ProviderEvent.objects.filter(applied_at=None).exclude(intent_id="")
    return sum(apply_kept(intent_id) for intent_id in set(kept.values_list("intent_id", flat=True)))


def _store(event: Event, payment_id: UUID | None) -> ProviderEvent | None:
    """The row of an event; None if it is there already."""
    row = ProviderEvent(
        channel=Channel.WEB,
        event_id=event.id,
        kind=event.kind,
        payment_id=payment_id,
        intent_id=event.told.intent,
        told=event.said,
        received_at=timezone.now(),
    )
    if ProviderEvent.objects.filter(event_id=event.id).exists():
        return None
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # it came twice at the same time
        return None
    return row


def _apply_kept_of(payment: Payment) -> None:
    about = Q(payment=payment)
    if payment.intent_id:
        about |= Q(intent_id=payment.intent_id)
    for row in ProviderEvent.objects.filter(about, applied_at=None).order_by("received_at", "id"):
        if apply(reread(row.kind, row.told), payment):
            _done(row, payment)


def _done(row: ProviderEvent, payment: Payment) -> None:
    row.payment, row.applied_at = payment, timezone.now()
    row.save(update_fields=["payment", "applied_at"])


def _apply_session(told: SessionTold, payment: Payment) -> bool:
    if payment.session_id and payment.session_id != told.session:
        log.error("Payment %s: the provider tells of a session that is not its own.", payment.id)
        return False
    record(payment, session_id=told.session, **_intent(told, payment))
    if told.paid:
        if (from_minor(told.minor, told.currency), told.currency) != (payment.amount, payment.currency):
            log.error("Payment %s: the provider tells of another amount than was asked.", payment.id)
            return False
        if payment.received < payment.amount:
            record(payment, received=payment.amount, completed_at=payment.completed_at or timezone.now())
    elif told.over:
        close(payment, closed_as=PaymentState.FAILED)
    elif told.complete and payment.completed_at is None:
        record(payment, completed_at=timezone.now())
    return True


def _apply_refund(told: RefundTold, payment: Payment) -> bool:
    if payment.received < payment.amount:
        return False  # first the money, then what went back of it
    known = Refund.objects.filter(payment=payment)
    refund = known.filter(provider_id=told.provider_id).first() or (
        known.filter(id=told.refund).first() if told.refund else None
    )
    if refund is None:
        refund = Refund.objects.create(
            channel=Channel.STAFF,
            payment=payment,
            amount=from_minor(told.minor, told.currency),
            reason=_("Made on the payment provider's own pages."),
            provider_id=told.provider_id,
            created_at=timezone.now(),
        )
    state = RefundState.FAILED if told.failed else RefundState.SETTLED if told.settled else RefundState.REQUESTED
    note_refund(payment, refund, state, provider_id=told.provider_id, error=told.error or refund.error)
    return True


def _intent(told: Told, payment: Payment) -> dict[str, str]:
    return {"intent_id": payment.intent_id or told.intent}
