"""Pockets, passages, slots and steps by closed form, from outlines and from solids."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from tests.shapes.outlines import circle, polygon, rectangle
from tests.shapes.prismatic import Cut, moved, prism
from tests.shapes.solids import body_of, box, cut, cylinder, edges_of, filleted, fuse, upright_edges

from partwright.geometry.features.feature import Feature, Passage, Pocket, Slot, Step
from partwright.geometry.features.recognize import recognize
from partwright.geometry.part import Body

PLATE = rectangle(0, 0, 100, 60)
ROUNDED = prism(PLATE, 20, cuts=[Cut(rectangle(20, 15, 60, 30, radius=5), 10)])


def only(body: Body) -> Feature:
    (feature,) = recognize(body)
    return feature


def test_a_rounded_pocket_has_its_depth_corners_width_and_volume() -> None:
    pocket = only(ROUNDED)
    assert isinstance(pocket, Pocket)
    assert len(pocket.faces) == 9
    assert pocket.depth_mm == pytest.approx(10.0)
    assert pocket.corner_radius_mm == pytest.approx(5.0)
    assert pocket.floor_radius_mm == 0.0
    assert not pocket.open
    assert pocket.width_mm == pytest.approx(30.0)
    assert pocket.volume_mm3 == pytest.approx(10 * (60 * 30 - (4 - math.pi) * 25), rel=1e-4)
    assert pocket.axis == pytest.approx((0, 0, -1))
    assert pocket.floor == pytest.approx((50, 30, 10))


def test_the_kernel_gives_the_same_pocket_as_the_outline() -> None:
    tool = box(60, 30, 20, at=(20, 15, 10))
    pocket = only(body_of(cut(box(100, 60, 20), filleted(tool, 5, edges=upright_edges(tool)))))
    assert isinstance(pocket, Pocket)
    assert pocket.volume_mm3 == pytest.approx(10 * (60 * 30 - (4 - math.pi) * 25), rel=1e-6)
    assert pocket.width_mm == pytest.approx(30.0)
    assert pocket.corner_radius_mm == pytest.approx(5.0)


def test_sharp_corners_have_no_radius() -> None:
    pocket = only(prism(PLATE, 20, cuts=[Cut(rectangle(20, 15, 60, 30), 10)]))
    assert isinstance(pocket, Pocket)
    assert pocket.corner_radius_mm == 0.0
    assert pocket.volume_mm3 == pytest.approx(18_000.0)


def test_a_fillet_around_the_floor_is_the_floor_radius() -> None:
    tool = box(60, 30, 20, at=(20, 15, 10))
    tool = filleted(tool, 5, edges=upright_edges(tool))
    low = [edge for edge in edges_of(tool) if _highest(edge) < 10.01]
    pocket = only(body_of(cut(box(100, 60, 20), filleted(tool, 2, edges=low))))
    assert isinstance(pocket, Pocket)
    assert pocket.floor_radius_mm == pytest.approx(2.0)
    assert pocket.corner_radius_mm == pytest.approx(5.0)
    assert len(pocket.faces) == 17


@pytest.mark.parametrize("sides", [3, 5, 6, 8])
def test_polygons_make_pockets_or_passages_by_their_floor(sides: int) -> None:
    outline = polygon(
        [
            (50 + 15 * math.cos(2 * math.pi * k / sides), 30 + 15 * math.sin(2 * math.pi * k / sides))
            for k in range(sides)
        ]
    )
    area = 0.5 * sides * 15**2 * math.sin(2 * math.pi / sides)
    pocket, passage = (only(prism(PLATE, 20, cuts=[Cut(outline, depth)])) for depth in (8.0, None))
    assert isinstance(pocket, Pocket)
    assert isinstance(passage, Passage)
    assert pocket.volume_mm3 == pytest.approx(8 * area)
    assert passage.volume_mm3 == pytest.approx(20 * area)
    assert passage.depth_mm == pytest.approx(20.0)
    incircle = 2 * 15 * math.cos(math.pi / sides)
    assert passage.width_mm == pytest.approx(incircle, rel=0.03)


def test_a_long_hole_is_as_wide_as_its_ends() -> None:
    outline = rectangle(30, 22, 40, 16, radius=7.999999)
    passage = only(prism(PLATE, 20, cuts=[Cut(outline)]))
    assert isinstance(passage, Passage)
    assert passage.width_mm == pytest.approx(16.0)
    assert passage.corner_radius_mm == pytest.approx(8.0)
    assert passage.volume_mm3 == pytest.approx(20 * (24 * 16 + math.pi * 64), rel=1e-5)


def test_a_pocket_within_a_pocket_is_a_second_one() -> None:
    body = body_of(cut(box(100, 60, 20), box(60, 40, 20, at=(20, 10, 15)), box(20, 20, 20, at=(40, 20, 8))))
    outer, inner = recognize(body)
    assert isinstance(outer, Pocket)
    assert isinstance(inner, Pocket)
    assert (outer.depth_mm, inner.depth_mm) == pytest.approx((5.0, 7.0))
    assert (outer.open, inner.open) == (False, False)


def test_an_island_narrows_its_pocket_and_is_left_out_of_its_volume() -> None:
    body = body_of(fuse(cut(box(100, 60, 20), box(60, 40, 20, at=(20, 10, 10))), cylinder(8, 8, at=(50, 30, 9))))
    pocket = only(body)
    assert isinstance(pocket, Pocket)
    assert pocket.width_mm == pytest.approx(12.0, rel=0.01)
    assert pocket.volume_mm3 == pytest.approx(60 * 40 * 10 - math.pi * 64 * 7, rel=1e-6)


def test_a_pocket_open_to_one_side_is_open() -> None:
    pocket = only(body_of(cut(box(100, 60, 20), box(60, 40, 20, at=(20, -5, 10)))))
    assert isinstance(pocket, Pocket)
    assert pocket.open
    assert pocket.volume_mm3 == pytest.approx(60 * 35 * 10)


@pytest.mark.parametrize(
    ("profile", "kind", "removed"),
    [
        ([(0, 0), (60, 0), (60, 30), (40, 30), (40, 18), (20, 18), (20, 30), (0, 30)], Slot, 240),  # U
        ([(0, 0), (60, 0), (60, 30), (40, 30), (30, 15), (20, 30), (0, 30)], Slot, 150),  # V
        ([(0, 0), (60, 0), (60, 30), (45, 30), (40, 18), (20, 18), (15, 30), (0, 30)], Slot, 300),  # trapezoid
        ([(0, 0), (60, 0), (60, 18), (20, 18), (20, 30), (0, 30)], Step, 480),
        ([(0, 0), (60, 0), (60, 12), (30, 18), (20, 30), (0, 30)], Step, 540),  # slanted
    ],
)
def test_a_profile_open_to_one_side_is_a_slot_and_to_two_a_step(
    profile: list[tuple[float, float]], kind: type[Feature], removed: float
) -> None:
    feature = only(prism(polygon(profile), 40.0))
    assert isinstance(feature, kind)
    if kind is Slot:
        assert feature.volume_mm3 == pytest.approx(40 * removed)  # type: ignore[union-attr]


def test_the_width_and_depth_of_a_slot() -> None:
    slot = only(body_of(cut(box(100, 60, 20), box(102, 10, 20, at=(-1, 20, 12)))))
    assert isinstance(slot, Slot)
    assert (slot.depth_mm, slot.width_mm, slot.volume_mm3) == pytest.approx((8.0, 10.0, 8_000.0))
    assert slot.corner_radius_mm is None
    assert slot.axis == pytest.approx((0, 0, -1))


def test_a_half_round_groove_is_a_slot() -> None:
    slot = only(body_of(cut(box(100, 60, 20), cylinder(6, 110, at=(-1, 30, 20), along=(1, 0, 0)))))
    assert isinstance(slot, Slot)
    assert slot.depth_mm == pytest.approx(6.0, rel=0.01)


def test_a_notch_in_a_corner_is_a_step() -> None:
    step = only(body_of(cut(box(100, 60, 20), box(30, 20, 20, at=(80, 50, 12)))))
    assert isinstance(step, Step)
    assert len(step.faces) == 3
    assert step.volume_mm3 == pytest.approx(20 * 10 * 8)


def test_a_narrow_slot_along_a_wide_one_leaves_two_slots() -> None:
    wide, narrow = recognize(
        body_of(cut(box(100, 60, 20), box(102, 20, 20, at=(-1, 20, 15)), box(102, 8, 20, at=(-1, 26, 10))))
    )
    assert isinstance(wide, Slot)
    assert isinstance(narrow, Slot)
    assert (wide.width_mm, narrow.width_mm) == pytest.approx((20.0, 8.0))


def test_a_shallow_slot_crossed_by_a_deep_one_is_still_one() -> None:
    features = recognize(
        body_of(cut(box(100, 60, 20), box(102, 10, 20, at=(-1, 25, 15)), box(10, 62, 20, at=(45, -1, 10))))
    )
    assert [feature.type for feature in features] == ["slot", "slot"]


def test_a_boss_stays_stock() -> None:
    assert recognize(body_of(fuse(box(100, 60, 20), cylinder(10, 11, at=(50, 30, 19))))) == ()


def test_every_face_belongs_to_one_feature_at_most() -> None:
    tool = filleted(box(60, 30, 20, at=(20, 15, 10)), 4)
    features = recognize(
        body_of(cut(box(100, 60, 20), tool, cylinder(3, 30, at=(8, 8, -1)), box(20, 70, 9, at=(88, -5, 15))))
    )
    faces = [face for feature in features for face in feature.faces]
    assert len(faces) == len(set(faces))


def test_features_come_in_the_order_of_their_faces() -> None:
    cuts = [Cut(circle(8, 8, 3)), Cut(rectangle(20, 15, 60, 30), 10), Cut(circle(92, 8, 3))]
    features = recognize(prism(PLATE, 20, cuts=cuts))
    assert [feature.type for feature in features] == ["hole", "pocket", "hole"]


@settings(max_examples=20, deadline=None)
@given(
    angles=st.tuples(*[st.floats(0.0, 360.0)] * 3),
    shift=st.tuples(*[st.floats(-500.0, 500.0)] * 3),
    scale=st.floats(0.05, 30.0),
)
def test_turning_and_scaling_a_body_turns_and_scales_its_features(
    angles: tuple[float, float, float], shift: tuple[float, float, float], scale: float
) -> None:
    rotation = Rotation.from_euler("xyz", angles, degrees=True).as_matrix()
    pocket = only(moved(ROUNDED, rotation, shift=shift, scale=scale))
    still = only(ROUNDED)
    assert isinstance(pocket, Pocket)
    assert isinstance(still, Pocket)
    assert pocket.faces == still.faces
    assert pocket.volume_mm3 == pytest.approx(still.volume_mm3 * scale**3, rel=1e-6)
    assert pocket.width_mm == pytest.approx(30.0 * scale, rel=1e-6)
    assert pocket.axis == pytest.approx(rotation @ (0, 0, -1), abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(width=st.floats(5, 90), height=st.floats(5, 50), depth=st.floats(0.5, 19), radius=st.floats(0.1, 2.4))
def test_any_rounded_pocket_has_its_own_measures(width: float, height: float, depth: float, radius: float) -> None:
    pocket = only(prism(PLATE, 20, cuts=[Cut(rectangle(4, 4, width, height, radius=radius), depth)]))
    assert isinstance(pocket, Pocket)
    assert pocket.depth_mm == pytest.approx(depth)
    assert pocket.corner_radius_mm == pytest.approx(radius)
    assert pocket.width_mm == pytest.approx(min(width, height), rel=1e-6)
    assert pocket.volume_mm3 == pytest.approx(depth * (width * height - (4 - math.pi) * radius**2), rel=1e-3)


def _highest(edge: object) -> float:
    from OCP.BRepAdaptor import BRepAdaptor_Curve

    curve = BRepAdaptor_Curve(edge)  # type: ignore[arg-type]
    ends = np.linspace(curve.FirstParameter(), curve.LastParameter(), 5)
    return max(curve.Value(at).Z() for at in ends)
