"""Working days: adding and counting undo each other, over weekends and holidays."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwright.errors import TableError
from partwright.pricing.book import default_book
from partwright.pricing.holidays import public_holidays
from partwright.pricing.workdays import (
    add_working_days,
    first_day,
    is_working_day,
    next_working_day,
    working_days_between,
)

WEEKEND = frozenset({5, 6})
TABLES = default_book().tables
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
holiday_sets = st.frozensets(st.dates(date(2024, 1, 1), date(2025, 12, 31)), max_size=30)
weekends = st.frozensets(st.integers(0, 6), max_size=6)


def test_over_easter() -> None:
    holidays = set(public_holidays("DE", 2026))
    assert add_working_days(date(2026, 4, 2), 1, holidays=holidays, weekend=WEEKEND) == date(2026, 4, 7)
    assert add_working_days(date(2026, 4, 7), -1, holidays=holidays, weekend=WEEKEND) == date(2026, 4, 2)
    assert working_days_between(date(2026, 4, 2), date(2026, 4, 10), holidays=holidays, weekend=WEEKEND) == 4


def test_one_day_after_saturday_is_monday() -> None:
    saturday = date(2026, 1, 10)
    assert add_working_days(saturday, 1, holidays=set(), weekend=WEEKEND) == date(2026, 1, 12)
    assert add_working_days(saturday, 0, holidays=set(), weekend=WEEKEND) == saturday
    assert next_working_day(saturday, holidays={date(2026, 1, 12)}, weekend=WEEKEND) == date(2026, 1, 13)


@pytest.mark.parametrize(
    ("ordered_at", "day"),
    [
        (datetime(2026, 1, 8, 13, 59, 59), date(2026, 1, 8)),  # noqa: DTZ001 - local time of the shop
        (datetime(2026, 1, 8, 14, 0), date(2026, 1, 9)),  # noqa: DTZ001
        (datetime(2026, 1, 9, 23, 0), date(2026, 1, 12)),  # noqa: DTZ001
        (datetime(2026, 1, 10, 9, 0), date(2026, 1, 12)),  # noqa: DTZ001
    ],
)
def test_after_the_cut_off_an_order_counts_from_the_next_working_day(ordered_at: datetime, day: date) -> None:
    assert first_day(ordered_at, holidays=set(), weekend=WEEKEND, tables=TABLES) == day


def test_a_week_without_work_is_refused() -> None:
    for count in (0, 1):
        with pytest.raises(TableError, match="no working day"):
            add_working_days(date(2026, 1, 8), count, holidays=set(), weekend=frozenset(range(7)))
    with pytest.raises(TableError, match="no working day"):
        next_working_day(date(2026, 1, 8), holidays=set(), weekend=frozenset(range(7)))


@given(days, st.integers(-300, 300), holiday_sets, weekends)
def test_counting_undoes_adding(start: date, count: int, holidays: frozenset[date], weekend: frozenset[int]) -> None:
    end = add_working_days(start, count, holidays=holidays, weekend=weekend)
    assert working_days_between(start, end, holidays=holidays, weekend=weekend) == count
    assert count == 0 or is_working_day(end, holidays=holidays, weekend=weekend)


@given(days, st.integers(0, 300), holiday_sets, weekends)
def test_going_back_undoes_going_on(day: date, count: int, holidays: frozenset[date], weekend: frozenset[int]) -> None:
    start = next_working_day(day, holidays=holidays, weekend=weekend)
    end = add_working_days(start, count, holidays=holidays, weekend=weekend)
    assert add_working_days(end, -count, holidays=holidays, weekend=weekend) == start


@given(days, st.integers(0, 400), holiday_sets, weekends)
def test_counting_is_counting(start: date, span: int, holidays: frozenset[date], weekend: frozenset[int]) -> None:
    end = start + timedelta(days=span)
    one_by_one = sum(
        is_working_day(start + timedelta(days=step), holidays=holidays, weekend=weekend) for step in range(1, span + 1)
    )
    assert working_days_between(start, end, holidays=holidays, weekend=weekend) == one_by_one
