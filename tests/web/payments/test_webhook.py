"""The webhook's address: open to Stripe, to nobody's browser, and only where cards are taken."""

import pytest
from django.test import Client
from tests.doubles.stripe import Stripe
from tests.web.payments.conftest import renewed

from partwright.web.payments import views
from partwright.web.payments.models import PaymentState

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/payments/stripe/webhook/"


def post(payload: bytes, signature: str, **headers: str):
    sent = {"stripe-signature": signature, **headers}
    return Client().post(ADDRESS, payload, content_type="application/json", headers=sent)


def test_stripe_needs_no_origin_and_no_cookie(stripe: Stripe, card) -> None:
    stripe.press(card.session_id, "pay")
    assert [post(*pair).status_code for pair in stripe.webhooks()] == [200, 200]
    assert renewed(card).state == PaymentState.RECEIVED
    assert [post(*pair).status_code for pair in stripe.webhooks()] == [200, 200]


def test_what_is_not_signed_is_refused_and_says_so(stripe: Stripe) -> None:
    refused = post(b"{}", "t=1,v1=ab")
    assert refused.status_code == 400
    assert b"payment.signature" in refused.content


def test_a_page_of_another_origin_cannot_send_events(stripe: Stripe, card) -> None:
    stripe.press(card.session_id, "pay")
    [pair, _] = stripe.webhooks()
    assert post(*pair, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert post(*pair, origin="https://evil.example").status_code == 403


def test_only_a_small_post_is_read(stripe: Stripe) -> None:
    assert Client().get(ADDRESS).status_code == 405
    assert post(b"x" * (views.MOST_BYTES + 1), "t=1,v1=ab").status_code == 413


def test_without_keys_there_is_no_such_address() -> None:
    assert post(b"{}", "t=1,v1=ab").status_code == 404
