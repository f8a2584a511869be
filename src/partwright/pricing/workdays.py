"""Counting in working days: a shop's week and its holidays come in as arguments."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

from partwright.errors import TableError
from partwright.manufacturing.tables import Tables

_DAY = timedelta(days=1)
_WEEK = 7
_HOUR_S = 3600


def is_working_day(day: date, *, holidays: AbstractSet[date], weekend: AbstractSet[int]) -> bool:
    """Whether the shop works on a day. `weekend`: days of the week off, Monday being 0."""
    return day.weekday() not in weekend and day not in holidays


def next_working_day(day: date, *, holidays: AbstractSet[date], weekend: AbstractSet[int]) -> date:
    """The day itself if the shop works, else the first after it that it does.

    Raises:
        TableError: the week has no working day.
    """
    _require_work(weekend)
    while not is_working_day(day, holidays=holidays, weekend=weekend):
        day += _DAY
    return day


def add_working_days(start: date, days: int, *, holidays: AbstractSet[date], weekend: AbstractSet[int]) -> date:
    """The working day that is `days` after a day, or before it for negative `days`; 0 is the day itself.

    From Saturday, one working day on is Monday.

    Raises:
        TableError: the week has no working day.
    """
    _require_work(weekend)
    step = _DAY if days > 0 else -_DAY
    day, left = start, abs(days)
    while left:
        day += step
        left -= is_working_day(day, holidays=holidays, weekend=weekend)
    return day


def working_days_between(start: date, end: date, *, holidays: AbstractSet[date], weekend: AbstractSet[int]) -> int:
    """The working days after `start` up to and with `end`; negative if `end` is earlier.

    Backwards it counts from `end` to the day before `start`. To a day that is n working days off it counts n.
    """
    if end < start:
        return -working_days_between(end - _DAY, start - _DAY, holidays=holidays, weekend=weekend)
    weeks, rest = divmod((end - start).days, _WEEK)
    count = weeks * (_WEEK - len(weekend))
    count += sum((start + (one + 1) * _DAY).weekday() not in weekend for one in range(rest))
    return count - sum(start < day <= end and day.weekday() not in weekend for day in holidays)


def first_day(ordered_at: datetime, *, holidays: AbstractSet[date], weekend: AbstractSet[int], tables: Tables) -> date:
    """The working day that an order counts from. `ordered_at` is the shop's local time.

    After the cut-off of the price book it counts from the next working day.
    """
    seconds = ordered_at.hour * _HOUR_S + ordered_at.minute * 60 + ordered_at.second
    too_late = seconds >= tables.value("pricing.working_days.cut_off", "h") * _HOUR_S
    day = ordered_at.date() + _DAY if too_late else ordered_at.date()
    return next_working_day(day, holidays=holidays, weekend=weekend)


def _require_work(weekend: AbstractSet[int]) -> None:
    if set(range(_WEEK)) <= weekend:
        raise TableError("The shop has no working day in the week: take one off its weekend.")
