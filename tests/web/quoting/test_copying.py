"""Alternatives of lines and copies of quotes, which share parts that must stay as long as one of them needs them."""

import threading
from collections.abc import Callable, Sequence
from functools import partial

import pytest
from django.db import connection
from django.urls import reverse

from partwright.units import LengthUnit
from partwright.web.jobs.worker import do_all
from partwright.web.parts.models import Part
from partwright.web.parts.services import declare_units
from partwright.web.quoting import copying, selectors, services
from partwright.web.quoting.errors import QuoteNotFoundError
from partwright.web.quoting.models import Quote, QuoteLine
from partwright.web.quoting.selectors import LineState
from partwright.web.quoting.storing import CHOSEN

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quote(upload, reader, by) -> Quote:
    """A quote with two priced lines, the first of them configured."""
    made = services.quote_parts([upload("first.step"), upload("second.step")], by=by)
    do_all()
    first = selectors.lines_of(made)[0]
    services.configure_line(first.id, by=by, process="cnc_milling", material="stainless_304", quantity=4)
    return made


def chosen(line: QuoteLine) -> dict[str, object]:
    return {name: getattr(line, name) for name in CHOSEN}


def test_an_alternative_stands_right_after_its_line_and_is_configured_alike(quote, by) -> None:
    first, second = selectors.lines_of(quote)
    alternative = copying.duplicate_line(first.id, by=by)
    lines = selectors.lines_of(quote)
    assert [line.id for line in lines] == [first.id, alternative.id, second.id]
    assert (lines[1].part_id, lines[1].body_id, chosen(lines[1])) == (first.part_id, first.body_id, chosen(first))


def test_an_alternative_is_changed_without_its_original(quote, by) -> None:
    first, _ = selectors.lines_of(quote)
    alternative = copying.duplicate_line(first.id, by=by)
    services.configure_line(alternative.id, by=by, material="aluminum_6061", quantity=9)
    lines = selectors.lines_of(quote)
    assert chosen(lines[0]) == chosen(first)
    assert (lines[1].material, lines[1].quantity) == ("aluminum_6061", 9)


def test_every_new_alternative_comes_right_after_the_one_it_was_made_from(quote, by) -> None:
    first, second = selectors.lines_of(quote)
    one = copying.duplicate_line(first.id, by=by)
    two = copying.duplicate_line(one.id, by=by)
    three = copying.duplicate_line(first.id, by=by)
    assert [line.id for line in selectors.lines_of(quote)] == [first.id, three.id, one.id, two.id, second.id]
    assert {line.alternative_of_id for line in (one, two, three)} == {first.id}


def test_alternatives_survive_another_reading_and_a_body_that_is_removed(quote, by) -> None:
    first, _ = selectors.lines_of(quote)
    alternative = copying.duplicate_line(first.id, by=by)
    services.configure_line(alternative.id, by=by, quantity=9)
    services.remove_line(first.id, by=by)
    declare_units(first.part_id, units=LengthUnit.MM, by=by)
    assert selectors.priced_quote(quote).lines[0].state is LineState.WAITING
    do_all()
    again, _ = selectors.lines_of(quote)
    assert (again.id, again.quantity) == (alternative.id, 9)
    assert selectors.priced_line(again).state is LineState.PRICED
    services.restore_line(first.id, by=by)
    assert selectors.lines_of(quote)[0].body_id == again.body_id


def test_a_part_stays_as_long_as_one_of_its_lines(quote, by) -> None:
    first, _ = selectors.lines_of(quote)
    alternative = copying.duplicate_line(first.id, by=by)
    services.remove_line(first.id, by=by)
    assert selectors.get_shared_part(quote.token, first.part_id).id == first.part_id
    assert selectors.priced_line(selectors.get_line(quote.token, alternative.id)).price is not None


def test_a_part_keeps_its_place_when_its_first_line_is_removed(quote, upload, by) -> None:
    first, second = selectors.lines_of(quote)
    alternatives = [copying.duplicate_line(first.id, by=by).id for _ in range(3)]
    services.remove_line(first.id, by=by)
    services.add_parts(quote.token, [upload("third.step")], by=by)
    *shown, last = selectors.lines_of(quote)
    assert [line.id for line in shown] == [*reversed(alternatives), second.id]
    assert last.part.name == "third.step"


@pytest.mark.parametrize("_again", range(2))
def test_alternatives_copies_and_a_deletion_at_once_spoil_nothing(quote, by, _again) -> None:
    first, second = selectors.lines_of(quote)
    assert at_once([partial(copying.duplicate_line, line.id, by=by) for line in (first, second) * 5]) == []
    assert [line.part_id for line in selectors.lines_of(quote)] == [first.part_id] * 6 + [second.part_id] * 6
    copies = [partial(copying.copy_quote, quote.token, by=by)] * 6
    more = [partial(copying.duplicate_line, first.id, by=by)] * 3
    assert at_once([*copies, *more, partial(services.delete_quote, quote.token, by=by)]) == []
    left = list(Quote.objects.all())
    assert Part.objects.count() == (2 if left else 0)
    assert all(12 <= len(selectors.lines_of(copy)) <= 15 for copy in left)


