"""The shop's calendar: days closed and opened again, beside the public holidays; lead times leave them out."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from tests.web.staff.conftest import assert_queries_do_not_grow

from partwright.pricing.book import default_book
from partwright.web.actor import SYSTEM, Actor, ActorKind, Channel, StaffRole
from partwright.web.shop.calendar import calendar_of
from partwright.web.shop.closures import ClosedSpan, close_days, closed_in, open_days
from partwright.web.shop.errors import ShopOwnerError
from partwright.web.shop.models import Closure
from partwright.web.shop.selectors import get_shop

PAGE = "/staff/calendar/"
NOW = dt.datetime(2026, 7, 1, 9, tzinfo=dt.UTC)
WEEKS = {"first": "2026-08-03", "last": "2026-08-14", "name": "Company  holidays"}


@pytest.fixture
def owner(as_role) -> Client:
    with time_machine.travel(NOW, tick=False):
        yield as_role(StaffRole.OWNER)


def test_days_are_closed_in_one_span_and_lead_times_leave_them_out(owner, bank) -> None:
    def ready() -> dt.date:
        ordered = dt.datetime(2026, 7, 31, 8)  # noqa: DTZ001 -- the shop's local time
        return calendar_of(get_shop(), today=dt.date(2026, 7, 1)).after(ordered, days=1, book=default_book())

    assert ready() == dt.date(2026, 8, 3)
    done = owner.post(f"{PAGE}close/", WEEKS, follow=True)
    assert b"The days are closed." in done.content
    assert closed_in(2026) == [ClosedSpan(dt.date(2026, 8, 3), dt.date(2026, 8, 14), "Company holidays")]
    assert ready() == dt.date(2026, 8, 17)
    opened = owner.post(f"{PAGE}reopen/", {"first": "2026-08-03", "last": "2026-08-14"}, follow=True)
    assert b"The days are open again." in opened.content
    assert not Closure.objects.exists()


def test_a_day_closed_again_takes_the_new_name(owner) -> None:
    owner.post(f"{PAGE}close/", WEEKS)
    owner.post(f"{PAGE}close/", {"first": "2026-08-05", "name": "Inventory"})
    assert [(span.first.day, span.last.day, span.name) for span in closed_in(2026)] == [
        (3, 4, "Company holidays"),
        (5, 5, "Inventory"),
        (6, 14, "Company holidays"),
    ]


def test_public_holidays_of_the_year_stand_beside(owner, bank) -> None:
    assert b"The country of the shop is not set up yet." in owner.get(PAGE).content
    bank.country = "DE"
    bank.save()
    assert b"Sat, 3 Oct" in owner.get(PAGE).content
    assert b"Sun, 3 Oct" in owner.get(f"{PAGE}?year=2027").content
    assert owner.get(f"{PAGE}?year=nonsense").context["year"] == 2026


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"first": "2026-06-30"}, "first"),
        ({"first": "2062-08-03", "last": ""}, "first"),
        ({"first": "soon"}, "first"),
        ({"last": "2026-08-02"}, "last"),
        ({"last": "2026-12-31"}, "last"),
        ({"last": "9999-12-31"}, "last"),
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\u202eb"}, "name"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(owner, wrong, field) -> None:
    refused = owner.post(f"{PAGE}close/", WEEKS | wrong)
    assert refused.status_code == 422
    assert f'id="closure-{field}_error"' in refused.content.decode()
    assert not Closure.objects.exists()


def test_days_that_nobody_typed_open_nothing(owner) -> None:
    owner.post(f"{PAGE}close/", WEEKS)
    assert owner.post(f"{PAGE}reopen/", {"first": "x"}).status_code == 303
    assert Closure.objects.count() == 12


@pytest.mark.parametrize("role", [role for role in StaffRole if role is not StaffRole.OWNER])
def test_the_owner_alone_changes_the_calendar(db, role: StaffRole) -> None:
    day = dt.date(2026, 8, 3)
    for by in (SYSTEM, Actor(ActorKind.STAFF, Channel.STAFF, roles=frozenset({role}))):
        with pytest.raises(ShopOwnerError):
            close_days(day, day, name="Holiday", by=by)
        with pytest.raises(ShopOwnerError):
            open_days(day, day, by=by)


def test_more_days_ask_no_more_queries(owner) -> None:
    days = iter(range(60))

    def more() -> None:
        day = dt.date(2026, 8, 1) + dt.timedelta(days=2 * next(days))
        owner.post(f"{PAGE}close/", {"first": day.isoformat(), "name": "Closed"})

    assert_queries_do_not_grow(owner, PAGE, more)
