"""What must hold on any part: no rotation changes the price, harder shapes and materials cost more."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.shapes.solids import (
    body_of,
    box,
    bracket,
    cut,
    cylinder,
    filleted,
    lopsided,
    moved,
    plate_with_pocket,
    tube,
    upright_edges,
)

from partwright.geometry.anatomy import anatomize
from partwright.manufacturing.processes import default_tables
from partwright.manufacturing.processes.cnc_milling import PROCESS
from partwright.manufacturing.processes.cnc_milling.cost import machining_s
from partwright.manufacturing.specification import ProcessId, Specification

TABLES = default_tables()
QUANTITY = 10
SHAPES = {
    "plate": plate_with_pocket(),
    "bracket with two equal sides": bracket(),
    "lopsided block": lopsided(),
    "cube with a pocket": cut(box(50, 50, 50), box(20, 20, 15, at=(15, 15, 36)), cylinder(4, 60, at=(8, 8, -5))),
    "tube": tube(20, 12, 30),
}


def figures(shape: object, material: str = "aluminum_6061") -> tuple[float, float]:
    """Cost of one of ten before margin, EUR, and machining time, s."""
    specification = Specification(ProcessId.CNC_MILLING, material, "none", "standard")
    survey = PROCESS.survey(anatomize(body_of(shape)), tables=TABLES)
    plan = PROCESS.plan(survey, specification, tables=TABLES)
    items = PROCESS.cost(plan, specification, tables=TABLES)
    cost = sum((max(i.order_cost + QUANTITY * i.piece_cost, i.minimum_cost) for i in items), Decimal(0))
    return float(cost) / QUANTITY, machining_s(plan)


def pocketed(size: tuple[float, float, float], pocket: tuple[float, float, float], radius: float) -> object:
    length, width, height = size
    tool = box(
        pocket[0], pocket[1], pocket[2] + 1,
        at=((length - pocket[0]) / 2, (width - pocket[1]) / 2, height - pocket[2]),
    )  # fmt: skip
    return cut(box(*size), filleted(tool, radius, edges=upright_edges(tool)))


direction = st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.floats(0.1, 1))


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=4, deadline=None)
@given(axis=direction, degrees=st.floats(1, 359))
def test_no_rotation_changes_the_price(name: str, axis: tuple[float, float, float], degrees: float) -> None:
    straight, _ = figures(SHAPES[name])
    turned, _ = figures(moved(SHAPES[name], about=axis, degrees=degrees, by=(3.0, -7.0, 11.0)))
    assert turned == pytest.approx(straight, rel=0.01)


sizes = st.tuples(st.floats(60, 160), st.floats(50, 110), st.floats(25, 60))


@settings(max_examples=12, deadline=None)
@given(sizes, st.floats(0.3, 0.6), st.floats(0.3, 0.6), st.floats(6, 11), st.floats(1.5, 5))
def test_harder_pockets_cost_more(
    size: tuple[float, float, float], along: float, across: float, depth: float, radius: float
) -> None:
    pocket = (size[0] * along, size[1] * across, depth)
    plain, _ = figures(box(*size))
    once, _ = figures(pocketed(size, pocket, radius))
    tight, _ = figures(pocketed(size, pocket, radius / 2))
    half = 2**-0.5
    deep, _ = figures(pocketed(size, (pocket[0] * half, pocket[1] * half, 2 * depth), radius))
    assert plain < once < tight
    assert once < deep


@settings(max_examples=8, deadline=None)
@given(st.sampled_from([1.5, 3.3, 5.0, 8.0, 12.0, 16.0, 25.0]))
def test_an_added_hole_costs_more(diameter: float) -> None:
    block = box(80, 60, 20)
    plain, _ = figures(block)
    drilled, _ = figures(cut(block, cylinder(diameter / 2, 22, at=(40, 30, -1))))
    assert drilled > plain


@pytest.mark.parametrize("name", SHAPES)
def test_machining_time_rises_from_aluminum_to_titanium(name: str) -> None:
    materials = ("aluminum_6061", "steel_1018", "stainless_304", "titanium_6al4v")
    times = [figures(SHAPES[name], material)[1] for material in materials]
    assert times == sorted(times)
    assert times[0] < times[1] < times[2] < times[3]
