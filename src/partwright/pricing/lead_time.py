"""Business days until an order is ready to ship, and what haste costs."""

import math
from decimal import Decimal

from partwright.manufacturing.process import Capacity
from partwright.manufacturing.specification import LeadTime, ProcessId
from partwright.manufacturing.tables import Tables


def price_factor(lead_time: LeadTime, *, tables: Tables) -> Decimal:
    """What the price of the standard lead time is multiplied by."""
    return tables.money(f"pricing.lead_time.{lead_time}.price_factor", "1")


def business_days(capacity: Capacity, *, process: ProcessId, quantity: int, lead_time: LeadTime, tables: Tables) -> int:
    """Whole days of queue, work, outside work and packing. Never fewer for more pieces or for a slower lead time."""
    shop = f"pricing.lead_time.shop.{process}"
    if f"{shop}.machines" not in tables:
        shop = "pricing.lead_time.shop.other"
    machines = tables.value(f"{shop}.machines", "1")
    at_once = max(1, math.floor(machines * tables.value(f"pricing.lead_time.{lead_time}.capacity_share", "1")))
    hours = capacity.first_h + capacity.piece_h * (quantity - 1)
    # One piece runs on one machine, however many stand free.
    span_h = max(capacity.first_h, hours / min(at_once, quantity))
    work = math.ceil(span_h / tables.value(f"{shop}.hours_per_day", "h"))
    queue = tables.value(f"{shop}.queue_{lead_time}", "d")
    return math.ceil(queue + work + capacity.outside_days + tables.value(f"{shop}.ready", "d"))
