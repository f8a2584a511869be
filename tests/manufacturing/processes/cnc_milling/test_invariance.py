"""What must hold on any part: no rotation changes the price, harder shapes and materials cost more."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
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


direction = st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.floats(0.1, 1))


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=4, deadline=None)
@given(axis=direction, degrees=st.floats(1, 359))
def test_no_rotation_changes_the_price(name: str, axis: tuple[float, float, float], degrees: float) -> None:
    straight, _ = figures(SHAPES[name])
    turned, _ = figures(moved(SHAPES[name], about=axis, degrees=degrees, by=(3.0, -7.0, 11.0)))
    assert turned == pytest.approx(straight, rel=0.01)


@dataclass(frozen=True)
class Recess:
    """A pocket of random size at a random place in a random block; `side`: it opens to one side, `through`: below."""

    block: tuple[float, float, float]
    size: tuple[float, float]
    depth: float
    radius: float
    at: tuple[float, float]
    side: bool = False
    through: bool = False

    @property
    def area(self) -> float:
        return self.size[0] * self.size[1] - (4 - math.pi) * self.radius**2

    def cut_out(self) -> object:
        """The block with the recess in it."""
        (x, y), (length, width), height = self.at, self.size, self.block[2]
        low = -1.0 if self.through else height - self.depth
        out = x + 1.0 if self.side else 0.0
        tool = box(length + out, width, height + 1.0 - low, at=(x - out, y, low))
        return cut(box(*self.block), filleted(tool, self.radius, edges=upright_edges(tool)))

    def deeper(self) -> "Recess":
        """Half the area with the same corners and proportions, twice the depth: the same volume."""
        corners = (4 - math.pi) * self.radius**2
        share = math.sqrt((self.area / 2 + corners) / (self.area + corners))
        return replace(self, size=(self.size[0] * share, self.size[1] * share), depth=2 * self.depth)


@st.composite
def blocks(draw: st.DrawFn) -> tuple[float, float, float]:
    """Sides of a block that lies flat."""
    height = draw(st.floats(8, 60))
    return draw(st.floats(max(25, height), 200)), draw(st.floats(max(25, height), 120)), height


places = st.floats(0, 1)


@st.composite
def recesses(draw: st.DrawFn, *, closed: bool = False) -> Recess:
    """Closed, open at one side or through, from 1 mm deep, anywhere in a block."""
    length, width, height = draw(blocks())
    size = (length * draw(st.floats(0.2, 0.7)), width * draw(st.floats(0.2, 0.7)))
    kind = "blind" if closed else draw(st.sampled_from(["blind", "blind", "side", "through"]))
    narrowest = 0.7 * min(size)
    return Recess(
        block=(length, width, height),
        size=size,
        depth=height if kind == "through" else draw(st.floats(1.0, 0.45 * height)),
        radius=draw(st.floats(0.15 * narrowest, 0.45 * narrowest) | st.floats(0.8, max(0.45 * narrowest, 0.8))),
        at=(3 + draw(places) * (length - size[0] - 6), 3 + draw(places) * (width - size[1] - 6)),
        side=kind == "side",
        through=kind == "through",
    )


materials = st.sampled_from([entry.id for entry in PROCESS.catalog(TABLES).materials])


@settings(max_examples=15, deadline=None)
@given(recesses(), materials)
def test_a_pocket_costs_more_and_a_tighter_one_more_still(recess: Recess, material: str) -> None:
    plain, _ = figures(box(*recess.block), material)
    once, _ = figures(recess.cut_out(), material)
    tight, _ = figures(replace(recess, radius=recess.radius / 2).cut_out(), material)
    assert plain < once < tight


@settings(max_examples=15, deadline=None)
@given(recesses(closed=True), materials)
def test_twice_the_depth_at_equal_volume_costs_more(recess: Recess, material: str) -> None:
    # a wider one is mostly floor and rim: see the algorithm page
    assume(math.sqrt(recess.area) < 12 * recess.depth)
    once, _ = figures(recess.cut_out(), material)
    deep, _ = figures(recess.deeper().cut_out(), material)
    assert once < deep


@settings(max_examples=15, deadline=None)
@given(blocks(), materials, st.sampled_from([1.5, 3.3, 5.0, 8.0, 12.0, 16.0]), places, places, st.booleans())
def test_an_added_hole_costs_more(
    sides: tuple[float, float, float], material: str, diameter: float, along: float, across: float, through: bool
) -> None:
    block, edge = box(*sides), diameter / 2 + 1
    depth = sides[2] + 2 if through else sides[2] / 2
    at = (edge + along * (sides[0] - 2 * edge), edge + across * (sides[1] - 2 * edge), sides[2] + 1 - depth)
    plain, _ = figures(block, material)
    drilled, _ = figures(cut(block, cylinder(diameter / 2, depth, at=at)), material)
    assert drilled > plain


@pytest.mark.parametrize("name", SHAPES)
def test_machining_time_rises_from_aluminum_to_titanium(name: str) -> None:
    materials = ("aluminum_6061", "steel_1018", "stainless_304", "titanium_6al4v")
    times = [figures(SHAPES[name], material)[1] for material in materials]
    assert times == sorted(times)
    assert times[0] < times[1] < times[2] < times[3]
