"""What an order costs that is cancelled."""

from decimal import Decimal

from partwright.manufacturing.tables import Tables
from partwright.units import round_money

ROOT = "pricing.cancellation"


def cancellation_fee(goods: Decimal, *, stage: str, tables: Tables) -> Decimal:
    """The share of an order's goods, without tax, that is owed when it is cancelled at a stage.

    Raises:
        TableError: no such stage is in the tables.
    """
    return round_money(goods * tables.money(f"{ROOT}.{stage}", "%") / 100)
