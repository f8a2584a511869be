"""The days on which the shop works: its week, the public holidays of its country, and the days it closes by itself."""

from dataclasses import dataclass
from datetime import date, datetime

from partwright.pricing.book import PriceBook
from partwright.pricing.holidays import public_holidays, weekend_days
from partwright.pricing.workdays import add_working_days, first_day
from partwright.web.shop.models import Closure, Shop

YEARS_AHEAD = 2  # the longest lead time begun at the end of a year ends in the next


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off from this year on."""

    holidays: frozenset[date]
    weekend: frozenset[int]

    def after(self, ordered_at: datetime, *, days: int, book: PriceBook) -> date:
        """The working day that is `days` after the one an order of that local time counts from."""
        start = first_day(ordered_at, holidays=self.holidays, weekend=self.weekend, tables=book.tables)
        return add_working_days(start, days, holidays=self.holidays, weekend=self.weekend)


def calendar_of(shop: Shop, *, today: date) -> Calendar:
    """The shop's days off, with those of its own."""
    closures = frozenset(Closure.objects.filter(day__gte=today).values_list("day", flat=True))
    return Calendar(_public(shop.country, today) | closures, weekend_days())


def arrival(ready_on: date, *, transit_days: int, country: str) -> date:
    """The day a parcel arrives that leaves on a day: carriers work on the days of the country they deliver in."""
    return add_working_days(ready_on, transit_days, holidays=_public(country, ready_on), weekend=weekend_days())


def _public(country: str, today: date) -> frozenset[date]:
    years = range(today.year, today.year + YEARS_AHEAD)
    return frozenset(day for year in years for day in public_holidays(country, year))
