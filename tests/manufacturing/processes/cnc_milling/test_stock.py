"""Blanks: the next size sold, with allowance and grip, charged by share."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwright.manufacturing.processes import default_tables
from partwright.manufacturing.processes.cnc_milling.shop import open_shop
from partwright.manufacturing.processes.cnc_milling.stock import choose_stock

SHOP = open_shop(default_tables())
ALUMINUM = SHOP.materials["aluminum_6061"]
sides = st.floats(3.0, 400.0)


def test_a_20_mm_plate_comes_from_25_mm_stock() -> None:
    stock = choose_stock((100.0, 60.0, 20.0), upright=2, material=ALUMINUM, shop=SHOP)
    assert stock is not None
    assert stock.size_mm == (104.0, 70.0, 25.0)
    assert stock.bought == "70 × 25 mm bar"
    # 107 mm with the kerf × 70 × 25 mm at 2.70 g/cm³ and 7.50 EUR/kg
    assert stock.mass_kg == pytest.approx(0.505575)
    assert stock.material_cost == Decimal("3.791812")


@given(sides, sides, sides, st.integers(0, 2))
def test_the_blank_holds_the_part_with_its_allowances(a: float, b: float, c: float, upright: int) -> None:
    stock = choose_stock((a, b, c), upright=upright, material=ALUMINUM, shop=SHOP)
    assert stock is not None
    for blank, side in zip(stock.size_mm, (a, b, c), strict=True):
        assert blank >= side + 4.0 - 1e-6


@given(sides, sides, sides, st.floats(1.01, 1.5))
def test_a_larger_part_never_costs_less_material(a: float, b: float, c: float, factor: float) -> None:
    small = choose_stock((a, b, c), upright=2, material=ALUMINUM, shop=SHOP)
    large = choose_stock((a * factor, b, c), upright=2, material=ALUMINUM, shop=SHOP)
    if small is not None and large is not None:
        assert large.cost >= small.cost


def test_a_part_thicker_than_any_plate_has_no_blank() -> None:
    assert choose_stock((900.0, 800.0, 700.0), upright=2, material=ALUMINUM, shop=SHOP) is None


@given(sides, sides, sides)
def test_how_a_part_is_held_does_not_change_its_blank(a: float, b: float, c: float) -> None:
    blanks = {choose_stock((a, b, c), upright=upright, material=ALUMINUM, shop=SHOP).size_mm for upright in range(3)}
    assert len({tuple(round(side, 6) for side in blank) for blank in blanks}) == 1


def test_plate_lies_flat_and_bar_is_sawn_to_the_longest_side() -> None:
    wide = choose_stock((508.0, 381.0, 76.0), upright=2, material=ALUMINUM, shop=SHOP)
    assert wide is not None
    assert wide.bought == "80 mm plate"  # not a slice of one 400 mm thick
    disk = choose_stock((63.0, 63.0, 3.0), upright=2, material=ALUMINUM, shop=SHOP)
    assert disk is not None
    assert disk.bought == "70 × 10 mm bar"  # not a slice of 70 × 70 bar
