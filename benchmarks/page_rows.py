"""What pages cost with fifty rows against five: queries, and time as a ratio.

Every list and every page whose rows grow with use, as the customer and as the shop's owner see it, through the site's
whole middleware on SQLite. Each page is asked in turns with its other self; the ratio is that of the medians. Queries
are counted once. Prints a line for each page, worst ratio and most queries; exits with 1 past the bar of queries.

usage: page_rows.py [--rounds N]
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MOST_QUERIES, MOST_RATIO = 15, 3.0
FEW, MANY = 5, 50
NOBODY = 9  # the port of a service that nobody runs: mail is not sent here


def main() -> None:
    parser = argparse.ArgumentParser(description="What pages cost with fifty rows against five.")
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    folder = Path(tempfile.mkdtemp(prefix="partwright-rows-"))
    try:
        raise SystemExit(_measure(folder, rounds=rounds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path, *, rounds: int) -> int:
    os.environ["PARTWRIGHT_DATA_DIR"] = str(folder)
    os.environ["PARTWRIGHT_HOSTS"] = "testserver"
    os.environ["PARTWRIGHT_LOG_LEVEL"] = "ERROR"
    os.environ["PARTWRIGHT_MAIL_URL"] = f"smtp://127.0.0.1:{NOBODY}?tls=none"
    os.environ["PARTWRIGHT_MAIL_FROM"] = "Works <works@shop.example>"
    os.environ["DJANGO_SETTINGS_MODULE"] = "partwright.web.site.settings"
    sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
    from killing.preparing import prepare

    told = prepare()
    _say_that_mail_works()
    spent_s: dict[tuple[str, int], float] = {}
    counts: dict[tuple[str, int], int] = {}
    sizes: dict[int, list[tuple[str, Any, str]]] = {}
    for size in (FEW, MANY):
        sizes[size] = list(_filled(told, size))
        for name, browser, address in sizes[size]:
            counts[name, size] = _queries(browser, address)
            spent = []
            for _round in range(rounds):
                start = time.perf_counter()
                browser.get(address)
                spent.append(time.perf_counter() - start)
            spent_s[name, size] = statistics.median(spent)
    worst, most = 0.0, 0
    for name, _browser, _address in sizes[MANY]:
        ratio = spent_s[name, MANY] / spent_s[name, FEW]
        worst, most = max(worst, ratio), max(most, counts[name, FEW], counts[name, MANY])
        print(f"{name:34} {counts[name, FEW]:3} and {counts[name, MANY]:3} queries   {ratio:5.2f} x")
    print(f"worst: {worst:.2f} x (bar {MOST_RATIO}), {most} queries (bar {MOST_QUERIES})")
    return int(most > MOST_QUERIES)


def _say_that_mail_works() -> None:
    """Notes the test mail as sent: without a mail that went out a shop is closed."""
    from django.utils import timezone

    from partwright.web.mailing.models import Message, MessageState

    Message.objects.update(state=MessageState.SENT, sent_at=timezone.now(), tried_at=timezone.now(), last_error="")


def _filled(told: dict[str, Any], size: int) -> Iterator[tuple[str, Any, str]]:
    """The pages, once there are `size` rows of each kind."""
    from django.test import Client

    from killing.people import CUSTOMER, STAFF
    from partwright.web.accounts.models import Person, Post
    from partwright.web.accounts.selectors import actor_for
    from partwright.web.actor import Channel, StaffRole
    from partwright.web.conversations import services as conversations
    from partwright.web.conversations.models import Conversation, Kind
    from partwright.web.ordering.models import Order
    from partwright.web.quoting.copying import copy_quote
    from partwright.web.quoting.models import Quote

    ada, boss = Person.objects.get(email=CUSTOMER), Person.objects.get(email=STAFF)
    Post.objects.get_or_create(
        person=boss, role=StaffRole.OWNER, defaults={"channel": Channel.STAFF, "since": ada.created_at}
    )
    customer = actor_for(ada)
    order = Order.objects.filter(number__startswith="ORD-").first() or _ordered(told, customer)
    for _more in range(size - Order.objects.count()):
        _copy(order)
    for _more in range(size - Quote.objects.count()):
        copy_quote(told["token"], by=customer)
    for _more in range(size - Conversation.objects.count()):
        conversations.start(Kind.SUPPORT, title="Wall", text="0.6 mm?", by=customer, owner_id=customer.owner_id)
    _lengthen(order, size)
    asked = Conversation.objects.earliest("created_at")
    for _more in range(size - asked.entries.count()):
        conversations.write(asked.id, text="And 0.8 mm?", by=customer)
    browsers = {}
    for person in (ada, boss):
        browsers[person] = Client()
        browsers[person].force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    mine, desk = browsers[ada], browsers[boss]
    yield from (("customer: quotes", mine, "/quotes/"), ("customer: orders", mine, "/orders/"))
    yield "customer: one order", mine, f"/orders/{order.id}/"
    yield from (("customer: conversations", mine, "/conversations/"), ("customer: account", mine, "/account/"))
    yield "customer: one conversation", mine, f"/conversations/{asked.id}/"
    yield from (("customer: teams", mine, "/teams/"), ("owner: work", desk, "/staff/"))
    for name in ("orders", "customers", "conversations", "mail", "jobs", "people", "reviews", "freight"):
        yield f"owner: {name}", desk, f"/staff/{name}/"
    yield "owner: one order", desk, f"/staff/orders/{order.id}/"
    yield "owner: one customer", desk, f"/staff/customers/{ada.owner_id}/"
    yield "owner: one conversation", desk, f"/staff/conversations/{asked.id}/"


def _ordered(told: dict[str, Any], by: Any) -> Any:
    """An order by transfer of the first frozen prices."""
    from killing.walk import ADDRESS
    from partwright.web.ordering import checkout as steps
    from partwright.web.ordering.placing import Consent, place_order
    from partwright.web.ordering.terms import current_terms

    begun = steps.open_checkout(told["token"], told["revisions"][0], by=by)
    steps.tell_addresses(begun.id, ADDRESS, by=by)
    ready = steps.tell_choices(begun.id, {"way": "transfer"}, by=by)
    totals = steps.summarize(steps.get_checkout(ready.id, by=by)).totals
    assert totals is not None
    consent = Consent(total=totals.total, terms_version=current_terms().version)
    return place_order(ready.id, consent, by=by)


def _copy(order: Any) -> None:
    """Another order like one, with its lines, straight into the database."""
    lines = list(order.lines.all())
    row = type(order).objects.get(id=order.id)
    row.id, row.checkout_id = uuid.uuid4(), uuid.uuid4()
    row.number, row.folder = row.id.hex[:20], row.id.hex
    row.save(force_insert=True)
    for line in lines:
        line.id, line.order_id = uuid.uuid4(), row.id
        line.save(force_insert=True)


def _lengthen(order: Any, size: int) -> None:
    """Gives an order as many lines."""
    line = order.lines.first()
    for position in range(order.lines.count() + 1, size + 1):
        line.id, line.position = uuid.uuid4(), position
        line.save(force_insert=True)


def _queries(browser: Any, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answers {answer.status_code}")
    return len(asked)


if __name__ == "__main__":
    main()
