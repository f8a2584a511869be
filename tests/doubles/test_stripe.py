"""The double of Stripe is as strict as Stripe: what it takes from us, Stripe takes."""

import json
import queue
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode

import pytest
import stripe as library
from tests.doubles.stripe import KEY, SECRET, Stripe, sign

ROOT = Path(__file__).parents[2]
SESSION = {
    "mode": "payment",
    "success_url": "https://shop.example/done?session={CHECKOUT_SESSION_ID}",
    "cancel_url": "https://shop.example/back",
    "line_items[0][quantity]": "2",
    "line_items[0][price_data][currency]": "eur",
    "line_items[0][price_data][unit_amount]": "1050",
    "line_items[0][price_data][product_data][name]": "Order 7",
    "metadata[payment]": "p1",
    "payment_intent_data[metadata][payment]": "p1",
}


@pytest.fixture
def stripe() -> Iterator[Stripe]:
    with Stripe() as double:
        yield double


class Answer:
    def __init__(self, status: int, content: bytes, headers: Any) -> None:
        self.status, self.content, self.headers = status, content, headers

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def code(self) -> str:
        return str(self.json["error"]["code"])


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


def ask(double: Stripe, path: str, form: dict[str, str] | None = None, *, key: str = "k1", **headers: str) -> Answer:
    sent = {"Authorization": f"Bearer {KEY}", "Stripe-Version": "2025-01-01", **headers}
    if form is not None and key:
        sent["Idempotency-Key"] = key
    body = None if form is None else urlencode(form).encode()
    request = urllib.request.Request(f"{double.url}{path}", data=body, headers=sent)  # noqa: S310 -- the double's own address
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request) as answer:
            return Answer(answer.status, answer.read(), answer.headers)
    except HTTPError as refusal:
        with refusal:
            return Answer(refusal.code, refusal.read(), refusal.headers)


def opened(double: Stripe, **changed: str) -> str:
    return str(ask(double, "/v1/checkout/sessions", SESSION | changed).json["id"])


def kinds(double: Stripe) -> list[str]:
    return [event["type"] for event in double.books.events]


def test_a_session_is_opened_and_read_again(stripe) -> None:
    made = ask(stripe, "/v1/checkout/sessions", SESSION).json
    assert (made["amount_total"], made["currency"], made["status"]) == (2100, "eur", "open")
    assert made["url"] == f"{stripe.url}/pay/{made['id']}"
    assert ask(stripe, f"/v1/checkout/sessions/{made['id']}").json == made
    assert ask(stripe, "/v1/checkout/sessions/cs_none").status == 404


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("colour", "red", "parameter_unknown"),
        ("metadata[a][b]", "1", "parameter_invalid"),
        ("line_items[0][price_data][tax]", "1", "parameter_unknown"),
        ("line_items[0][price_data][currency]", "xxx", "parameter_invalid"),
        ("line_items[0][price_data][currency]", "EUR", "parameter_invalid"),
        ("line_items[0][price_data][unit_amount]", "10.50", "parameter_invalid_integer"),
        ("line_items[0][price_data][unit_amount]", "-1", "parameter_invalid_integer"),
        ("line_items[0][price_data][unit_amount]", "20", "amount_too_small"),
        ("line_items[0][quantity]", "0", "parameter_invalid_integer"),
        ("success_url", "/done", "url_invalid"),
        ("customer_email", "jane", "email_invalid"),
        ("mode", "subscription", "parameter_invalid"),
        ("payment_method_data[card][number]", "4242424242424242", "card_data"),
        ("card[cvc]", "123", "card_data"),
        ("number", "4242424242424242", "card_data"),
    ],
)
def test_what_stripe_refuses_is_refused(stripe, field, value, code) -> None:
    refused = ask(stripe, "/v1/checkout/sessions", SESSION | {field: value})
    assert (refused.status, refused.code) == (400, code)
    assert stripe.books.sessions == {}


