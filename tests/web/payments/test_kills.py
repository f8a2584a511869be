"""Processes that are killed after Stripe has acted and before they know: nothing is lost, nothing done twice."""

import datetime as dt
import os
import signal
import subprocess
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone
from tests.doubles.stripe import KEY, SECRET, Stripe
from tests.web import processes
from tests.web.payments.conftest import BACK, renewed

from partwright.web.jobs import services as jobs
from partwright.web.jobs.worker import do_all
from partwright.web.payments import services
from partwright.web.payments.checkout import start_card_checkout
from partwright.web.payments.models import PaymentState, Refund, Way

pytestmark = pytest.mark.django_db(transaction=True)

PAYING_PROCESS = "tests/web/payments/paying_process.py"


def run_and_kill(stripe: Stripe, path: str, *arguments: str) -> None:
    """Runs the process until Stripe has acted on a call to a path, and kills it then."""
    victim: list[subprocess.Popen[str]] = []

    def kill(asked: str) -> None:
        if asked == path and victim:
            os.kill(victim.pop().pid, signal.SIGKILL)

    stripe.before_answer = kill
    process = processes.start(
        PAYING_PROCESS,
        *arguments,
        PARTWRIGHT_STRIPE_SECRET_KEY=KEY,
        PARTWRIGHT_STRIPE_WEBHOOK_SECRET=SECRET,
        PARTWRIGHT_STRIPE_API_URL=stripe.url,
    )
    victim.append(process)
    with process:
        assert process.wait() == -signal.SIGKILL


def test_a_page_opened_by_a_process_that_died_is_the_page(stripe, open_payment, by) -> None:
    payment = open_payment(Way.CARD)
    run_and_kill(stripe, "/v1/checkout/sessions", str(payment.id))
    assert renewed(payment).session_id == ""
    url = start_card_checkout(payment.id, *BACK, by=by)
    assert [session["url"] for session in stripe.books.sessions.values()] == [url]


def test_a_refund_sent_by_a_process_that_died_is_sent_once(stripe, card, bring, finance) -> None:
    stripe.press(card.session_id, "pay")
    bring()
    services.request_refund(card.id, Decimal(30), "", by=finance)
    run_and_kill(stripe, "/v1/refunds")
    assert renewed(card).refunded == 0
    stripe._given.clear()  # as Stripe does after a day
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        assert jobs.sweep() == 1
        do_all()
    assert [row["amount"] for row in stripe.books.refunds.values()] == [3000]
    assert (renewed(card).state, Refund.objects.count()) == (PaymentState.PARTLY_REFUNDED, 1)
