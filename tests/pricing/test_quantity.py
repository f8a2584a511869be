"""Cost and price over the quantity: exact, monotone, and the same whatever is asked beside it."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partwright.manufacturing.process import CostItem, CostKind
from partwright.pricing.quantity import (
    BASIS_POINTS,
    CostCurve,
    Terms,
    cents,
    micros,
    ramp,
    unit_ticks,
    wanted_ticks,
)

COST_KINDS = (CostKind.MATERIAL, CostKind.MACHINE, CostKind.LABOR, CostKind.BOUGHT)
MARKUPS = {CostKind.MATERIAL: 2000, CostKind.MACHINE: 2200, CostKind.LABOR: 2200, CostKind.BOUGHT: 1500}


def money(largest: int) -> st.SearchStrategy[Decimal]:
    return st.one_of(st.just(Decimal(0)), st.decimals(0, largest, places=4))


cost_items = st.builds(
    CostItem,
    kind=st.sampled_from(COST_KINDS),
    order_cost=money(500),
    piece_cost=money(50),
    batch_cost=money(300),
    batch_size=st.integers(1, 60),
    minimum_cost=money(200),
)
terms = st.builds(Terms, markups=st.just(MARKUPS), minimum=st.integers(0, 100).map(lambda amount: amount * 10**6))


def curve(items: list[CostItem], shop: Terms) -> CostCurve:
    return CostCurve([(item.kind, ramp(item, exchange_rate=Decimal(1))) for item in items], terms=shop)


def plain_cost(item: CostItem, quantity: int) -> Decimal:
    batches = -(-quantity // item.batch_size)
    cost = item.order_cost + item.piece_cost * quantity + item.batch_cost * batches
    return max(cost, item.minimum_cost)


@given(st.lists(cost_items, max_size=8), terms, st.integers(1, 400))
def test_cost_is_that_of_the_closed_form_to_the_last_digit(items: list[CostItem], shop: Terms, quantity: int) -> None:
    total = sum(curve(items, shop).cost_by_kind(quantity).values())
    assert Decimal(total) / 10**6 == sum((plain_cost(item, quantity) for item in items), Decimal(0))


@given(st.lists(cost_items, max_size=8), terms, st.integers(1, 300))
def test_many_quantities_at_once_cost_what_each_costs_alone(items: list[CostItem], shop: Terms, most: int) -> None:
    cost = curve(items, shop)
    assert cost.charged_up_to(most).tolist() == [cost.charged(quantity) for quantity in range(1, most + 1)]


@given(st.lists(cost_items, min_size=1, max_size=8), terms, st.integers(2, 2000))
def test_unit_price_never_rises_and_total_never_falls(items: list[CostItem], shop: Terms, most: int) -> None:
    ticks = unit_ticks(curve(items, shop).charged_up_to(most))
    totals = cents(ticks, np.arange(1, most + 1))
    assert (np.diff(ticks) <= 0).all()
    assert (np.diff(totals) >= 0).all()


@given(st.lists(cost_items, min_size=1, max_size=5), terms, st.integers(1, 600), st.integers(0, 600))
def test_a_price_does_not_depend_on_what_else_is_asked(items: list[CostItem], shop: Terms, few: int, more: int) -> None:
    cost = curve(items, shop)
    alone, beside = unit_ticks(cost.charged_up_to(few)), unit_ticks(cost.charged_up_to(few + more))
    assert alone.tolist() == beside[:few].tolist()


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=300))
def test_any_totals_that_do_not_fall_give_a_monotone_price_list(steps: list[int]) -> None:
    ticks = unit_ticks(np.cumsum(np.array(steps, dtype=np.int64)))
    quantities = np.arange(1, len(steps) + 1)
    assert (np.diff(ticks) <= 0).all()
    assert (np.diff(cents(ticks, quantities)) >= 0).all()


@given(st.lists(cost_items, min_size=1, max_size=5), terms, st.integers(1, 300))
def test_nobody_pays_more_than_in_a_smaller_order_plus_what_rounding_holds(
    items: list[CostItem], shop: Terms, most: int
) -> None:
    totals = curve(items, shop).charged_up_to(most)
    plain = np.minimum.accumulate(wanted_ticks(totals))
    held = unit_ticks(totals)
    # Held up only so far that no total falls: never above the price of the piece before.
    assert (held >= plain).all()
    assert (held[1:] <= held[:-1]).all()


def test_a_flat_total_stays_flat() -> None:
    ticks = unit_ticks(np.full(90, 65_000_000))
    assert cents(ticks, np.arange(1, 91)).tolist() == [6500] * 90


def test_a_cheap_part_in_hundred_thousands_keeps_its_unit_price() -> None:
    quantities = np.arange(1, 100_001, dtype=np.int64)
    ticks = unit_ticks(50_000_000 + 100_000 * quantities)  # 50 an order and 0.10 a piece
    totals = cents(ticks, quantities)
    assert (np.diff(totals) >= 0).all()
    assert (np.diff(ticks) <= 0).all()
    assert ticks[999] == 1500


def test_a_batch_step_is_not_passed_on() -> None:
    item = CostItem(kind=CostKind.MACHINE, batch_cost=Decimal(100), batch_size=10)
    cost = curve([item], Terms(markups=dict.fromkeys(COST_KINDS, 0), minimum=0))
    ticks = unit_ticks(cost.charged_up_to(20))
    assert ticks[9] == 100_000
    assert ticks[10] == 100_000  # eleven would cost 18.18 each
    assert ticks[19] == 100_000


def test_a_negative_coefficient_is_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        ramp(CostItem(kind=CostKind.MATERIAL, piece_cost=Decimal(-1)), exchange_rate=Decimal(1))


@settings(max_examples=50)
@given(st.decimals(0, 1000, places=4), st.decimals("0.5", 2, places=4))
def test_exchange_is_applied_to_every_coefficient(cost: Decimal, rate: Decimal) -> None:
    converted = ramp(CostItem(kind=CostKind.MATERIAL, piece_cost=cost), exchange_rate=rate)
    assert converted.piece == micros(cost * rate)
    assert BASIS_POINTS == 10_000
