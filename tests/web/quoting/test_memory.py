"""What is remembered of bodies: found again, never under another body, and gone with the body."""

import pytest
from tests.web.conditions import becomes

from partwright.web.books.selectors import one_book
from partwright.web.jobs.worker import do_all
from partwright.web.parts.services import delete_part
from partwright.web.quoting import prices, selectors, services
from partwright.web.quoting.memory import Memory


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def refuse() -> str:
    raise AssertionError("worked out again")


def test_a_value_is_worked_out_once() -> None:
    memory = Memory[str](most=2, keep_s=10.0)
    assert memory.recall(1, "steel", lambda: "dear") == "dear"
    assert memory.recall(1, "steel", refuse) == "dear"


def test_a_value_is_never_found_under_another_body() -> None:
    memory = Memory[str](most=2, keep_s=10.0)
    memory.recall(1, "steel", lambda: "one")
    assert memory.recall(2, "steel", lambda: "two") == "two"
    assert memory.recall(1, "steel", refuse) == "one"


def test_a_forgotten_body_is_worked_out_again_and_others_are_not() -> None:
    memory = Memory[str](most=3, keep_s=10.0)
    memory.recall(1, "steel", lambda: "one")
    memory.recall(1, "brass", lambda: "one")
    memory.recall(2, "steel", lambda: "two")
    memory.forget(1)
    assert len(memory) == 1
    assert memory.recall(2, "steel", refuse) == "two"


def test_a_body_forgotten_while_it_is_worked_out_is_not_remembered() -> None:
    memory = Memory[str](most=2, keep_s=10.0)

    def deleted_meanwhile() -> str:
        memory.forget(1)
        return "stale"

    memory.recall(1, "steel", deleted_meanwhile)
    assert len(memory) == 0


def test_the_longest_unused_goes_first() -> None:
    memory = Memory[str](most=2, keep_s=10.0)
    memory.recall(1, "", lambda: "one")
    memory.recall(2, "", lambda: "two")
    memory.recall(1, "", refuse)
    memory.recall(3, "", lambda: "three")
    assert memory.recall(1, "", refuse) == "one"
    assert memory.recall(2, "", lambda: "two again") == "two again"


def test_what_nobody_asks_for_is_let_go() -> None:
    clock = Clock()
    memory = Memory[str](most=2, keep_s=10.0, clock=clock)
    memory.recall(1, "", lambda: "old")
    clock.now = 11.0
    assert memory.recall(1, "", lambda: "new") == "new"


def test_an_error_is_not_remembered() -> None:
    memory = Memory[str](most=2, keep_s=10.0)
    with pytest.raises(AssertionError):
        memory.recall(1, "", refuse)
    assert memory.recall(1, "", lambda: "right") == "right"


@pytest.mark.django_db(transaction=True)
def test_a_deleted_part_is_forgotten_and_the_same_file_of_another_visitor_is_not(upload, reader, by, other) -> None:
    mine, theirs = upload(), upload(owner=other)
    quotes = [services.quote_parts([mine], by=by), services.quote_parts([theirs], by=other)]
    do_all()
    lines = [selectors.lines_of(quote)[0] for quote in quotes]
    for line in lines:
        selectors.priced_line(line)
    remembered = {body_id for body_id, _ in prices._offers._values}
    assert remembered == {line.body_id for line in lines}
    delete_part(mine.id, by=by)
    assert {body_id for body_id, _ in prices._offers._values} == {lines[1].body_id}
    assert {body_id for body_id, _ in prices._surveys._values} == {lines[1].body_id}


@pytest.mark.django_db(transaction=True)
def test_the_second_price_of_a_specification_asks_only_for_the_line_and_the_book(
    upload, reader, by, django_assert_num_queries
) -> None:
    quote = services.quote_parts([upload()], by=by)
    do_all()
    line = selectors.lines_of(quote)[0]
    selectors.price_table(quote.token, line.id, {"quantity": "7"})
    with one_book(), django_assert_num_queries(2):  # the line, the price book
        again = selectors.price_table(quote.token, line.id, {"quantity": "9"})
    assert set(again.table) == {*selectors.TABLE_QUANTITIES, 9}


def test_what_nobody_asks_for_goes_although_nobody_asks_for_anything(monkeypatch) -> None:
    waits: list[float] = []

    class Late:
        daemon = False

        def __init__(self, seconds, _function) -> None:
            waits.append(seconds)

        def start(self) -> None:
            assert self.daemon

    monkeypatch.setattr("partwright.web.quoting.memory.Timer", Late)
    clock = Clock()
    memory = Memory[str](most=3, keep_s=10.0, clock=clock)
    memory.recall(1, "steel", lambda: "one")
    clock.now = 4.0
    memory.recall(2, "steel", lambda: "two")
    assert waits == [pytest.approx(10.1)]  # one timer at a time
    clock.now = 10.1
    memory.tidy()
    assert len(memory) == 1
    assert waits == [pytest.approx(10.1), pytest.approx(4.0)]
    clock.now = 14.1
    memory.tidy()
    assert len(memory) == 0
    assert len(waits) == 2  # nothing left to come back for


def test_the_timer_comes_by_itself() -> None:
    memory = Memory[str](most=3, keep_s=0.0)
    memory.recall(1, "steel", lambda: "one")
    assert becomes(lambda: not len(memory))
