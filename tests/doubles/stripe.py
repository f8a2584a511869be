"""A strict double of Stripe: its API over real HTTP, the hosted page, and signed webhooks.

It refuses what Stripe refuses (unknown parameters, missing keys, an idempotency key reused for another request) and any
field that could hold a card. Tests start it in their own process and decide which events arrive, when and how often;
for journeys it runs by itself: `python -m tests.doubles.stripe --port 9999 --webhook URL --secret whsec_…`.
"""

import argparse
import hashlib
import hmac
import json
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable
from copy import deepcopy
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit

from tests.doubles.stripe_books import Books, Row, payload_of
from tests.doubles.stripe_forms import (
    CREATE_REFUND,
    CREATE_SESSION,
    EXPAND,
    LIST_REFUNDS,
    LIST_SESSIONS,
    StripeRefusal,
    hold_to,
    read_form,
)

KEY = "sk_test_double"
SECRET = "whsec_double"  # noqa: S105 -- of a double
DELIVERIES = 5  # how often the double that runs by itself tries to bring an event

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Pay {amount}</title>
<h1>Pay {amount}</h1>{note}
<form method="post">
<button name="do" value="pay">Pay</button> <button name="do" value="later">Pay by transfer</button>
<button name="do" value="fail">Fail</button> <button name="do" value="cancel">Cancel</button>
</form></html>"""


def sign(payload: bytes, *, secret: str = SECRET, at: float | None = None) -> str:
    """The header `Stripe-Signature` of a payload."""
    moment = int(time.time() if at is None else at)
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


Memory = tuple[Books, dict[str, tuple[str, int, Row]]]


class Stripe:
    """The double. Start it with `with Stripe() as stripe:`; `stripe.url` is the API's address.

    `deliver` takes each event's payload and signature; without it events stay in `books.events` until the test brings
    them. `requests` are the calls that came: method, path, form, idempotency key. `before_answer` is called with the
    path when a call has been acted on and its answer not yet sent.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        key: str = KEY,
        secret: str = SECRET,
        deliver: Callable[[bytes, str], None] | None = None,
    ) -> None:
        self.key = key
        self.secret = secret
        self.books = Books()
        self.requests: list[tuple[str, str, dict[str, Any], str]] = []
        self.before_answer: Callable[[str], None] = lambda path: None
        self._deliver = deliver
        self._told = 0
        self._lost = self._failing = 0
        self._given: dict[str, tuple[str, int, Row]] = {}
        self._at_work: set[str] = set()
        self._lock = threading.RLock()
        self._server = _Server(("127.0.0.1", port), type("Bound", (_Handler,), {"stripe": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def lose_answers(self, count: int) -> None:
        """Acts on the next calls, and closes their connections without an answer."""
        self._lost = count

    def fail(self, count: int) -> None:
        """Answers the next calls with 500 before it acts."""
        self._failing = count

    def remember(self) -> Memory:
        """All that it knows now, to come back to by `go_back`."""
        with self._lock:
            return deepcopy((self.books, self._given))

    def go_back(self, memory: Memory) -> None:
        """Knows nothing of what has happened since `memory`, which may be given again."""
        with self._lock:
            self.books, self._given = deepcopy(memory)

    def webhooks(self, events: Iterable[Row] | None = None) -> list[tuple[bytes, str]]:
        """Payloads and signatures of events, all of them unless some are given: to bring, drop, repeat or reorder."""
        chosen = self.books.events if events is None else events
        return [(payload, sign(payload, secret=self.secret)) for payload in map(payload_of, chosen)]

    def bring_new(self) -> None:
        """Delivers what has happened since the last time."""
        if self._deliver is None:
            return
        with self._lock:
            fresh, self._told = self.books.events[self._told :], len(self.books.events)
        for payload, signature in self.webhooks(fresh):
            self._deliver(payload, signature)

    # What follows answers requests.

    def answer(self, method: str, path: str, body: str, headers: Any) -> tuple[int, Row, dict[str, str]]:
        """The API's answer: status, body and headers."""
        try:
            return self._answered(method, path, body, headers)
        except StripeRefusal as refusal:
            return refusal.status, refusal.body, {}

    def _answered(self, method: str, path: str, body: str, headers: Any) -> tuple[int, Row, dict[str, str]]:
        if headers.get("Authorization") != f"Bearer {self.key}":
            raise StripeRefusal("Invalid API Key provided.", status=401)
        if not headers.get("Stripe-Version"):
            raise StripeRefusal("The double wants to know the version of the API.")
        place, query = urlsplit(path).path, urlsplit(path).query
        fields = read_form(body if method == "POST" else query)
        with self._lock:
            self.requests.append((method, place, fields, headers.get("Idempotency-Key", "")))
            if self._failing:
                self._failing -= 1
                raise StripeRefusal("Something went wrong.", status=500, kind="api_error")
        if method == "POST":
            return self._once(place, body, fields, headers.get("Idempotency-Key"))
        return 200, self._read(place, fields), {}

    def _once(self, place: str, body: str, fields: dict[str, Any], key: str | None) -> tuple[int, Row, dict[str, str]]:
        if not key:
            raise StripeRefusal("The double takes no write without an idempotency key.", code="key_missing")
        act = self._checked(place, fields)
        asked = f"{place}?{body}"
        with self._lock:
            if key in self._given:
                before, status, answer = self._given[key]
                if before != asked:
                    raise StripeRefusal(
                        "Keys for idempotent requests can only be used with the same parameters they were first used "
                        f"with. Try using a key other than '{key}' if you meant to execute a different request.",
                        kind="idempotency_error",
                    )
                return status, answer, {"Idempotent-Replayed": "true"}
            if key in self._at_work:
                raise StripeRefusal(
                    "There is currently another in-progress request using this key.",
                    status=409,
                    kind="idempotency_error",
                    code="idempotency_key_in_use",
                )
            self._at_work.add(key)
        try:
            with self._lock:
                try:
                    status, answer = 200, act()
                except StripeRefusal as refusal:
                    status, answer = refusal.status, refusal.body
                self._given[key] = (asked, status, answer)
        finally:
            self._at_work.discard(key)
        return status, answer, {}

    def _checked(self, place: str, fields: dict[str, Any]) -> Callable[[], Row]:
        match place.strip("/").split("/"):
            case ["v1", "checkout", "sessions"]:
                wanted = {"mode", "success_url", "line_items"}
                session = hold_to(fields, CREATE_SESSION, required=wanted)
                return lambda: self.books.open_session(session, page=self.url)
            case ["v1", "checkout", "sessions", session_id, "expire"]:
                hold_to(fields, {}, required=set())
                return lambda: self.books.expire(session_id)
            case ["v1", "refunds"]:
                refund = hold_to(fields, CREATE_REFUND, required={"payment_intent"})
                return lambda: self.books.refund(refund)
        raise StripeRefusal(f"Unrecognized request URL (POST: {place}).", status=404)

    def _read(self, place: str, fields: dict[str, Any]) -> Row:
        match place.strip("/").split("/"):
            case ["v1", "checkout", "sessions"]:
                limit = hold_to(fields, LIST_SESSIONS, required=set()).get("limit", 10)
                rows = [self.books.shown(row) for row in self.books.sessions.values()][::-1]
                return {"object": "list", "url": place, "has_more": len(rows) > limit, "data": rows[:limit]}
            case ["v1", "checkout", "sessions", session_id]:
                hold_to(fields, {}, required=set())
                return self.books.shown(self.books.get("sessions", session_id))
            case ["v1", "payment_intents", intent_id]:
                expand = hold_to(fields, EXPAND, required=set()).get("expand", [])
                return self.books.shown(self.books.get("intents", intent_id), expand=tuple(expand))
            case ["v1", "refunds"]:
                asked = hold_to(fields, LIST_REFUNDS, required={"payment_intent"})
                found = self.books.refunds_of(asked["payment_intent"])
                limit = asked.get("limit", 10)
                return {"object": "list", "url": place, "has_more": len(found) > limit, "data": found[:limit]}
            case ["v1", "refunds", refund_id]:
                return self.books.shown(self.books.get("refunds", refund_id))
        raise StripeRefusal(f"Unrecognized request URL (GET: {place}).", status=404)

    def page(self, session_id: str, *, note: str = "") -> str:
        """The hosted page."""
        session = self.books.get("sessions", session_id)
        if session["status"] != "open":
            return "<!doctype html><title>Over</title><h1>This session is over</h1>"
        amount = escape(f"{session['amount_total'] / 100:.2f} {session['currency'].upper()}")
        return _PAGE.format(amount=amount, note=f"<p role='alert'>{escape(note)}</p>" if note else "")

    def press(self, session_id: str, button: str) -> str | None:
        """Does what a button of the hosted page does; the address it leads to, None to stay."""
        session = self.books.get("sessions", session_id)
        if button == "cancel":
            return str(session["cancel_url"])
        with self._lock:
            if button == "fail":
                self.books.decline(session_id)
            else:
                self.books.pay(session_id, at_once=button == "pay")
        self.bring_new()
        return None if button == "fail" else session["success_url"].replace("{CHECKOUT_SESSION_ID}", session_id)

    def take_loss(self) -> bool:
        """Whether this answer is to be lost."""
        with self._lock:
            lost = self._lost > 0
            self._lost -= lost
        return lost


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # more than any test asks at once


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stripe: Stripe

    def do_GET(self) -> None:
        if self.path.startswith("/pay/"):
            self._page(self.stripe.page)
        else:
            self._api("GET", "")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if not self.path.startswith("/pay/"):
            self._api("POST", body)
            return
        button = parse_qs(body).get("do", [""])[0]

        def pressed(session_id: str) -> str:
            leads_to = self.stripe.press(session_id, button)
            if leads_to is not None:
                return f"303 {leads_to}"
            return self.stripe.page(session_id, note="Your card was declined.")

        self._page(pressed)

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""

    def _api(self, method: str, body: str) -> None:
        status, answer, headers = self.stripe.answer(method, self.path, body, self.headers)
        self.stripe.before_answer(self.path)
        if method == "POST" and self.stripe.take_loss():
            self.close_connection = True
            return
        self._send(status, json.dumps(answer), "application/json", headers)
        self.stripe.bring_new()

    def _page(self, make: Callable[[str], str]) -> None:
        try:
            page = make(urlsplit(self.path).path.removeprefix("/pay/").strip("/"))
        except StripeRefusal as refusal:
            self._send(refusal.status, escape(str(refusal)), "text/html")
            return
        if page.startswith("303 "):
            self._send(303, "", "text/html", {"Location": page[4:]})
        else:
            self._send(200, page, "text/html; charset=utf-8")

    def _send(self, status: int, body: str, kind: str, headers: dict[str, str] | None = None) -> None:
        content = body.encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def post_to(address: str) -> Callable[[bytes, str], None]:
    """Brings events to a webhook over HTTP, in a thread and again if it does not say 200."""

    def post(payload: bytes, signature: str) -> None:
        headers = {"Content-Type": "application/json", "Stripe-Signature": signature}
        request = urllib.request.Request(address, data=payload, headers=headers)  # noqa: S310 -- the tester's own address
        for attempt in range(DELIVERIES):
            try:
                with urllib.request.urlopen(request, timeout=20):  # noqa: S310
                    return
            except URLError as fault:
                sys.stderr.write(f"The webhook did not take an event (attempt {attempt + 1}): {fault}\n")
                threading.Event().wait(1)

    return lambda payload, signature: threading.Thread(target=post, args=(payload, signature), daemon=True).start()


def main() -> None:
    """Runs until it is stopped."""
    parser = argparse.ArgumentParser(description="A double of Stripe for journeys.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--webhook", help="where events are brought")
    parser.add_argument("--key", default=KEY)
    parser.add_argument("--secret", default=SECRET)
    said = parser.parse_args()
    deliver = post_to(said.webhook) if said.webhook else None
    with Stripe(port=said.port, key=said.key, secret=said.secret, deliver=deliver) as stripe:
        sys.stdout.write(f"ready {stripe.url}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
