"""A card payment, from the way to Stripe's page to the money, with and without webhooks."""

import datetime as dt

import pytest
from tests.web.payments.conftest import BACK, START, renewed

from partwright.web.actor import SYSTEM
from partwright.web.jobs import services as jobs
from partwright.web.jobs.models import Job, JobKind, JobState
from partwright.web.jobs.worker import do_all
from partwright.web.payments import checkout, services, stripe_api
from partwright.web.payments.checkout import check_card_payment, start_card_checkout
from partwright.web.payments.errors import (
    PaymentNotFoundError,
    PaymentStateError,
    ProviderRefusedError,
    ProviderUnavailableError,
)
from partwright.web.payments.events import Handled
from partwright.web.payments.models import PaymentState, ProviderEvent, Refund, Way
from partwright.web.payments.tasks import queue_payment_checks
from partwright.web.privacy.models import LedgerRow, Outcome

pytestmark = pytest.mark.django_db(transaction=True)


def writes(stripe) -> list[tuple[str, str]]:
    return [(path, key) for method, path, _, key in stripe.requests if method == "POST"]


def test_the_way_leads_to_stripes_page_and_back_to_the_same(stripe, open_payment, by) -> None:
    payment = open_payment(Way.CARD, "123.45", reference="2026-7")
    url = start_card_checkout(payment.id, *BACK, by=by, email="jane@example.com")
    [session] = stripe.books.sessions.values()
    assert url == session["url"]
    assert (session["amount_total"], session["currency"]) == (12345, "eur")
    assert session["client_reference_id"] == session["metadata"]["payment"] == str(payment.id)
    assert start_card_checkout(payment.id, *BACK, by=by, email="jane@example.com") == url
    assert writes(stripe) == [("/v1/checkout/sessions", str(payment.id))]
    assert renewed(payment).session_id == session["id"]


def test_what_leaves_is_in_the_ledger(stripe, open_payment, by) -> None:
    start_card_checkout(open_payment(Way.CARD).id, *BACK, by=by, email="jane@example.com")
    rows = list(LedgerRow.objects.order_by("id"))
    assert [row.outcome for row in rows] == [Outcome.ATTEMPTED, Outcome.DONE]
    assert (rows[0].recipient, rows[0].what) == ("payment_provider", "open: card checkout")
    assert rows[0].categories == ["user.contact.email", "user.financial", "user.unique_id.pseudonymous"]


def test_nobody_pays_for_somebody_else_or_by_another_way(stripe, open_payment, by, other) -> None:
    with pytest.raises(PaymentNotFoundError):
        start_card_checkout(open_payment(Way.CARD).id, *BACK, by=other)
    with pytest.raises(PaymentNotFoundError):
        start_card_checkout(open_payment(Way.TRANSFER).id, *BACK, by=by)
    assert stripe.requests == []


@pytest.mark.usefixtures("card")
def test_money_comes_by_webhook(stripe, card, bring, told) -> None:
    stripe.press(card.session_id, "pay")
    assert bring() == [Handled.APPLIED, Handled.APPLIED]
    paid = renewed(card)
    assert (paid.state, paid.received, paid.brand, paid.last4) == (PaymentState.RECEIVED, 100, "visa", "4242")
    assert paid.settled_at is not None
    assert bring() == [Handled.KNOWN, Handled.KNOWN]
    assert told == ["payment settled"]


def test_a_slow_method_is_pending_until_it_is_settled_or_rejected(stripe, card, bring, told) -> None:
    stripe.press(card.session_id, "later")
    bring()
    assert renewed(card).state == PaymentState.PENDING
    stripe.books.reject(card.session_id)
    bring()
    assert renewed(card).state == PaymentState.FAILED
    assert told == ["payment failed"]


def test_a_declined_card_leaves_the_page_open(stripe, card, bring, by) -> None:
    stripe.press(card.session_id, "fail")
    assert bring() == [Handled.IGNORED]
    assert start_card_checkout(card.id, *BACK, by=by) == stripe.books.sessions[card.session_id]["url"]


def test_an_expired_page_fails_the_payment_and_another_may_be_opened(stripe, card, bring, by, open_payment) -> None:
    stripe.books.expire(card.session_id)
    with pytest.raises(PaymentStateError) as refusal:
        start_card_checkout(card.id, *BACK, by=by)
    assert refusal.value.state == PaymentState.FAILED
    assert bring() == [Handled.APPLIED]
    assert open_payment(Way.CARD, order=card.order_id) != card


def test_a_cancelled_payment_closes_the_page(stripe, card, by) -> None:
    services.cancel_payment(card.id, by=by)
    do_all()
    assert stripe.books.sessions[card.session_id]["status"] == "expired"
    assert renewed(card).state == PaymentState.CANCELLED
    with pytest.raises(PaymentStateError):
        start_card_checkout(card.id, *BACK, by=by)


def test_money_of_a_payment_cancelled_in_that_moment_goes_back(stripe, card, by, bring, told) -> None:
    stripe.press(card.session_id, "pay")
    services.cancel_payment(card.id, by=by)
    do_all()
    assert renewed(card).state == PaymentState.REFUNDED
    assert [row["amount"] for row in stripe.books.refunds.values()] == [10000]
    bring()
    assert Refund.objects.count() == 1
    assert told == ["refund settled"]