@pytest.mark.parametrize(
    "field", ["mode", "success_url", "line_items[0][price_data][currency]", "line_items[0][quantity]"]
)
def test_what_stripe_needs_is_needed(stripe, field) -> None:
    without = {name: value for name, value in SESSION.items() if name != field}
    assert ask(stripe, "/v1/checkout/sessions", without).code == "parameter_missing"


def test_nobody_asks_without_the_key_or_a_version(stripe) -> None:
    assert ask(stripe, "/v1/checkout/sessions", SESSION, Authorization="Bearer sk_other").status == 401
    assert ask(stripe, "/v1/checkout/sessions", SESSION, **{"Stripe-Version": ""}).status == 400
    assert ask(stripe, "/v1/customers", {}).status == 404


def test_the_same_key_gives_the_same_answer_and_refuses_another_question(stripe) -> None:
    first, again = (ask(stripe, "/v1/checkout/sessions", SESSION) for _ in range(2))
    assert first.json == again.json
    assert again.headers["Idempotent-Replayed"] == "true"
    other = ask(stripe, "/v1/checkout/sessions", SESSION | {"line_items[0][quantity]": "3"})
    assert (other.status, other.json["error"]["type"]) == (400, "idempotency_error")
    assert ask(stripe, "/v1/checkout/sessions", SESSION, key="").code == "key_missing"
    assert len(stripe.books.sessions) == 1


def test_an_answer_that_was_refused_before_it_began_is_not_kept(stripe) -> None:
    assert ask(stripe, "/v1/checkout/sessions", SESSION | {"mode": "setup"}).status == 400
    assert ask(stripe, "/v1/checkout/sessions", SESSION).status == 200


