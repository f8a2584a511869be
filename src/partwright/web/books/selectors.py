"""Reads about the price book. `current_book` is what everything is priced with."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from partwright.pricing.book import PriceBook, default_book
from partwright.pricing.overrides.checking import applicable, with_overrides
from partwright.web.books.errors import BookNotFoundError
from partwright.web.books.models import THE_ROW, BookDraft, BookVersion, Trial
from partwright.web.prepared import Prepared

SHIPPED = 0  # the number of the book before any version
BUILT_MOST = 8  # books kept ready: the current one, and those that are compared
Overrides = Mapping[str, float]

_LATEST = Prepared(lambda: BookVersion.objects.order_by("-number").values_list("number", "digest")[:1])


@dataclass(slots=True)
class _Held:
    """The book that a stretch of work is priced with, found when it is first asked for."""

    book: PriceBook | None


_held: ContextVar[_Held | None] = ContextVar("price book", default=None)


@contextmanager
def one_book(book: PriceBook | None = None) -> Iterator[None]:
    """Prices everything within by one book, whatever is published meanwhile: a given one, or the current one.

    The database is asked which is current once, at the first price.
    """
    token = _held.set(_Held(book))
    try:
        yield
    finally:
        _held.reset(token)


def current_book() -> PriceBook:
    """The price book as it is published now; the shipped one before any was.

    Within `one_book` it stays the same; elsewhere the database is asked each time, by one short query.
    """
    held = _held.get()
    if held is not None and held.book is not None:
        return held.book
    latest = _LATEST.rows()
    book = _built(*latest[0]) if latest else default_book()
    if held is not None:
        held.book = book
    return book


def forget_held_book() -> None:
    """Has the work at hand look again, after it published a version itself."""
    held = _held.get()
    if held is not None:
        held.book = None


@lru_cache(maxsize=BUILT_MOST)
def _built(number: int, digest: str) -> PriceBook:
    """The book of a version. A version never changes; `digest` tells it from one that a database forgot."""
    return book_with(get_version(number).overrides, number=number)


def book_with(overrides: Overrides, *, number: int) -> PriceBook:
    """The shipped book with numbers of an operator as version `number`; what it does not know any more is left out."""
    if number == SHIPPED:
        return default_book()
    shipped = default_book()
    kept = applicable(overrides, tables=shipped.tables)
    return with_overrides(
        shipped, kept, version=f"{shipped.version}+{number}", source=f"operator: version {number} of the price book"
    )


def book_of(number: int) -> PriceBook:
    """The book of a version as this Partwright builds it.

    Raises:
        BookNotFoundError: there is no such version.
    """
    return book_with({} if number == SHIPPED else get_version(number).overrides, number=number)


def get_version(number: int) -> BookVersion:
    """A version.

    Raises:
        BookNotFoundError: there is none of this number.
    """
    version = BookVersion.objects.filter(number=number).first()
    if version is None:
        raise BookNotFoundError
    return version


def latest_version() -> BookVersion | None:
    """The version that holds now; None while the shipped book does."""
    return BookVersion.objects.first()


def versions() -> Sequence[BookVersion]:
    """Every version, the latest first."""
    return list(BookVersion.objects.all())


def overrides_of(version: BookVersion | None) -> dict[str, float]:
    """The operator's numbers of a version that these tables still know; nothing for the shipped book."""
    return dict(applicable(version.overrides, tables=default_book().tables)) if version else {}


def get_draft() -> BookDraft:
    """The draft; an empty one that is not stored before anybody wrote one."""
    return BookDraft.objects.filter(id=THE_ROW).first() or BookDraft()


def changed(overrides: Overrides, changes: Mapping[str, float | None]) -> dict[str, float]:
    """Numbers of an operator after some changes, of which None goes back to the shipped number."""
    after = {**overrides, **changes}
    return {path: value for path, value in after.items() if value is not None}


def latest_trial() -> Trial | None:
    """The trial that was started last."""
    return Trial.objects.order_by("-started_at").first()


def find_trial(trial_id: UUID | None) -> Trial | None:
    """A trial; None if it is gone."""
    return Trial.objects.filter(id=trial_id).first()
