"""The database as an auditor reads it: by its file, with no code of the shop."""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.doubles.stripe import Stripe

CENTS = 100

# What is there, whoever was killed while it was made: counted, and compared with an undisturbed run.
_CENSUS = {
    "orders": "SELECT number, state, held_from, total, way FROM ordering_order",
    "events": "SELECT o.number, e.number, e.action, e.state FROM ordering_orderevent e"
    " JOIN ordering_order o ON o.id = e.order_id",
    "lines": "SELECT o.number, l.position, l.shipped FROM ordering_orderline l"
    " JOIN ordering_order o ON o.id = l.order_id",
    "files": "SELECT o.number, f.name FROM ordering_orderfile f JOIN ordering_order o ON o.id = f.order_id",
    "payments": "SELECT o.number, p.way, p.state, p.amount, p.received, p.refunded, p.closed_as FROM payments_payment p"
    " LEFT JOIN ordering_order o ON o.id = p.order_id",
    "receipts": "SELECT amount, reference FROM payments_receipt",
    "refunds": "SELECT amount, state FROM payments_refund",
    "shipments": "SELECT number, delivered_at IS NULL FROM ordering_shipment",
    "complaints": "SELECT number, state, remedy FROM ordering_complaint",
    "entries": "SELECT number, text FROM conversations_entry",
    "papers": "SELECT number, kind FROM documents_issueddocument",
    "numbers": "SELECT series, next FROM documents_numberseries",
    "mails": "SELECT template, state FROM mailing_message",
}


@dataclass(frozen=True, slots=True)
class Ledger:
    """The database of a data folder."""

    folder: Path

    def rows(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / "partwright.sqlite3")) as connection:
            return connection.execute(question, values).fetchall()

    def uuids(self, question: str, *values: Any) -> list[str]:
        """Ids as addresses have them."""
        return [str(UUID(row[0])) for row in self.rows(question, *values)]

    def uuid(self, question: str, *values: Any) -> str:
        """The one id.

        Raises:
            LookupError: there is none.
        """
        found = self.uuids(question, *values)
        if not found:
            raise LookupError(question)
        return found[0]

    def census(self) -> dict[str, Counter[tuple[Any, ...]]]:
        """Everything that a step may leave behind, without ids and times."""
        return {name: Counter(self.rows(question)) for name, question in _CENSUS.items()}


def faults(ledger: Ledger, stripe: Stripe, inbox: Sequence[str]) -> Iterator[str]:
    """What must not be, in words."""
    yield from _payments(ledger)
    yield from _numbers(ledger)
    yield from _mails(ledger, inbox)
    yield from _files(ledger)
    yield from _money(ledger, stripe)
    for kind, state, error in ledger.rows("SELECT kind, state, error FROM jobs_job WHERE state <> 'done'"):
        yield f"a job is left over: {kind} {state} {error}"


def _payments(ledger: Ledger) -> Iterator[str]:
    """Each order has exactly one live or settled payment, unless it ended without money; each payment has its order."""
    standing = (
        "SELECT o.number, o.state, COUNT(p.id), SUM(p.closed_at IS NULL OR p.received > 0)"
        " FROM ordering_order o LEFT JOIN payments_payment p ON p.order_id = o.id GROUP BY o.id"
    )
    for number, state, count, live in ledger.rows(standing):
        if not count:
            yield f"{number} has no payment"
        elif (live or 0) > 1 or (not live and state != "cancelled"):
            yield f"{number}, {state}, has {live} live or settled payments"
    lost = "SELECT id FROM payments_payment WHERE order_id NOT IN (SELECT id FROM ordering_order)"
    for (payment,) in ledger.rows(lost):
        yield f"payment {payment} has no order"


def _numbers(ledger: Ledger) -> Iterator[str]:
    """Each series counts from 1 to its last without a gap."""
    issued = "SELECT number FROM documents_issueddocument WHERE series = ?"
    drawn = {
        "order": "SELECT number FROM ordering_order WHERE ? = 'order'",
        "complaint": "SELECT number FROM ordering_complaint WHERE ? = 'complaint'",
    }
    for series, following in ledger.rows("SELECT series, next FROM documents_numberseries"):
        numbers = [row[0] for row in ledger.rows(drawn.get(series, issued), series)]
        counts = sorted(int(number.rpartition("-")[2]) for number in numbers)
        if counts != list(range(1, following)):
            yield f"the numbers of {series} are {counts}, and the next is {following}"


def _mails(ledger: Ledger, inbox: Sequence[str]) -> Iterator[str]:
    """Every mail has gone out, under the Message-ID of its row, and one more than once at most."""
    arrived = Counter(inbox)
    for message_id, template, state in ledger.rows("SELECT message_id, template, state FROM mailing_message"):
        if state != "sent" or not arrived[message_id]:
            yield f"{template} is {state}, and {arrived[message_id]} have arrived"
        arrived[message_id] -= 1
    stray = set(arrived) - {row[0] for row in ledger.rows("SELECT message_id FROM mailing_message")}
    if stray:
        yield f"mails arrived that nobody wrote: {sorted(stray)}"
    if sum(arrived.values()) > 1:
        yield f"{sum(arrived.values())} mails came once more after one kill"


def _files(ledger: Ledger) -> Iterator[str]:
    """Every file that a row names is there, byte for byte."""
    for name, stored, sha256 in ledger.rows("SELECT name, stored, sha256 FROM ordering_orderfile"):
        path = ledger.folder / "files" / stored
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            yield f"{name} is not what was ordered"


def _money(ledger: Ledger, stripe: Stripe) -> Iterator[str]:
    """What Stripe has taken and given back is what our payments say."""
    cards = "SELECT COALESCE(SUM(received), 0), COALESCE(SUM(refunded), 0) FROM payments_payment WHERE way = 'card'"
    ours = [round(Decimal(amount) * CENTS) for amount in ledger.rows(cards)[0]]
    theirs = [
        sum(row["amount"] for row in stripe.books.charges.values()),
        sum(row["amount"] for row in stripe.books.refunds.values()),
    ]
    if ours != theirs:
        yield f"cards: we say {ours} cents received and given back, Stripe says {theirs}"
