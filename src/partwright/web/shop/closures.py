"""Days on which the shop closes by itself: added and taken back in spans, listed by year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.web.actor import Actor, StaffRole
from partwright.web.shop.errors import ShopFieldError, ShopOwnerError
from partwright.web.shop.models import Closure

MOST_DAYS = 62  # two months in one go; more is a slip in the year
MOST_YEARS_AHEAD = 5
NAME_LENGTH = 80
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ClosedSpan:
    """Days in a row that are closed under one name; both ends are closed."""

    first: date
    last: date
    name: str


def closed_in(year: int) -> Sequence[ClosedSpan]:
    """The closed days of a year, those in a row under one name together."""
    spans: list[ClosedSpan] = []
    for closure in Closure.objects.filter(day__year=year):
        before = spans[-1] if spans else None
        if before is not None and (before.last + ONE_DAY, before.name) == (closure.day, closure.name):
            spans[-1] = ClosedSpan(before.first, closure.day, before.name)
        else:
            spans.append(ClosedSpan(closure.day, closure.day, closure.name))
    return spans


def close_days(first: date, last: date, *, name: str, by: Actor) -> None:
    """Closes the shop from one day to another; a day that is closed already takes the new name.

    Raises:
        ShopOwnerError: the actor is not the shop's owner.
        ShopFieldError: `first`, `last` or `name` cannot be so.
    """
    if not by.works_as(StaffRole.OWNER):
        raise ShopOwnerError
    today = timezone.localdate()
    if first < today:
        raise ShopFieldError("first", _("This day is over: choose today or a later one."))
    if first.year > today.year + MOST_YEARS_AHEAD:
        raise ShopFieldError(
            "first", _("This is more than %(years)d years ahead: check the year.") % {"years": MOST_YEARS_AHEAD}
        )
    if not first <= last < first + timedelta(days=MOST_DAYS):
        raise ShopFieldError(
            "last",
            _("The last day is not before the first, and at most %(days)d days are closed at once.")
            % {"days": MOST_DAYS},
        )
    words = " ".join(name.split())
    if not words or len(words) > NAME_LENGTH or not words.isprintable():
        raise ShopFieldError(
            "name", _("Say why the shop is closed, in at most %(most)d characters.") % {"most": NAME_LENGTH}
        )
    days = (first + ONE_DAY * number for number in range((last - first).days + 1))
    Closure.objects.bulk_create(
        [Closure(day=day, name=words) for day in days],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["name"],
    )


def open_days(first: date, last: date, *, by: Actor) -> None:
    """Has the shop work on these days after all, where its week and the public holidays let it.

    Raises:
        ShopOwnerError: the actor is not the shop's owner.
    """
    if not by.works_as(StaffRole.OWNER):
        raise ShopOwnerError
    Closure.objects.filter(day__range=(first, last)).delete()
