"""Events: signed, applied once, and in whatever order they come the end is the same."""

import itertools
import json
import time
import uuid
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.doubles.stripe import sign
from tests.doubles.stripe_books import Books, payload_of
from tests.web.payments.conftest import BACK, renewed

from partwright.web.jobs.worker import do_all
from partwright.web.payments import events, services
from partwright.web.payments.errors import EventSignatureError
from partwright.web.payments.events import Handled, handle_event
from partwright.web.payments.models import Payment, PaymentState, ProviderEvent, Refund, RefundState, Way

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paid_events(stripe, card) -> list[dict]:
    stripe.press(card.session_id, "pay")
    return stripe.books.events


@pytest.mark.parametrize("signature", ["", "nonsense", "t=1,v0=ab", "t=x,v1=ab", "v1=ab", "t=,v1="])
def test_what_is_not_signed_is_refused(paid_events, card, signature) -> None:
    with pytest.raises(EventSignatureError):
        handle_event(payload_of(paid_events[0]), signature)
    assert renewed(card).state == PaymentState.OPEN


def test_what_is_signed_with_another_secret_long_ago_or_was_changed_is_refused(paid_events, card) -> None:
    payload = payload_of(paid_events[1])
    changed = payload.replace(b'"amount_total": 10000', b'"amount_total": 1')
    assert changed != payload
    wrong = [
        (payload, sign(payload, secret="whsec_other")),
        (payload, sign(payload, at=time.time() - 301)),
        (changed, sign(payload)),
        (b"\xff", "t=1,v1=ab"),
    ]
    for pair in wrong:
        with pytest.raises(EventSignatureError):
            handle_event(*pair)
    assert not ProviderEvent.objects.exists()
    assert handle_event(payload, sign(payload, at=time.time() - 290)) == Handled.APPLIED
    assert renewed(card).state == PaymentState.RECEIVED


@pytest.mark.usefixtures("stripe")
@pytest.mark.parametrize(
    "payload", [b"", b"[]", b"null", b"{}", b'{"type": "refund.created"}', b'{"data": {"object": 1}}']
)
def test_what_is_signed_but_no_event_is_refused(payload) -> None:
    with pytest.raises(EventSignatureError):
        handle_event(payload, sign(payload))


def test_events_of_other_programs_are_left_alone(paid_events, card) -> None:
    for event in paid_events:
        foreign = json.loads(json.dumps(event).replace(str(card.id), str(uuid.uuid4())))
        payload = payload_of(foreign)
        assert handle_event(payload, sign(payload)) == Handled.IGNORED
    assert not ProviderEvent.objects.exists()


def test_another_amount_or_session_is_not_taken(stripe, card, bring, caplog) -> None:
    stripe.press(card.session_id, "pay")
    stripe.books.events[1]["data"]["object"]["amount_total"] = 9999
    assert bring(1) == [Handled.KEPT]
    stripe.books.events[1]["data"]["object"] |= {"amount_total": 10000, "id": "cs_other"}
    stripe.books.events[1]["id"] = "evt_other"
    assert bring(1) == [Handled.KEPT]
    assert (renewed(card).received, len(caplog.records)) == (0, 2)


def test_a_refund_that_is_told_before_its_payment_waits_for_it(stripe, card, bring, told) -> None:
    stripe.press(card.session_id, "pay")
    intent = stripe.books.sessions[card.session_id]["payment_intent"]
    stripe.books.refund({"payment_intent": intent, "amount": 2500})
    assert bring("refund.created") == [Handled.KEPT]
    assert bring("checkout.session.completed") == [Handled.APPLIED]
    assert (renewed(card).state, renewed(card).refunded) == (PaymentState.PARTLY_REFUNDED, 25)
    assert told == ["payment settled", "refund settled"]
    assert not ProviderEvent.objects.filter(applied_at=None).exists()


def test_two_that_did_not_see_each_other_are_joined_after_their_commits(stripe, card, bring, monkeypatch) -> None:
    """As when a refund's event is stored while the payment's is being applied in another transaction."""
    stripe.press(card.session_id, "pay")
    intent = stripe.books.sessions[card.session_id]["payment_intent"]
    stripe.books.refund({"payment_intent": intent, "amount": 2500})
    bring("refund.created")
    monkeypatch.setattr(events, "_apply_kept_of", lambda payment: None)
    monkeypatch.setattr(events, "apply_kept", lambda intent_id: False)  # the process dies after its commit
    bring("checkout.session.completed")
    monkeypatch.undo()
    assert renewed(card).state == PaymentState.RECEIVED
    assert events.apply_all_kept() == 1
    assert renewed(card).refunded == 25


