"""Reads about the shop."""

import time

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.manufacturing.processes import PROCESSES
from partwright.manufacturing.specification import ProcessId
from partwright.pricing.places import country_name
from partwright.units import LengthUnit
from partwright.web.shop import readiness
from partwright.web.shop.models import THE_ROW, Shop

DEFAULT_NAME = "Partwright"
REMEMBERED_S = 5.0  # how long another process may still answer by the settings of before

_remembered: tuple[float, Shop] | None = None


def get_shop() -> Shop:
    """The shop as it is set up now; one that is not stored, with defaults, before anybody did."""
    return Shop.objects.filter(id=THE_ROW).first() or _default_shop()


def recent_shop() -> Shop:
    """The shop as it was at most a few seconds ago, for what is asked at every click."""
    global _remembered  # noqa: PLW0603 -- the memory of this process
    now = time.monotonic()
    if _remembered is None or not 0 <= now - _remembered[0] < REMEMBERED_S:
        _remembered = (now, get_shop())
    return _remembered[1]


def forget_shop() -> None:
    """Has the next `recent_shop` look again."""
    global _remembered  # noqa: PLW0603 -- the memory of this process
    _remembered = None


def offered_processes() -> tuple[ProcessId, ...]:
    """The processes that the shop offers, in the order shown."""
    chosen = recent_shop().processes
    return tuple(process_id for process_id in PROCESSES if process_id in chosen)


def address_lines(shop: Shop) -> tuple[str, ...]:
    """The shop's address as an envelope has it, without its name; empty before it is known."""
    town = f"{shop.postal_code} {shop.city}".strip()
    return tuple(filter(None, (shop.street, town, country_name(shop.country))))


def missing(shop: Shop) -> tuple[str, ...]:
    """What the shop still lacks to be open, a sentence each."""
    placed = shop.street and shop.city and shop.country
    address = () if placed else (_("The shop has no address: quotes, invoices and mail need one."),)
    return (*address, *readiness.answers())


def _default_shop() -> Shop:
    now = timezone.now()
    return Shop(
        name=DEFAULT_NAME,
        currency=settings.ENVIRONMENT.currency,
        length_unit=LengthUnit.MM.value,
        processes=[process_id.value for process_id in PROCESSES],
        created_at=now,
        updated_at=now,
    )
