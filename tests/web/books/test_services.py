"""Versions of the price book: who may write them, what they may say, and that they follow one another."""

import threading
from collections import Counter
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection

from partwright.errors import PartwrightError
from partwright.pricing.book import default_book
from partwright.web.actor import Actor, ActorKind, Channel, StaffRole
from partwright.web.books import selectors, services
from partwright.web.books.errors import (
    BookConflictError,
    BookNoteError,
    BookNotFoundError,
    BookNumbersError,
    BookRoleError,
    BookUnchangedError,
)
from partwright.web.books.models import BookDraft, BookVersion
from partwright.web.books.retention import erase_writers

pytestmark = pytest.mark.django_db(transaction=True)

RATE, MARKUP = "cnc_milling.machines.vmc_small.rate", "pricing.markup.machine"
MANY = 12


def staff(*roles: StaffRole) -> Actor:
    return Actor(ActorKind.STAFF, Channel.STAFF, owner_id=uuid4(), person_id=uuid4(), roles=frozenset(roles))


PRICER = staff(StaffRole.PRICING)


def published(changes: dict[str, float | None], note: str = "as our rent rose") -> BookVersion:
    draft = services.change_draft(changes, edition=selectors.get_draft().edition, by=PRICER)
    return services.publish_draft(note, edition=draft.edition, by=PRICER)


def test_before_any_version_the_shipped_book_holds() -> None:
    assert selectors.current_book() is default_book()
    assert not BookDraft.objects.exists()


def test_a_draft_changes_no_price_until_it_is_published() -> None:
    draft = services.change_draft({RATE: 75.0}, edition=0, by=PRICER)
    assert selectors.current_book() is default_book()
    version = services.publish_draft("  new   machine ", edition=draft.edition, by=PRICER)
    book = selectors.current_book()
    assert (version.number, version.note, version.published_by) == (1, "new machine", PRICER.person_id)
    assert (book.version, book.digest) == (f"{default_book().version}+1", version.digest)
    assert book.tables.entry(RATE).value == 75.0
    assert book.tables.source(RATE) == "operator: version 1 of the price book"
    assert selectors.get_draft().changes == {}


def test_versions_add_up_and_none_goes_back_to_the_shipped_number() -> None:
    published({RATE: 75.0})
    published({MARKUP: 0.3})
    assert published({RATE: None}).overrides == {MARKUP: 0.3}


def test_a_shipped_number_is_no_override_and_a_current_one_no_change() -> None:
    published({RATE: 75.0})
    draft = services.change_draft({RATE: 75.0, MARKUP: 0.22}, edition=2, by=PRICER)
    assert draft.changes == {}
    with pytest.raises(BookUnchangedError):
        services.publish_draft("nothing", edition=draft.edition, by=PRICER)


@pytest.mark.parametrize("role", [role for role in StaffRole if role not in (StaffRole.PRICING, StaffRole.OWNER)])
def test_others_of_the_staff_change_no_price(role: StaffRole) -> None:
    by = staff(role)
    writes: list[Callable[[], object]] = [
        lambda: services.change_draft({RATE: 75.0}, edition=0, by=by),
        lambda: services.discard_draft(edition=0, by=by),
        lambda: services.publish_draft("note", edition=0, by=by),
        lambda: services.publish_again(0, "note", edition=0, by=by),
        lambda: services.publish_numbers({RATE: 75.0}, "note", current=0, by=by),
    ]
    for write in writes:
        with pytest.raises(BookRoleError):
            write()
    assert not BookDraft.objects.exists()


def test_the_owner_sets_prices_too() -> None:
    assert services.change_draft({RATE: 75.0}, edition=0, by=staff(StaffRole.OWNER)).edition == 1


def test_every_number_that_cannot_be_is_told_and_none_is_stored() -> None:
    with pytest.raises(BookNumbersError) as refusal:
        services.change_draft({RATE: -1.0, MARKUP: 0.3, "luck": 7.0}, edition=0, by=PRICER)
    assert {path: fault.code for path, fault in refusal.value.faults.items()} == {
        RATE: "price_book.range",
        "luck": "price_book.unknown",
    }
    assert selectors.get_draft().changes == {}


def test_who_edits_an_older_draft_is_told() -> None:
    services.change_draft({RATE: 75.0}, edition=0, by=PRICER)
    with pytest.raises(BookConflictError):
        services.change_draft({MARKUP: 0.3}, edition=0, by=staff(StaffRole.OWNER))
    with pytest.raises(BookConflictError):
        services.publish_draft("note", edition=0, by=PRICER)
    with pytest.raises(BookConflictError):
        services.discard_draft(edition=0, by=PRICER)