def test_forty_at_once_with_one_key_open_one_session(stripe) -> None:
    found: list[Answer] = []
    threads = [
        threading.Thread(target=lambda: found.append(ask(stripe, "/v1/checkout/sessions", SESSION))) for _ in range(40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status for answer in found} <= {200, 409}
    assert len({answer.json["id"] for answer in found if answer.status == 200}) == len(stripe.books.sessions) == 1


def test_the_page_pays_and_tells(stripe) -> None:
    session_id = opened(stripe)
    assert b'value="pay"' in ask(stripe, f"/pay/{session_id}").content
    paid = ask(stripe, f"/pay/{session_id}", {"do": "pay"})
    assert (paid.status, paid.headers["Location"]) == (303, f"https://shop.example/done?session={session_id}")
    assert kinds(stripe) == ["charge.succeeded", "checkout.session.completed"]
    session = ask(stripe, f"/v1/checkout/sessions/{session_id}").json
    assert (session["status"], session["payment_status"], session["url"]) == ("complete", "paid", None)
    intent = ask(stripe, f"/v1/payment_intents/{session['payment_intent']}?expand[0]=latest_charge").json
    assert (intent["amount_received"], intent["metadata"]) == (2100, {"payment": "p1"})
    assert intent["latest_charge"]["payment_method_details"]["card"]["last4"] == "4242"
    assert b"over" in ask(stripe, f"/pay/{session_id}").content


def test_the_page_declines_and_cancels_and_the_session_stays_open(stripe) -> None:
    session_id = opened(stripe)
    assert b"declined" in ask(stripe, f"/pay/{session_id}", {"do": "fail"}).content
    assert ask(stripe, f"/pay/{session_id}", {"do": "cancel"}).headers["Location"] == "https://shop.example/back"
    assert ask(stripe, f"/v1/checkout/sessions/{session_id}").json["status"] == "open"
    assert kinds(stripe) == ["payment_intent.payment_failed"]


def test_a_slow_method_settles_or_is_rejected(stripe) -> None:
    session_id = opened(stripe)
    stripe.press(session_id, "later")
    stripe.books.settle(session_id)
    assert kinds(stripe) == [
        "checkout.session.completed",
        "charge.succeeded",
        "checkout.session.async_payment_succeeded",
    ]
    assert stripe.books.events[0]["data"]["object"]["payment_status"] == "unpaid"


def test_only_an_open_session_expires(stripe) -> None:
    session_id = opened(stripe)
    assert ask(stripe, f"/v1/checkout/sessions/{session_id}/expire", {}, key="e1").json["status"] == "expired"
    assert ask(stripe, f"/v1/checkout/sessions/{session_id}/expire", {}, key="e2").status == 400


def test_refunds_stay_within_what_is_left(stripe) -> None:
    session_id = opened(stripe)
    stripe.press(session_id, "pay")
    intent = stripe.books.sessions[session_id]["payment_intent"]

    def refund(amount: int, key: str) -> Answer:
        return ask(stripe, "/v1/refunds", {"payment_intent": intent, "amount": str(amount)}, key=key)

    assert refund(2101, "r0").status == 400
    assert refund(2000, "r1").json["status"] == "succeeded"
    assert refund(101, "r2").status == 400
    assert refund(100, "r3").status == 200
    assert refund(1, "r4").code == "charge_already_refunded"
    listed = ask(stripe, f"/v1/refunds?payment_intent={intent}&limit=100").json["data"]
    assert [one["amount"] for one in listed] == [100, 2000]
    assert ask(stripe, f"/v1/refunds?payment_intent={intent}&status=x").code == "parameter_unknown"


def test_an_unpaid_intent_gives_nothing_back(stripe) -> None:
    session_id = opened(stripe)
    stripe.press(session_id, "later")
    intent = stripe.books.sessions[session_id]["payment_intent"]
    assert ask(stripe, "/v1/refunds", {"payment_intent": intent}).status == 400


def test_a_lost_answer_has_acted(stripe) -> None:
    stripe.lose_answers(1)
    with pytest.raises((URLError, ConnectionError)):
        ask(stripe, "/v1/checkout/sessions", SESSION)
    assert len(stripe.books.sessions) == 1
    assert ask(stripe, "/v1/checkout/sessions", SESSION).status == 200
    assert len(stripe.books.sessions) == 1


def test_a_failing_answer_has_not(stripe) -> None:
    stripe.fail(1)
    assert ask(stripe, "/v1/checkout/sessions", SESSION).status == 500
    assert stripe.books.sessions == {}


def test_events_are_signed_as_the_library_expects_and_brought_once() -> None:
    brought: list[tuple[bytes, str]] = []
    with Stripe(deliver=lambda payload, signature: brought.append((payload, signature))) as stripe:
        stripe.press(opened(stripe), "pay")
        stripe.bring_new()
    assert len(brought) == 2
    for payload, signature in brought:
        assert library.WebhookSignature.verify_header(payload, signature, SECRET, 300)
    with pytest.raises(library.SignatureVerificationError):
        library.WebhookSignature.verify_header(b"{}", sign(b"{}", secret="whsec_other"), SECRET, 300)


def test_it_runs_by_itself_and_brings_events_to_a_webhook() -> None:
    brought: queue.Queue[tuple[bytes, str]] = queue.Queue()

    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            brought.put((body, self.headers["Stripe-Signature"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Webhook) as shop:
        threading.Thread(target=shop.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        webhook = f"http://127.0.0.1:{shop.server_address[1]}/"
        command = [sys.executable, "-m", "tests.doubles.stripe", "--webhook", webhook, "--secret", "whsec_journey"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            try:
                url = process.stdout.readline().split()[1]
                alone = SimpleNamespace(url=url)
                session_id = ask(alone, "/v1/checkout/sessions", SESSION).json["id"]
                assert ask(alone, f"/pay/{session_id}", {"do": "pay"}).status == 303
                events = [brought.get(timeout=60) for _ in range(2)]
            finally:
                process.kill()
        shop.shutdown()
    for payload, signature in events:
        assert library.WebhookSignature.verify_header(payload, signature, "whsec_journey", 300)
    assert {json.loads(payload)["type"] for payload, _ in events} == {"charge.succeeded", "checkout.session.completed"}
