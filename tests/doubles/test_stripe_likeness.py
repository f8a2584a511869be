"""The double knows no parameter, field or event that Stripe's own library does not."""

from typing import get_args, get_type_hints

import pytest
from stripe import Charge, Event, PaymentIntent, Refund
from stripe.checkout import Session
from stripe.params._refund_create_params import RefundCreateParams
from stripe.params._refund_list_params import RefundListParams
from stripe.params.checkout import _session_create_params as session
from stripe.params.checkout._session_list_params import SessionListParams
from tests.doubles.stripe import KEY, Stripe
from tests.doubles.stripe_books import Books
from tests.doubles.stripe_forms import (
    CREATE_REFUND,
    CREATE_SESSION,
    LIST_REFUNDS,
    LIST_SESSIONS,
    StripeRefusal,
    read_form,
)

OURS = {"intent_metadata"}  # kept beside the row, never shown


@pytest.mark.parametrize(
    ("form", "official"),
    [
        (CREATE_SESSION, session.SessionCreateParams),
        (CREATE_REFUND, RefundCreateParams),
        (LIST_REFUNDS, RefundListParams),
        (LIST_SESSIONS, SessionListParams),
    ],
)
def test_every_parameter_is_one_of_stripes(form, official) -> None:
    assert set(form) <= set(official.__annotations__)


def played() -> Books:
    """A session that was paid slowly, and refunded; one that failed and expired."""
    books = Books()
    item = {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 5000}}
    fields = {"mode": "payment", "success_url": "https://a.example", "line_items": [item]}
    first, second = (books.open_session(fields, page="https://b.example")["id"] for _ in range(2))
    books.pay(first, at_once=False)
    books.settle(first)
    refund = books.refund({"payment_intent": books.sessions[first]["payment_intent"]})["id"]
    books.finish_refund(refund)
    books.finish_refund(refund, status="failed")
    books.decline(second)
    books.expire(second)
    return books


@pytest.mark.parametrize(
    ("rows", "official"),
    [("sessions", Session), ("intents", PaymentIntent), ("charges", Charge), ("refunds", Refund)],
)
def test_every_field_of_an_answer_is_one_of_stripes(rows, official) -> None:
    books = played()
    for row in getattr(books, rows).values():
        assert set(row) - OURS <= set(official.__annotations__) | {"id"}


def test_every_state_and_event_is_one_of_stripes() -> None:
    books = played()
    known = {one for hint in get_args(get_type_hints(Event)["type"]) for one in (get_args(hint) or (hint,))}
    assert {event["type"] for event in books.events} <= known
    assert set(books.events[0]) <= set(Event.__annotations__) | {"id"}


def test_a_form_is_read_as_nested_and_no_field_twice() -> None:
    assert read_form("a[b][0][c]=1&d=2") == {"a": {"b": {"0": {"c": "1"}}}, "d": "2"}
    with pytest.raises(StripeRefusal):
        read_form("a=1&a=2")


def test_the_library_itself_is_understood() -> None:
    import stripe as library

    with Stripe() as double:
        client = library.StripeClient(
            KEY, base_addresses={"api": double.url}, http_client=library.RequestsClient(timeout=20)
        )
        item = {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 500, "product_data": {"name": "Part"}}}
        made = client.v1.checkout.sessions.create(
            {"mode": "payment", "success_url": "https://a.example/", "line_items": [item]}, {"idempotency_key": "k"}
        )
        assert client.v1.checkout.sessions.retrieve(made.id).amount_total == 500
        with pytest.raises(library.IdempotencyError):
            client.v1.checkout.sessions.create(
                {"mode": "payment", "success_url": "https://b.example/", "line_items": [item]}, {"idempotency_key": "k"}
            )
        client._requestor._client.close()
