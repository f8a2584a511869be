"""Public holidays by country and year, from rules: dates, days around Easter, the third Monday of a month.

They are what a shop starts its own list with, not the last word: regions have more, and governments decree single days.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from partwright.errors import TableError
from partwright.pricing.world import world_tables

ROOT = "world.holidays"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RANKS = {"first": 0, "second": 1, "third": 2, "fourth": 3}
_WEEK = 7
_DAY = timedelta(days=1)


def easter(year: int) -> date:
    """Easter Sunday of the western churches.

    Source:
        Anonymous Gregorian computus, Nature 1876; Meeus, Astronomical Algorithms, chapter 8.
    """
    century, in_century = divmod(year, 100)
    golden = year % 19
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - epact - in_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the orthodox churches in the Gregorian calendar, from 1900 to 2099.

    Source:
        Meeus, Astronomical Algorithms, chapter 8: Julian calendar.
    """
    epact = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - epact + 34) % 7
    month, day = divmod(epact + weekday + 114, 31)
    return date(year, month, day + 1) + 13 * _DAY


def countries_with_holidays() -> tuple[str, ...]:
    """The countries whose holidays are known."""
    return world_tables().rows(f"{ROOT}.countries")


def public_holidays(country: str, year: int) -> Mapping[date, str]:
    """The days off of a year in their order with their English names; empty for a country that is not known.

    Where holidays on a weekend move to a weekday, the weekday is here and the holiday itself too.
    """
    if country not in countries_with_holidays():
        return {}
    days: dict[date, str] = {}
    # New Year's Day of the year after can be observed on the last day of this one.
    for one in (year - 1, year, year + 1):
        days.update(_observed(country, one))
    return {day: days[day] for day in sorted(days) if day.year == year}


@lru_cache(maxsize=256)
def _observed(country: str, year: int) -> Mapping[date, str]:
    tables = world_tables()
    path = f"{ROOT}.days"
    days: dict[date, str] = {}
    for row in tables.words(f"{ROOT}.countries.{country}"):
        days.setdefault(_day(tables.word(f"{path}.{row}.on"), year), tables.word(f"{path}.{row}.name"))
    observed = f"{ROOT}.observed.{country}"
    if observed in tables:
        for day, name in sorted(days.items()):
            if day.weekday() in weekend_days():
                days[_moved(day, tables.word(observed), days)] = f"{name} (observed)"
    return days


def weekend_days() -> frozenset[int]:
    """The usual weekend, Monday being 0."""
    return frozenset(map(WEEKDAYS.index, world_tables().words(f"{ROOT}.weekend")))


def _moved(day: date, how: str, taken: Mapping[date, str]) -> date:
    if how == "nearest" and day.weekday() == WEEKDAYS.index("saturday"):
        return day - _DAY
    while day in taken or day.weekday() in weekend_days():
        day += _DAY
    return day


def _day(rule: str, year: int) -> date:
    """The day that a rule of the table names in a year."""
    match rule.split():
        case [fixed] if re.fullmatch(r"\d\d-\d\d", fixed):
            return _fixed(fixed, year)
        case ["easter", days]:
            return easter(year) + int(days) * _DAY
        case ["orthodox", days]:
            return orthodox_easter(year) + int(days) * _DAY
        case [weekday, "from", fixed] if weekday in WEEKDAYS:
            return _first(weekday, _fixed(fixed, year))
        case ["last", weekday, month] if weekday in WEEKDAYS:
            after = _fixed(f"{month}-28", year) + 4 * _DAY  # always in the next month
            return _first(weekday, after.replace(day=1) - _WEEK * _DAY)
        case [rank, weekday, month] if rank in _RANKS and weekday in WEEKDAYS:
            return _first(weekday, _fixed(f"{month}-01", year)) + _RANKS[rank] * _WEEK * _DAY
        case _:
            raise TableError(f"holidays.toml: no day is meant by {rule!r}.")


def _fixed(month_and_day: str, year: int) -> date:
    return date.fromisoformat(f"{year:04}-{month_and_day}")


def _first(weekday: str, day: date) -> date:
    """The first such weekday on or after a day."""
    return day + (WEEKDAYS.index(weekday) - day.weekday()) % _WEEK * _DAY
