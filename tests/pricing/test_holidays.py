"""Public holidays against calendars that were printed, for every country that has a list."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwright.errors import TableError
from partwright.pricing.holidays import (
    _day,
    countries_with_holidays,
    easter,
    orthodox_easter,
    public_holidays,
    weekend_days,
)
from partwright.pricing.places import eu_countries


def days(country: str, year: int) -> list[str]:
    return [f"{day:%m-%d}" for day in public_holidays(country, year)]


@pytest.mark.parametrize(
    ("year", "western", "orthodox"),
    [
        (1961, date(1961, 4, 2), date(1961, 4, 9)),
        (2000, date(2000, 4, 23), date(2000, 4, 30)),
        (2008, date(2008, 3, 23), date(2008, 4, 27)),
        (2024, date(2024, 3, 31), date(2024, 5, 5)),
        (2025, date(2025, 4, 20), date(2025, 4, 20)),
        (2038, date(2038, 4, 25), date(2038, 4, 25)),
    ],
)
def test_easter(year: int, western: date, orthodox: date) -> None:
    assert easter(year) == western
    assert orthodox_easter(year) == orthodox


@given(st.integers(1900, 2099))
def test_easter_is_a_sunday_in_spring(year: int) -> None:
    assert easter(year).weekday() == 6
    assert orthodox_easter(year).weekday() == 6
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)
    assert easter(year) <= orthodox_easter(year) <= date(year, 5, 8)


def test_germany() -> None:
    assert days("DE", 2026) == ["01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "12-25", "12-26"]


def test_a_holiday_on_a_weekend_moves_where_the_law_says() -> None:
    assert days("US", 2021)[-3:] == ["12-24", "12-25", "12-31"]
    assert public_holidays("US", 2021)[date(2021, 12, 31)] == "New Year's Day (observed)"
    assert days("GB", 2021)[-4:] == ["12-25", "12-26", "12-27", "12-28"]
    assert "12-27" in days("GB", 2022)  # Christmas on Sunday, Boxing Day on Monday
    assert "10-04" not in days("DE", 2027)  # 3 October 2027 is a Sunday


def test_days_of_the_week_within_a_month() -> None:
    assert date(2026, 11, 26) in public_holidays("US", 2026)  # fourth Thursday
    assert date(2026, 5, 25) in public_holidays("US", 2026)  # last Monday
    assert date(2026, 8, 31) in public_holidays("GB", 2026)  # last Monday, on the 31st
    assert date(2026, 6, 19) in public_holidays("SE", 2026)
    assert date(2027, 6, 25) in public_holidays("SE", 2027)


def test_the_union_the_kingdom_switzerland_and_the_states_have_lists() -> None:
    assert set(countries_with_holidays()) == eu_countries() | {"GB", "CH", "US"}
    assert public_holidays("BR", 2026) == {}
    assert weekend_days() == {5, 6}


@given(st.sampled_from(countries_with_holidays()), st.integers(2000, 2090))
def test_every_list_is_sane(country: str, year: int) -> None:
    found = public_holidays(country, year)
    assert list(found) == sorted(found)
    assert {day.year for day in found} == {year}
    assert 7 <= len(found) <= 20
    assert f"{year}-12-25" in {day.isoformat() for day in found}


def test_a_rule_that_means_no_day_is_refused() -> None:
    with pytest.raises(TableError, match="no day is meant by 'fifth monday 01'"):
        _day("fifth monday 01", 2026)