def at_once(works: Sequence[Callable[[], object]]) -> list[Exception]:
    """Does things at the same time, each on a connection of its own; what went wrong, but that the quote was gone."""
    errors: list[Exception] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        start.wait()
        try:
            work()
        except QuoteNotFoundError:
            pass
        except Exception as error:  # noqa: BLE001 -- none is expected
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_only_the_owner_duplicates_and_only_what_is_there(quote, by, other) -> None:
    first, _ = selectors.lines_of(quote)
    with pytest.raises(QuoteNotFoundError):
        copying.duplicate_line(first.id, by=other)
    services.remove_line(first.id, by=by)
    with pytest.raises(QuoteNotFoundError):
        copying.duplicate_line(first.id, by=by)


def test_a_duplicate_is_shown_in_the_list_or_leads_to_its_own_page(quote, by, browser_of) -> None:
    first, _ = selectors.lines_of(quote)
    address = reverse("quoting:duplicate", args=[quote.token, first.id])
    browser = browser_of(by)
    shown = browser.post(address, headers={"HX-Request": "true"}).content.decode()
    assert shown.count("part-card-name") == 3
    assert ">alternative</span>" in shown
    assert "An alternative of first.step" in shown
    plain = browser.post(address)
    assert plain.headers["Location"] == reverse("quoting:line", args=[quote.token, selectors.lines_of(quote)[1].id])
    assert "Alternative · " in browser.get(plain.headers["Location"]).content.decode()


def test_a_copy_has_the_same_parts_and_choices_and_a_link_of_its_own(quote, by) -> None:
    services.rename_quote(quote.token, name="Pump", by=by)
    copying.duplicate_line(selectors.lines_of(quote)[0].id, by=by)
    services.choose_currency(quote.token, currency="USD", by=by)
    copy = copying.copy_quote(quote.token, by=by)
    assert (copy.name, copy.currency, copy.owner_id) == ("Copy of Pump", "USD", quote.owner_id)
    assert copy.token != quote.token
    before, after = selectors.priced_quote(selectors.get_quote(quote.token)), selectors.priced_quote(copy)
    assert after.total == before.total
    assert [chosen(card.line) for card in after.lines] == [chosen(card.line) for card in before.lines]
    assert [card.line.part_id for card in after.lines] == [card.line.part_id for card in before.lines]
    first, alternative, _ = (card.line for card in after.lines)
    assert alternative.alternative_of_id == first.id
    assert Part.objects.count() == 2


def test_a_copy_leaves_out_what_was_removed_and_makes_the_next_alternative_the_original(quote, by) -> None:
    first, _ = selectors.lines_of(quote)
    copying.duplicate_line(copying.duplicate_line(first.id, by=by).id, by=by)
    services.remove_line(first.id, by=by)
    lines = selectors.lines_of(copying.copy_quote(quote.token, by=by))
    assert [line.alternative_of_id for line in lines] == [None, lines[0].id, None]


def test_changing_a_copy_changes_nothing_of_the_original(quote, by) -> None:
    before = selectors.priced_quote(quote).total
    copy = copying.copy_quote(quote.token, by=by)
    services.configure_line(selectors.lines_of(copy)[0].id, by=by, quantity=50)
    assert selectors.priced_quote(quote).total == before


@pytest.mark.parametrize("first", ["original", "copy"])
def test_a_part_goes_with_the_last_quote_that_has_it(quote, by, first) -> None:
    copy = copying.copy_quote(quote.token, by=by)
    gone, left = (quote, copy) if first == "original" else (copy, quote)
    services.delete_quote(gone.token, by=by)
    assert all(line.price is not None for line in selectors.priced_quote(left).lines)
    assert Part.objects.count() == 2
    services.delete_quote(left.token, by=by)
    assert Part.objects.count() == 0


def test_a_part_that_is_still_being_read_fills_original_and_copy(upload, reader, by) -> None:
    quote = services.quote_parts([upload()], by=by)
    copy = copying.copy_quote(quote.token, by=by)
    do_all()
    for one in (quote, copy):
        assert [line.state for line in selectors.priced_quote(one).lines] == [LineState.PRICED]


def test_only_the_owner_copies_a_quote(quote, other) -> None:
    with pytest.raises(QuoteNotFoundError):
        copying.copy_quote(quote.token, by=other)
