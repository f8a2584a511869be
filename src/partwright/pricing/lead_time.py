"""Business days until an order is ready to ship, and what haste costs."""

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from partwright.manufacturing.process import Capacity
from partwright.manufacturing.specification import LeadTime, ProcessId
from partwright.manufacturing.tables import Tables


def price_factor(lead_time: LeadTime, *, tables: Tables) -> Decimal:
    """What the price of the standard lead time is multiplied by."""
    return tables.money(f"pricing.lead_time.{lead_time}.price_factor", "1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """How a process's shop turns hours into days at one lead time."""

    at_once: int
    hours_per_day: float
    queue_days: float
    ready_days: float


@lru_cache(maxsize=64)
def calendar(process: ProcessId, lead_time: LeadTime, tables: Tables) -> Calendar:
    """The calendar a price book holds."""
    shop = f"pricing.lead_time.shop.{process}"
    if f"{shop}.machines" not in tables:
        shop = "pricing.lead_time.shop.other"
    machines = tables.value(f"{shop}.machines", "1")
    return Calendar(
        at_once=max(1, math.floor(machines * tables.value(f"pricing.lead_time.{lead_time}.capacity_share", "1"))),
        hours_per_day=tables.value(f"{shop}.hours_per_day", "h"),
        queue_days=tables.value(f"{shop}.queue_{lead_time}", "d"),
        ready_days=tables.value(f"{shop}.ready", "d"),
    )


def business_days(capacity: Capacity, *, quantity: int, calendar: Calendar) -> int:
    """Whole days of queue, work, outside work and packing. Never fewer for more pieces or for a slower lead time."""
    hours = capacity.first_h + capacity.piece_h * (quantity - 1)
    # One piece runs on one machine, however many stand free.
    span_h = max(capacity.first_h, hours / min(calendar.at_once, quantity))
    work = math.ceil(span_h / calendar.hours_per_day)
    return math.ceil(calendar.queue_days + work + capacity.outside_days + calendar.ready_days)