@pytest.mark.parametrize("note", ["", "   ", "x" * 301, "zero\u200bwidth"])
def test_a_version_says_why_it_is(note: str) -> None:
    services.change_draft({RATE: 75.0}, edition=0, by=PRICER)
    with pytest.raises(BookNoteError):
        services.publish_draft(note, edition=1, by=PRICER)


def test_an_older_version_is_published_as_a_new_one_and_the_draft_stays() -> None:
    published({RATE: 75.0})
    published({RATE: 90.0})
    draft = services.change_draft({MARKUP: 0.3}, edition=selectors.get_draft().edition, by=PRICER)
    again = services.publish_again(1, "Back to version 1", edition=draft.edition, by=PRICER)
    assert (again.number, again.overrides) == (3, {RATE: 75.0})
    assert selectors.get_draft().changes == {MARKUP: 0.3}
    shipped = services.publish_again(0, "Back to the shipped numbers", edition=draft.edition + 1, by=PRICER)
    assert shipped.overrides == {}
    with pytest.raises(BookNotFoundError):
        services.publish_again(9, "note", edition=draft.edition + 2, by=PRICER)


def test_numbers_published_at_once_are_no_change_of_the_draft() -> None:
    services.change_draft({MARKUP: 0.3, RATE: 80.0}, edition=0, by=PRICER)
    version = services.publish_numbers({RATE: 80.0}, "Hourly rates", current=0, by=PRICER)
    assert version is not None
    assert version.overrides == {RATE: 80.0}
    assert selectors.get_draft().changes == {MARKUP: 0.3}
    assert services.publish_numbers({RATE: 80.0}, "Hourly rates", current=1, by=PRICER) is None
    with pytest.raises(BookConflictError):
        services.publish_numbers({RATE: 90.0}, "Hourly rates", current=0, by=PRICER)


def test_a_stretch_of_work_is_priced_by_one_book(django_assert_num_queries) -> None:
    with selectors.one_book():
        before = selectors.current_book()
        services.change_draft({RATE: 75.0}, edition=0, by=PRICER)
        with django_assert_num_queries(0):
            assert selectors.current_book() is before
        services.publish_draft("note", edition=1, by=PRICER)  # its own version it sees
        assert selectors.current_book().tables.entry(RATE).value == 75.0
    with django_assert_num_queries(1):
        assert selectors.current_book().tables.entry(RATE).value == 75.0


def test_what_newer_tables_do_not_know_is_left_out() -> None:
    version = published({RATE: 75.0})
    BookVersion.objects.update(overrides={RATE: 75.0, "cnc_milling.machines.gone.rate": 50.0}, digest="of another")
    book = selectors.current_book()
    assert book.tables.entry(RATE).value == 75.0
    assert "cnc_milling.machines.gone.rate" not in book.tables
    assert version.digest == book.digest


def test_who_wrote_long_ago_is_forgotten_and_the_numbers_stay(time_machine_at) -> None:
    version = published({RATE: 75.0})
    assert erase_writers(version.published_at) == 0
    assert erase_writers(time_machine_at(version.published_at, years=3)) == 2
    version.refresh_from_db()
    assert version.published_by is None
    assert version.overrides == {RATE: 75.0}


@pytest.fixture
def time_machine_at():
    return lambda moment, *, years: moment.replace(year=moment.year + years)


def at_once(act: Callable[[int], object]) -> Counter[str]:
    """What each of many threads gets: "done", or the code of its refusal."""
    start, answers = threading.Barrier(MANY), []

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

    threads = [threading.Thread(target=run, args=(number,)) for number in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(answers)


def test_of_many_who_edit_at_once_one_does() -> None:
    answers = at_once(lambda number: services.change_draft({RATE: 70.0 + number}, edition=0, by=PRICER))
    assert answers == {"done": 1, "price_book.changed_meanwhile": MANY - 1}
    assert BookDraft.objects.get().edition == 1


def test_of_many_who_publish_at_once_one_does() -> None:
    services.change_draft({RATE: 75.0}, edition=0, by=PRICER)
    answers = at_once(lambda number: services.publish_draft(f"note {number}", edition=1, by=PRICER))
    assert answers == {"done": 1, "price_book.changed_meanwhile": MANY - 1}
    assert BookVersion.objects.get().number == 1


def test_of_many_who_publish_past_the_draft_one_does() -> None:
    answers = at_once(lambda number: services.publish_numbers({RATE: 70.0 + number}, "note", current=0, by=PRICER))
    assert answers == {"done": 1, "price_book.changed_meanwhile": MANY - 1}
