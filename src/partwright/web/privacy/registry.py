"""Which data is personal, what for and how long: declared by each slice in its `personal_data.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Model

from partwright.policy.categories import Category
from partwright.web.privacy.purposes import Purpose


class Retention(StrEnum):
    """How long a datum stays. Each has a routine that ends it; see `erases`."""

    WITH_THE_ROW = "with the row it belongs to"
    VISITOR_FILES = "until deleted by the visitor, at the latest PARTWRIGHT_RETENTION_DAYS after upload"
    VISITOR_QUOTES = "PARTWRIGHT_RETENTION_DAYS after the quote was last changed"
    PROVIDER_EVENTS = "90 days after the payment provider told it"
    CHECKOUTS = "30 days after it was last changed"
    ORDERS = "10 years after the end of the year in which the order ended"
    EXEMPTIONS = "10 years after it was claimed"
    PAYMENTS = "10 years after the end of the year"
    CREDIT = "3 years after the credit was closed"
    ACCOUNT = "until the account is deleted"
    INVITATIONS = "30 days after they were used or ran out"
    SESSIONS = "until signed out, at most 14 days after the last sign-in"
    VISITOR = "PARTWRIGHT_RETENTION_DAYS after the last upload or change"
    CONVERSATIONS = "as long as the order or quote it is about, else 180 days after it was closed"
    FEEDBACK = "2 years after it was given"
    FETCHED_MAIL = "180 days after it was fetched"
    MAIL = "90 days after it was written"
    TRIALS = "7 days after a draft of prices was tried on the quote, or with the quote"
    BOOK_WRITERS = "2 years after the price book was written"
    LEDGER = "3 years after the disclosure"
    ISSUED_DOCUMENTS = "to the end of the 10th year after an invoice, of the 6th after any other paper was issued"
    FINISHED_JOBS = "7 days after the work is finished"
    GIVEN_ANSWERS = "1 day"
    BROKEN_UPLOADS = "at most 90 minutes after the connection broke off"
    MESSAGE_COUNTS = "until the hour is over, at most 2 hours; counts of messages"
    UPLOAD_COUNTS = "until the hour is over, at most 2 hours"


@dataclass(frozen=True, slots=True)
class Datum:
    """How one field or cookie is classified."""

    category: Category
    purpose: Purpose
    retention: Retention


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie that may be set."""

    name: str
    datum: Datum
    holds: str


_fields: dict[str, dict[str, Datum]] = {}
_cookies: dict[str, Cookie] = {}
_erasers: dict[Retention, Callable[[datetime], int]] = {}


def declare(model: type[Model], *, personal: Mapping[str, Datum], operational: tuple[str, ...]) -> None:
    """Classifies the fields of a model: those about a person, and those that say nothing about anybody."""
    nothing = Datum(Category.OPERATIONS, Purpose.PROVIDE_SERVICES, Retention.WITH_THE_ROW)
    _fields[model._meta.label] = {**personal, **dict.fromkeys(operational, nothing)}


def declare_cookie(cookie: Cookie) -> Cookie:
    """Registers a cookie; the site sets no other."""
    _cookies[cookie.name] = cookie
    return cookie


def erases(retention: Retention) -> Callable[[Callable[[datetime], int]], Callable[[datetime], int]]:
    """Registers the routine that deletes what a retention has ended for, and returns how many things it deleted."""

    def register(routine: Callable[[datetime], int]) -> Callable[[datetime], int]:
        _erasers[retention] = routine
        return routine

    return register


def fields_of(model: type[Model]) -> Mapping[str, Datum]:
    """How the fields of a model are classified; empty where nobody declared it."""
    return _fields.get(model._meta.label, {})


def cookies() -> Mapping[str, Cookie]:
    """Every cookie that may be set, by name."""
    return dict(_cookies)


def erasers() -> Mapping[Retention, Callable[[datetime], int]]:
    """The routine of each retention."""
    return dict(_erasers)
