"""Forty at once: one has an effect, and none of the others gets anything but a clean answer."""

import datetime as dt
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from tests.web.payments.conftest import BACK, renewed

from partwright.errors import PartwrightError
from partwright.web.jobs.worker import do_all
from partwright.web.payments import selectors, services
from partwright.web.payments.checkout import start_card_checkout
from partwright.web.payments.events import handle_event
from partwright.web.payments.models import Payment, PaymentState, Receipt, Refund, Way

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 40
TODAY = dt.date(2026, 3, 2)


def at_once(act: Callable[[int], object], *, times: int = MANY) -> Counter[str]:
    """What each of many threads gets: "done", or the code of its refusal. Any other error fails the test."""
    start, answers = threading.Barrier(times), []

    def run(number: int) -> None:
        start.wait()
        try:
            act(number)
        except PartwrightError as refusal:
            answers.append(refusal.code)
        except Exception as fault:  # noqa: BLE001 -- told below
            answers.append(repr(fault))
        else:
            answers.append("done")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(answers)


def test_one_payment_of_an_order_is_opened(open_payment) -> None:
    order = uuid.uuid4()
    assert at_once(lambda number: open_payment(order=order)) == {"done": MANY}
    assert Payment.objects.count() == 1


def test_of_different_payments_of_an_order_one_is_opened(open_payment) -> None:
    order = uuid.uuid4()
    assert at_once(lambda number: open_payment(order=order, amount=str(number + 1))) == {
        "done": 1,
        "payment.already_open": MANY - 1,
    }
    assert Payment.objects.count() == 1


@pytest.mark.usefixtures("credit")
def test_the_last_credit_is_used_once(open_payment, by) -> None:
    open_payment(Way.ON_ACCOUNT, "900", po_number="0")
    answers = at_once(lambda number: open_payment(Way.ON_ACCOUNT, "100", po_number=str(number)))
    assert answers == {"done": 1, "payment.credit_exceeded": MANY - 1}
    assert selectors.credit_of(by.owner_id).left == 0


@pytest.mark.usefixtures("credit")
def test_an_approval_counts_once(open_payment, finance, told) -> None:
    payment = open_payment(Way.ON_ACCOUNT, po_number="1")
    assert at_once(lambda number: services.approve_on_account(payment.id, by=finance)) == {"done": MANY}
    assert told == ["payment settled"]


def test_one_receipt_of_a_transfer_is_noted(open_payment, finance, told) -> None:
    payment = open_payment()
    answers = at_once(lambda number: services.mark_received(payment.id, Decimal(100), "bank 1", TODAY, by=finance))
    assert answers == {"done": MANY}
    assert (Receipt.objects.count(), told) == (1, ["payment settled"])


def test_a_payment_is_cancelled_or_received_never_both_at_once(open_payment, by, finance, told) -> None:
    payment = open_payment(amount="60")

    def act(number: int) -> None:
        if number % 2:
            services.cancel_payment(payment.id, by=by)
        else:
            services.mark_received(payment.id, Decimal(60), "bank 1", TODAY, by=finance)

    answers = at_once(act)
    assert set(answers) <= {"done", "payment.state"}
    ended = renewed(payment)
    refunds = Refund.objects.filter(payment=payment).count()
    assert (ended.received, told, refunds) in [(60, ["payment settled"], 0), (60, [], 1)]


def test_one_page_is_opened_however_many_press_pay(stripe, open_payment, by) -> None:
    payment = open_payment(Way.CARD)
    urls: list[str] = []
    assert at_once(lambda number: urls.append(start_card_checkout(payment.id, *BACK, by=by))) == {"done": MANY}
    assert len(set(urls)) == len(stripe.books.sessions) == 1


def test_an_event_that_comes_forty_times_counts_once(stripe, card, told) -> None:
    stripe.press(card.session_id, "pay")
    pairs = stripe.webhooks()
    assert at_once(lambda number: handle_event(*pairs[number % 2])) == {"done": MANY}
    assert (renewed(card).state, told) == (PaymentState.RECEIVED, ["payment settled"])


@pytest.mark.parametrize("attempt", range(5))
def test_a_refund_told_beside_its_payment_is_counted(stripe, card, attempt) -> None:
    """The refund was made on Stripe's own pages: only the intent says whose it is, and the payment's event tells it."""
    stripe.press(card.session_id, "pay")
    intent = stripe.books.sessions[card.session_id]["payment_intent"]
    stripe.books.refund({"payment_intent": intent, "amount": 2500})
    pairs = stripe.webhooks()[1:]
    assert at_once(lambda number: handle_event(*pairs[number % 2]), times=8) == {"done": 8}
    assert (renewed(card).state, renewed(card).refunded) == (PaymentState.PARTLY_REFUNDED, 25)


def test_the_last_money_goes_back_once(stripe, card, bring, finance) -> None:
    stripe.press(card.session_id, "pay")
    bring()
    answers = at_once(lambda number: services.request_refund(card.id, Decimal(100), "", by=finance))
    assert answers == {"done": 1, "payment.refund_too_large": MANY - 1}
    do_all()
    assert [row["amount"] for row in stripe.books.refunds.values()] == [10000]
    assert renewed(card).state == PaymentState.REFUNDED


def test_one_form_gives_back_once(stripe, card, bring, finance) -> None:
    stripe.press(card.session_id, "pay")
    bring()
    token = uuid.uuid4()
    answers = at_once(lambda number: services.request_refund(card.id, Decimal(30), "", by=finance, refund_id=token))
    assert answers == {"done": MANY}
    assert Refund.objects.count() == 1


def test_credit_is_granted_once(by, finance) -> None:
    answers = at_once(lambda number: services.set_credit(by.owner_id, Decimal(number), 30, by=finance, currency="EUR"))
    assert answers == {"done": MANY}
    assert 0 <= selectors.credit_of(by.owner_id).limit < MANY
