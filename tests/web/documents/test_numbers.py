"""Numbers: one after the other, none twice, none lost, whoever draws at the same time."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from partwright.web.documents.models import NumberSeries
from partwright.web.documents.series import SCHEMES, Series
from partwright.web.documents.services import draw_number

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 40
DAY = date(2026, 3, 4)


class UndoneError(Exception):
    """Ends a transaction without a fault."""


def draw(series: Series = Series.INVOICE, *, on: date = DAY) -> str:
    with transaction.atomic():
        return draw_number(series, on=on)


@contextmanager
def undone() -> Iterator[None]:
    """A transaction that comes to nothing."""
    with suppress(UndoneError), transaction.atomic():
        yield
        raise UndoneError


def draw_and_undo(series: Series = Series.INVOICE, *, on: date = DAY) -> None:
    with undone():
        draw_number(series, on=on)


def at_once(work: Callable[[int], None]) -> list[Exception]:
    """Does the same forty times at the same time, each on a connection of its own; what went wrong."""
    faults: list[Exception] = []
    start = threading.Barrier(MANY)

    def run(which: int) -> None:
        start.wait()
        try:
            work(which)
        except Exception as fault:  # noqa: BLE001 -- none is expected
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(which,)) for which in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_numbers_follow_each_other() -> None:
    assert [draw(), draw(), draw()] == ["INV-2026-00001", "INV-2026-00002", "INV-2026-00003"]


def test_each_series_counts_for_itself() -> None:
    first = [draw(series) for series in Series]
    assert len(set(first)) == len(Series)
    assert all(number.endswith("-00001") for number in first)


def test_no_two_series_share_a_prefix() -> None:
    assert set(SCHEMES) == set(Series)
    assert len({scheme.prefix for scheme in SCHEMES.values()}) == len(SCHEMES)


def test_books_restart_with_the_year_and_orders_run_on() -> None:
    assert draw(on=date(2026, 12, 31)) == "INV-2026-00001"
    assert draw(on=date(2027, 1, 1)) == "INV-2027-00001"
    assert draw(on=date(2026, 12, 31)) == "INV-2026-00002"
    assert draw(Series.ORDER, on=date(2026, 12, 31)) == "ORD-00001"
    assert draw(Series.ORDER, on=date(2027, 1, 1)) == "ORD-00002"


def test_the_hundred_thousandth_has_a_digit_more() -> None:
    draw()
    NumberSeries.objects.update(next=99_999)
    assert [draw(), draw()] == ["INV-2026-99999", "INV-2026-100000"]


def test_no_number_is_drawn_outside_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        draw_number(Series.INVOICE, on=DAY)
    assert not NumberSeries.objects.exists()


def test_a_transaction_that_is_undone_gives_its_number_back() -> None:
    draw_and_undo()
    assert draw() == "INV-2026-00001"
    draw_and_undo()
    assert draw() == "INV-2026-00002"


def test_a_savepoint_that_is_undone_gives_its_number_back() -> None:
    with transaction.atomic():
        assert draw_number(Series.INVOICE, on=DAY) == "INV-2026-00001"
        draw_and_undo()
        assert draw_number(Series.INVOICE, on=DAY) == "INV-2026-00002"


@pytest.mark.parametrize("begun", [False, True], ids=["the first of a year", "a year that has begun"])
def test_forty_at_once_draw_forty_numbers_without_a_gap(begun) -> None:
    drawn = [draw()] if begun else []

    def work(_which: int) -> None:
        drawn.append(draw())

    assert at_once(work) == []
    assert sorted(drawn) == [f"INV-2026-{count:05}" for count in range(1, len(drawn) + 1)]
    assert len(drawn) == MANY + begun


def test_forty_at_once_of_whom_half_give_up_leave_no_gap() -> None:
    drawn: list[str] = []

    def work(which: int) -> None:
        if which % 2:
            draw_and_undo()
        else:
            drawn.append(draw())

    assert at_once(work) == []
    assert sorted(drawn) == [f"INV-2026-{count:05}" for count in range(1, MANY // 2 + 1)]