def history(books: Books, ours: dict, how: str, refunds: list[tuple[int, str]]) -> None:
    """What happens at Stripe to one payment of 100 EUR."""
    fields = {
        "mode": "payment",
        "success_url": BACK[0],
        "cancel_url": BACK[1],
        "client_reference_id": ours["payment"],
        "metadata": ours,
        "payment_intent_data": {"metadata": ours},
        "line_items": [{"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 10000}}],
    }
    session = books.open_session(fields, page="http://stripe.example")["id"]
    if how == "expired":
        books.expire(session)
        return
    books.pay(session, at_once=how == "at once")
    if how == "settled":
        books.settle(session)
    elif how == "rejected":
        books.reject(session)
    if how in ("at once", "settled"):
        intent = books.sessions[session]["payment_intent"]
        for amount, end in refunds:
            books.refunds_stay_pending = True
            made = books.refund({"payment_intent": intent, "amount": amount})["id"]
            if end in ("succeeded", "came back"):
                books.finish_refund(made)
            if end in ("failed", "came back"):
                books.finish_refund(made, status="failed")


def play(payment_id: uuid.UUID, order: list[dict]) -> tuple:
    """The end that events in an order lead to."""
    ProviderEvent.objects.all().delete()
    Refund.objects.all().delete()
    Payment.objects.filter(id=payment_id).update(
        state="open",
        received=0,
        refunded=0,
        session_id="",
        intent_id="",
        brand="",
        last4="",
        completed_at=None,
        settled_at=None,
        closed_at=None,
        closed_as="",
    )
    for event in order:
        payload = payload_of(event)
        handle_event(payload, sign(payload))
    row = Payment.objects.get(id=payment_id)
    refunds = sorted((refund.provider_id, refund.state, refund.amount) for refund in row.refunds.all())
    settled = (row.settled_at is not None, row.closed_as)
    return row.state, row.received, row.refunded, row.intent_id, row.session_id, row.brand, row.last4, settled, refunds


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    how=st.sampled_from(["at once", "settled", "rejected", "later", "expired"]),
    refunds=st.lists(
        st.tuples(st.integers(1, 4000), st.sampled_from(["pending", "succeeded", "failed", "came back"])), max_size=2
    ),
    draw=st.data(),
)
@pytest.mark.usefixtures("stripe")
def test_each_order_of_events_ends_in_the_same(open_payment, how, refunds, draw) -> None:
    payment = open_payment(Way.CARD)
    books = Books()
    history(books, {"payment": str(payment.id)}, how, refunds)
    told = books.events
    shuffled = draw.draw(st.permutations(told + draw.draw(st.lists(st.sampled_from(told), max_size=3))))
    assert play(payment.id, shuffled) == play(payment.id, told)
    Payment.objects.all().delete()


@pytest.mark.usefixtures("stripe")
def test_every_order_of_a_payment_with_a_refund_that_came_back(open_payment) -> None:
    payment = open_payment(Way.CARD)
    books = Books()
    history(books, {"payment": str(payment.id)}, "at once", [(2500, "came back")])
    ends = {str(play(payment.id, list(order))) for order in itertools.permutations(books.events)}
    assert len(ends) == 1
    assert (renewed(payment).state, renewed(payment).received) == (PaymentState.RECEIVED, 100)


def test_our_own_refund_may_be_told_before_we_have_its_answer(stripe, card, bring, finance) -> None:
    stripe.press(card.session_id, "pay")
    bring()
    refund = services.request_refund(card.id, Decimal(30), "", by=finance)
    stripe.books.refund(
        {
            "payment_intent": renewed(card).intent_id,
            "amount": 3000,
            "metadata": {"payment": str(card.id), "refund": str(refund.id)},
        }
    )
    bring("refund.created")
    refund.refresh_from_db()
    assert refund.state == RefundState.SETTLED
    do_all()
    assert (len(stripe.books.refunds), renewed(card).refunded) == (1, 30)