def test_a_page_made_while_the_payment_was_cancelled_is_closed(stripe, open_payment, by, monkeypatch) -> None:
    payment = open_payment(Way.CARD)
    real = stripe_api.create_session

    def overtaken(params, *, key):
        services.cancel_payment(payment.id, by=by)
        return real(params, key=key)

    monkeypatch.setattr(checkout.stripe_api, "create_session", overtaken)
    with pytest.raises(PaymentStateError):
        start_card_checkout(payment.id, *BACK, by=by)
    do_all()
    [session] = stripe.books.sessions.values()
    assert session["status"] == "expired"


def test_a_lost_answer_is_asked_for_again_under_the_same_key(stripe, open_payment, by) -> None:
    payment = open_payment(Way.CARD)
    stripe.lose_answers(1)
    url = start_card_checkout(payment.id, *BACK, by=by)
    assert writes(stripe) == [("/v1/checkout/sessions", str(payment.id))] * 2
    assert [session["url"] for session in stripe.books.sessions.values()] == [url]


def test_stripe_that_does_not_answer_or_refuses_is_said_so(stripe, open_payment, by, configure, monkeypatch) -> None:
    monkeypatch.setattr(stripe_api, "RETRIES", 0)
    payment = open_payment(Way.CARD)
    stripe.fail(1)
    with pytest.raises(ProviderUnavailableError):
        start_card_checkout(payment.id, *BACK, by=by)
    with pytest.raises(ProviderRefusedError) as refusal:
        start_card_checkout(open_payment(Way.CARD, "0.10").id, *BACK, by=by)
    assert refusal.value.reason == "amount_too_small"
    configure(stripe_secret_key="sk_wrong_one", stripe_webhook_secret="whsec_x", stripe_api_url=stripe.url)
    with pytest.raises(ProviderUnavailableError):
        start_card_checkout(payment.id, *BACK, by=by)
    assert renewed(payment).state == PaymentState.OPEN


def test_a_lost_webhook_is_made_good_by_looking(stripe, clock, open_payment, by, told) -> None:
    payment = open_payment(Way.CARD)
    start_card_checkout(payment.id, *BACK, by=by)
    session_id = renewed(payment).session_id
    assert not queue_payment_checks()
    stripe.press(session_id, "pay")
    clock.move_to(START + dt.timedelta(minutes=3))
    assert queue_payment_checks()
    assert not queue_payment_checks()
    do_all()
    paid = renewed(payment)
    assert (paid.state, paid.brand, paid.last4) == (PaymentState.RECEIVED, "visa", "4242")
    assert (paid.next_check_at, told) == (None, ["payment settled"])


def test_who_comes_back_before_the_webhook_finds_it_paid(stripe, card, bring, told) -> None:
    stripe.press(card.session_id, "pay")
    assert check_card_payment(card.id).state == PaymentState.RECEIVED
    assert bring() == [Handled.APPLIED, Handled.APPLIED]
    assert told == ["payment settled"]


def test_looking_goes_on_less_and_less_often_until_the_page_is_over(stripe, clock, open_payment, by) -> None:
    payment = open_payment(Way.CARD)
    start_card_checkout(payment.id, *BACK, by=by)
    pauses = []
    for _ in range(6):
        clock.move_to(renewed(payment).next_check_at + dt.timedelta(minutes=5))
        queue_payment_checks()
        do_all()
        pauses.append((renewed(payment).next_check_at - dt.datetime.now(dt.UTC)).total_seconds())
    assert pauses == sorted(pauses)
    assert pauses[-1] == 3600
    stripe.books.expire(renewed(payment).session_id)
    clock.move_to(renewed(payment).next_check_at + dt.timedelta(minutes=5))
    queue_payment_checks()
    do_all()
    assert (renewed(payment).state, renewed(payment).next_check_at) == (PaymentState.FAILED, None)


def test_a_rejected_method_is_found_by_looking(stripe, card) -> None:
    stripe.press(card.session_id, "later")
    assert check_card_payment(card.id).state == PaymentState.PENDING
    stripe.books.reject(card.session_id)
    failed = check_card_payment(card.id)
    assert (failed.state, failed.next_check_at) == (PaymentState.FAILED, None)


def test_looking_while_stripe_is_away_is_put_off_and_no_job_fails(stripe, card, monkeypatch) -> None:
    monkeypatch.setattr(stripe_api, "RETRIES", 0)
    stripe.fail(1)
    jobs.enqueue(JobKind.CHECK_PAYMENT, card.id, by=SYSTEM)
    do_all()
    assert Job.objects.get().state == JobState.DONE
    assert renewed(card).next_check_at > card.next_check_at


def test_events_keep_no_names_or_addresses(stripe, open_payment, by, bring) -> None:
    payment = open_payment(Way.CARD)
    start_card_checkout(payment.id, *BACK, by=by, email="jane@example.com")
    stripe.press(renewed(payment).session_id, "pay")
    bring()
    assert ProviderEvent.objects.count() == 2
    assert "jane" not in str(list(ProviderEvent.objects.values()))
