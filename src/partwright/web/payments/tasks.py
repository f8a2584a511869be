"""What is done with Stripe in the background: giving money back, and looking at payments whose webhook may be lost."""

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from partwright.web.actor import SYSTEM, Channel
from partwright.web.jobs import services as jobs
from partwright.web.jobs.handlers import Lease, Patience, TryAgainError, handles
from partwright.web.jobs.models import JobKind
from partwright.web.payments import stripe_api
from partwright.web.payments.checkout import check_card_payment, make_payment_disclosure
from partwright.web.payments.errors import PaymentNotFoundError, ProviderRefusedError, ProviderUnavailableError
from partwright.web.payments.events import apply, apply_all_kept
from partwright.web.payments.models import Payment, ProviderEvent, Refund, RefundState
from partwright.web.payments.money import to_minor
from partwright.web.payments.recording import LONGEST_PAUSE, lock_payment, note_refund
from partwright.web.payments.telling import PAYMENT_KEY, REFUND_KEY, read_refund
from partwright.web.payments.ways import card_is_configured
from partwright.web.privacy.outbound import disclose
from partwright.web.privacy.purposes import Purpose, purpose

log = logging.getLogger(__name__)

# docs.stripe.com/webhooks: Stripe itself brings an event again for three days; we try as long to bring a refund.
PATIENCE = Patience(
    (
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=8),
        timedelta(hours=24),
        timedelta(hours=36),
    )
)
ROUND_MINUTES = 5


def queue_payment_checks() -> bool:
    """Queues a look at what is due to be looked at, every few minutes; says whether it did."""
    now = timezone.now()
    if not card_is_configured():
        return False
    kept = ProviderEvent.objects.filter(applied_at=None, received_at__gt=now - LONGEST_PAUSE)
    if not Payment.objects.filter(next_check_at__lte=now).exists() and not kept.exists():
        return False
    return jobs.enqueue_once(
        JobKind.CHECK_PAYMENT, period=f"{now:%Y-%m-%dT%H}:{now.minute // ROUND_MINUTES * ROUND_MINUTES:02d}"
    )


@handles(JobKind.CHECK_PAYMENT)
@purpose(Purpose.PROVIDE_SERVICES)
def check_payment(lease: Lease) -> None:
    """Asks Stripe how a card payment stands; without one, queues that for each that is due."""
    if lease.subject is None:
        apply_all_kept()
        _queue_due()
        return
    try:
        check_card_payment(lease.subject)
    except PaymentNotFoundError:
        return
    except ProviderUnavailableError:
        log.warning("Stripe does not answer how payment %s stands: asked again later.", lease.subject)
        _look_again(lease.subject, timedelta(minutes=ROUND_MINUTES))
    except ProviderRefusedError as fault:
        log.error("Stripe refuses to say how payment %s stands: %s.", lease.subject, fault.reason)  # noqa: TRY400
        _look_again(lease.subject, LONGEST_PAUSE)


@handles(JobKind.SEND_REFUND, patience=PATIENCE)
@purpose(Purpose.PROVIDE_SERVICES)
def send_refund(lease: Lease) -> None:
    """Has Stripe give money back, under the refund's id as idempotency key.

    Stripe forgets keys after a day, so whoever tries again first looks whether an earlier attempt has got there.
    """
    refund = Refund.objects.filter(id=lease.subject, state=RefundState.REQUESTED).select_related("payment").first()
    if refund is None:
        return
    try:
        answer = _earlier(refund) or _send(refund)
    except ProviderUnavailableError as fault:
        raise TryAgainError("Stripe does not answer") from fault
    except ProviderRefusedError as fault:
        _note_refused(refund, fault.reason)
        return
    with transaction.atomic():
        payment = lock_payment(refund.payment_id)
        apply(read_refund(answer), payment)


def _queue_due() -> None:
    now = timezone.now()
    for payment_id, due_at in Payment.objects.filter(next_check_at__lte=now).values_list("id", "next_check_at"):
        with transaction.atomic():
            later = now + timedelta(minutes=ROUND_MINUTES)  # the look itself sets the time of the next
            if Payment.objects.filter(id=payment_id, next_check_at=due_at).update(next_check_at=later):
                jobs.enqueue(JobKind.CHECK_PAYMENT, payment_id, by=SYSTEM)


def _look_again(payment_id: UUID, pause: timedelta) -> None:
    Payment.objects.filter(id=payment_id).update(next_check_at=timezone.now() + pause)


def _earlier(refund: Refund) -> dict[str, Any] | None:
    """The refund at Stripe that an earlier attempt has made."""
    sent = stripe_api.list_refunds(refund.payment.intent_id)
    return next((one for one in sent if read_refund(one).refund == refund.id), None)


def _send(refund: Refund) -> dict[str, Any]:
    payment = refund.payment
    params: dict[str, Any] = {
        "payment_intent": payment.intent_id,
        "amount": to_minor(refund.amount, payment.currency),
        "reason": "requested_by_customer",
        "metadata": {PAYMENT_KEY: str(payment.id), REFUND_KEY: str(refund.id)},
    }
    return disclose(
        make_payment_disclosure(payment, params, what="refund: card payment"),
        lambda: stripe_api.create_refund(params, key=str(refund.id)),
        channel=Channel(refund.channel),
    )


def _note_refused(refund: Refund, reason: str) -> None:
    with transaction.atomic():
        payment = lock_payment(refund.payment_id)
        note_refund(payment, _renewed(refund.id), RefundState.FAILED, error=reason[:200])


def _renewed(refund_id: UUID) -> Refund:
    return Refund.objects.get(id=refund_id)
