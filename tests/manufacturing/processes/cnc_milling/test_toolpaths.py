"""Path lengths against closed forms, and that harder cuts never take less time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwright.manufacturing.processes import default_tables
from partwright.manufacturing.processes.cnc_milling.cut import OPEN_MM
from partwright.manufacturing.processes.cnc_milling.feeds import Feeds, feeds_for
from partwright.manufacturing.processes.cnc_milling.shop import open_shop
from partwright.manufacturing.processes.cnc_milling.toolpaths import (
    Clearing,
    Jobs,
    Rows,
    Spindle,
    Walling,
    finishing_tool,
    roughing_tool,
    stickout_factor,
)

SHOP = open_shop(default_tables())
MATERIALS = ("aluminum_6061", "steel_1018", "stainless_304", "titanium_6al4v")
SPINDLE = Spindle(shop=SHOP, machine=SHOP.machines[0], hop_mm=30.0)


def feeds(material: str) -> Feeds:
    return feeds_for(SHOP, SHOP.materials[material], SPINDLE.machine, SHOP.tolerances["standard"])


def jobs(
    *, area: float = 1800, depth: float = 10, span: float = 60, width: float = 30, radius: float = OPEN_MM
) -> Jobs:
    area_, depth_, span_, width_, radius_ = (np.array([[float(v)]]) for v in (area, depth, span, width, radius))
    one = np.ones((1, 1))
    return Jobs(
        area_mm2=area_, depth_mm=depth_, span_mm=span_, width_mm=width_, radius_mm=radius_, reach_mm=depth_,
        closed=one, count=one,
    )  # fmt: skip


def test_rows_between_walls_keep_half_a_cutter_off_them() -> None:
    # 60 × 30 with 10 mm: centers cover 50 × 20, 20 / 5 + 1 = 5 rows of 50 mm and 20 mm from row to row
    rows = Rows.over(jobs(), diameter_mm=np.array([10.0]))
    assert rows.path_mm(np.array([5.0]))[0, 0] == pytest.approx(270)


def test_rows_in_the_open_run_out_at_both_ends() -> None:
    # 60 × 30 with 10 mm: 30 / 5 = 6 rows of 60 + 10 mm and 30 mm from row to row
    rows = Rows.over(jobs(width=OPEN_MM), diameter_mm=np.array([10.0]))
    assert rows.path_mm(np.array([5.0]))[0, 0] == pytest.approx(450)


def test_a_cutter_is_no_thicker_than_the_corner_allows() -> None:
    tool = finishing_tool(jobs(radius=5), SHOP)[0, 0]
    assert SHOP.crib.mill_mm[tool] == 8  # 10 / 1.2 = 8.33
    assert SHOP.crib.mill_mm[roughing_tool(jobs(width=10), SHOP)[0, 0]] == 8  # 10 / 1.25


@given(st.floats(0.1, 200), st.floats(1, 20))
def test_a_deeper_tool_never_feeds_faster(depth: float, diameter: float) -> None:
    shallow = stickout_factor(np.array(depth), np.array(diameter), SHOP.crib)
    deep = stickout_factor(np.array(depth * 1.3), np.array(diameter), SHOP.crib)
    assert 0 < deep <= shallow <= 1


@given(st.sampled_from(MATERIALS), st.floats(10, 200), st.floats(1, 60))
def test_a_thinner_cutter_never_finishes_a_tight_wall_sooner(material: str, span: float, depth: float) -> None:
    wall = Walling.of(jobs(span=span, depth=depth, radius=8), SPINDLE)
    times = wall.seconds(feeds(material))[0, : SHOP.crib.face]
    assert (np.diff(times) <= 1e-9).all()


@given(st.floats(100, 5000), st.floats(1, 40))
def test_harder_materials_take_longer_to_clear(area: float, depth: float) -> None:
    region = jobs(area=area, depth=depth, span=area**0.5, width=area**0.5)
    tool = roughing_tool(region, SHOP)[0, 0]
    clearing = Clearing.of(region, SPINDLE)
    times = [clearing.seconds(feeds(material))[0, tool] for material in MATERIALS]
    assert times == sorted(times)
    assert len(set(times)) == len(times)
