"""Money that goes back: within what came, once, whatever happens on the way."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone
from tests.web.payments.conftest import renewed

from partwright.web.jobs import services as jobs
from partwright.web.jobs.models import Job, JobState
from partwright.web.jobs.worker import do, do_all
from partwright.web.payments import selectors, services, stripe_api
from partwright.web.payments.errors import (
    PaymentAmountError,
    PaymentNotFoundError,
    PaymentStateError,
    RefundTooLargeError,
)
from partwright.web.payments.models import Payment, PaymentState, Refund, RefundState, Way
from partwright.web.privacy.models import LedgerRow

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = dt.date(2026, 3, 2)


@pytest.fixture
def paid(stripe, card, bring) -> Payment:
    """A payment whose 100 EUR have come by card."""
    stripe.press(card.session_id, "pay")
    bring()
    return renewed(card)


def test_a_part_and_then_the_rest_go_back(stripe, paid, finance, told) -> None:
    part = services.request_refund(paid.id, Decimal(30), "scratched", by=finance)
    assert renewed(paid).state == PaymentState.RECEIVED
    do_all()
    assert renewed(paid).state == PaymentState.PARTLY_REFUNDED
    part.refresh_from_db()
    assert (part.state, part.provider_id) == (RefundState.SETTLED, next(iter(stripe.books.refunds)))
    with pytest.raises(RefundTooLargeError) as refusal:
        services.request_refund(paid.id, Decimal("70.01"), "", by=finance)
    assert refusal.value.left == 70
    services.request_refund(paid.id, Decimal(70), "", by=finance)
    do_all()
    assert (renewed(paid).state, renewed(paid).refunded) == (PaymentState.REFUNDED, 100)
    assert told == ["refund settled", "refund settled"]
    assert LedgerRow.objects.filter(what="refund: card payment").count() == 4


def test_a_refund_is_sent_under_its_own_id(stripe, paid, finance) -> None:
    refund = services.request_refund(paid.id, Decimal(30), "", by=finance)
    do_all()
    [(_, _, form, key)] = [call for call in stripe.requests if call[:2] == ("POST", "/v1/refunds")]
    assert key == str(refund.id)
    assert (form["amount"], form["metadata"]["refund"]) == ("3000", str(refund.id))


def test_webhooks_of_our_own_refund_add_nothing(paid, finance, bring, told) -> None:
    services.request_refund(paid.id, Decimal(30), "", by=finance)
    do_all()
    bring("refund.created")
    assert (Refund.objects.count(), renewed(paid).refunded) == (1, 30)
    assert told.count("refund settled") == 1


def test_an_unsettled_payment_gives_nothing_back(card, open_payment, finance) -> None:
    for payment in (card, open_payment()):
        with pytest.raises(RefundTooLargeError):
            services.request_refund(payment.id, Decimal(1), "", by=finance)
    with pytest.raises(PaymentAmountError):
        services.request_refund(card.id, Decimal(0), "", by=finance)


def test_a_form_sent_twice_gives_back_once(paid, finance) -> None:
    token = uuid.uuid4()
    first, again = (services.request_refund(paid.id, Decimal(60), "", by=finance, refund_id=token) for _ in range(2))
    assert first == again
    with pytest.raises(PaymentNotFoundError):
        services.request_refund(paid.id, Decimal(10), "", by=finance, refund_id=token)
    assert Refund.objects.count() == 1


def test_a_lost_answer_refunds_once_even_when_stripe_has_forgotten_the_key(stripe, paid, finance, monkeypatch) -> None:
    monkeypatch.setattr(stripe_api, "RETRIES", 0)
    services.request_refund(paid.id, Decimal(30), "", by=finance)
    stripe.lose_answers(1)
    do(jobs.claim())
    assert Refund.objects.get().state == RefundState.REQUESTED
    stripe._given.clear()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=30)):
        do_all()
    assert len(stripe.books.refunds) == 1
    assert renewed(paid).refunded == 30


def test_a_refund_that_stripe_refuses_has_failed_and_frees_the_amount(stripe, paid, finance, told) -> None:
    stripe.books.refund({"payment_intent": paid.intent_id, "amount": 8000})
    services.request_refund(paid.id, Decimal(30), "", by=finance)
    do_all()
    refund = Refund.objects.get(requested_by=finance.person_id)
    assert (refund.state, refund.error) == (RefundState.FAILED, "InvalidRequestError")
    assert told == ["refund failed"]
    assert Job.objects.get(subject=refund.id).state == JobState.DONE


def test_a_pending_refund_is_settled_by_webhook_and_may_fail_later(stripe, paid, finance, bring, told) -> None:
    stripe.books.refunds_stay_pending = True
    services.request_refund(paid.id, Decimal(100), "", by=finance)
    do_all()
    assert renewed(paid).state == PaymentState.RECEIVED
    [provider_id] = stripe.books.refunds
    stripe.books.finish_refund(provider_id)
    bring("refund.updated")
    assert renewed(paid).state == PaymentState.REFUNDED
    stripe.books.finish_refund(provider_id, status="failed")
    bring("refund.failed")
    assert (renewed(paid).state, renewed(paid).refunded) == (PaymentState.RECEIVED, 0)
    assert told == ["refund settled", "refund failed"]
    services.request_refund(paid.id, Decimal(100), "", by=finance)


def test_a_refund_made_on_stripes_own_pages_is_known(stripe, paid, bring, finance) -> None:
    stripe.books.refund({"payment_intent": paid.intent_id, "amount": 2500})
    bring("refund.created")
    assert (renewed(paid).state, renewed(paid).refunded) == (PaymentState.PARTLY_REFUNDED, 25)
    with pytest.raises(RefundTooLargeError):
        services.request_refund(paid.id, Decimal(76), "", by=finance)


def test_a_refund_that_was_given_up_is_sent_again_by_staff(stripe, paid, finance, monkeypatch) -> None:
    monkeypatch.setattr(stripe_api, "RETRIES", 0)
    refund = services.request_refund(paid.id, Decimal(30), "", by=finance)
    stripe.fail(8)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(8):
            do_all()
            clock.shift(dt.timedelta(hours=40))
        assert Job.objects.get(subject=refund.id).state == JobState.FAILED
        services.retry_refund(refund.id, by=finance)
        do_all()
    assert renewed(paid).refunded == 30


def test_a_transfer_goes_back_by_the_hands_of_staff(open_payment, finance, told) -> None:
    payment = open_payment()
    services.mark_received(payment.id, Decimal(100), "bank 1", TODAY, by=finance)
    refund = services.request_refund(payment.id, Decimal(100), "", by=finance)
    assert list(selectors.refunds_to_settle()) == [refund]
    assert do_all() == 0
    settled = services.settle_refund(refund.id, "bank 2", by=finance)
    assert (settled.state, settled.reference) == (RefundState.SETTLED, "bank 2")
    assert services.settle_refund(refund.id, "bank 3", by=finance).reference == "bank 2"
    assert renewed(payment).state == PaymentState.REFUNDED
    assert told == ["payment settled", "refund settled"]


def test_a_card_refund_is_not_settled_by_hand(paid, finance) -> None:
    refund = services.request_refund(paid.id, Decimal(1), "", by=finance)
    with pytest.raises(PaymentNotFoundError):
        services.settle_refund(refund.id, "x", by=finance)


@pytest.mark.usefixtures("credit")
def test_on_account_a_credit_is_taken_off_what_is_owed(open_payment, by, finance) -> None:
    payment = open_payment(Way.ON_ACCOUNT, po_number="1")
    services.approve_on_account(payment.id, by=finance)
    refund = services.request_refund(payment.id, Decimal(30), "", by=finance)
    services.settle_refund(refund.id, "credit note 5", by=finance)
    assert (renewed(payment).state, renewed(payment).outstanding) == (PaymentState.PARTLY_REFUNDED, 70)
    assert selectors.credit_of(by.owner_id).used == 70
    services.mark_received(payment.id, Decimal(70), "bank 1", TODAY, by=finance)
    assert (renewed(payment).outstanding, selectors.credit_of(by.owner_id).used) == (0, 0)
    with pytest.raises(PaymentStateError):
        services.mark_received(payment.id, Decimal(1), "bank 2", TODAY, by=finance)
    with pytest.raises(RefundTooLargeError):
        services.request_refund(payment.id, Decimal("70.01"), "", by=finance)


def test_a_part_that_came_before_a_cancellation_goes_back(open_payment, by, finance) -> None:
    payment = open_payment()
    services.mark_received(payment.id, Decimal(40), "bank 1", TODAY, by=finance)
    assert services.cancel_payment(payment.id, by=by).state == PaymentState.CANCELLED
    refund = services.request_refund(payment.id, Decimal(40), "", by=finance)
    services.settle_refund(refund.id, "bank 2", by=finance)
    assert renewed(payment).state == PaymentState.REFUNDED
