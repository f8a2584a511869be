"""The shop's working days."""

import datetime as dt

import pytest

from partwright.pricing.book import default_book
from partwright.web.shop.calendar import arrival, calendar_of
from partwright.web.shop.models import Closure
from partwright.web.shop.selectors import get_shop

MORNING, AFTERNOON = dt.time(9), dt.time(15)


def day_after(ordered: dt.datetime, days: int, *, country: str = "DE") -> dt.date:
    shop = get_shop()
    shop.country = country
    return calendar_of(shop, today=ordered.date()).after(ordered, days=days, book=default_book())


@pytest.mark.django_db
def test_holidays_and_weekends_are_not_counted() -> None:
    ordered = dt.datetime.combine(dt.date(2026, 12, 23), MORNING)  # a Wednesday
    assert day_after(ordered, 2) == dt.date(2026, 12, 28)


@pytest.mark.django_db
def test_an_order_of_the_afternoon_counts_from_the_next_working_day() -> None:
    friday = dt.date(2026, 11, 27)
    assert day_after(dt.datetime.combine(friday, MORNING), 1) == dt.date(2026, 11, 30)
    assert day_after(dt.datetime.combine(friday, AFTERNOON), 1) == dt.date(2026, 12, 1)


@pytest.mark.django_db
def test_a_day_on_which_the_shop_closes_is_not_counted() -> None:
    monday = dt.date(2026, 11, 30)
    ordered = dt.datetime.combine(dt.date(2026, 11, 27), MORNING)
    Closure.objects.create(day=monday, name="Stock-taking")
    assert day_after(ordered, 1) == monday + dt.timedelta(days=1)


def test_a_parcel_travels_on_the_working_days_of_where_it_goes() -> None:
    ready_on = dt.date(2026, 7, 13)
    assert arrival(ready_on, transit_days=1, country="DE") == dt.date(2026, 7, 14)
    assert arrival(ready_on, transit_days=1, country="FR") == dt.date(2026, 7, 15)
