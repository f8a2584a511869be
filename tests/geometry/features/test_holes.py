"""Round holes: what counts as one, how deep, from where, and what ends it."""

from dataclasses import replace

import numpy as np
import pytest
from tests.shapes.outlines import circle, rectangle
from tests.shapes.prismatic import Cut, prism
from tests.shapes.solids import body_of, box, cone, cut, cylinder, fuse, tube

from partwright.geometry.features.feature import Hole
from partwright.geometry.features.recognize import recognize
from partwright.geometry.part import Body, SurfaceKind

PLATE = rectangle(0, 0, 100, 60)


def holes_of(body: Body) -> list[Hole]:
    return [feature for feature in recognize(body) if isinstance(feature, Hole)]


def test_a_through_hole_is_as_deep_as_its_plate() -> None:
    (hole,) = holes_of(prism(PLATE, 20, cuts=[Cut(circle(30, 30, 3.3))]))
    assert hole.through
    assert hole.bottom is None
    assert hole.diameter_mm == pytest.approx(6.6)
    assert hole.depth_mm == hole.reach_mm == pytest.approx(20.0)
    assert np.abs(hole.axis) == pytest.approx([0, 0, 1])


def test_a_blind_hole_points_from_its_mouth_to_its_flat_bottom() -> None:
    (hole,) = holes_of(prism(PLATE, 20, cuts=[Cut(circle(30, 20, 4), 12)]))
    assert not hole.through
    assert hole.bottom == "flat"
    assert hole.depth_mm == pytest.approx(12.0)
    assert hole.axis == pytest.approx((0, 0, -1))
    assert hole.opening == pytest.approx((30, 20, 20))
    assert len(hole.faces) == 2


@pytest.mark.parametrize("parts", [2, 3, 4])
def test_a_bore_drawn_in_parts_is_one_hole(parts: int) -> None:
    (hole,) = holes_of(prism(PLATE, 20, cuts=[Cut(circle(30, 20, 4, parts=parts), 12)]))
    assert len(hole.faces) == parts + 1
    assert hole.diameter_mm == pytest.approx(8.0)


def test_the_round_corner_of_a_pocket_is_no_hole() -> None:
    assert not holes_of(prism(PLATE, 20, cuts=[Cut(rectangle(20, 15, 60, 30, radius=5), 10)]))


def test_a_hole_that_breaks_out_of_a_side_is_no_hole() -> None:
    assert not holes_of(body_of(cut(box(100, 60, 20), cylinder(6, 30, at=(3, 30, -1)))))


def test_a_drilled_bottom_is_conical_and_not_counted_in_the_depth() -> None:
    tip = cone(0, 4, 2.4, at=(60, 30, 5.6))
    (hole,) = holes_of(body_of(cut(box(100, 60, 20), fuse(cylinder(4, 30, at=(60, 30, 8)), tip))))
    assert hole.bottom == "conical"
    assert hole.depth_mm == pytest.approx(12.0)
    assert len(hole.faces) == 2


def test_two_diameters_on_one_axis_are_two_holes_and_the_floor_between_is_the_wider_ones() -> None:
    narrow, wide = sorted(
        holes_of(body_of(cut(box(100, 60, 20), cylinder(3, 30, at=(20, 20, -1)), cylinder(5, 30, at=(20, 20, 12))))),
        key=lambda hole: hole.diameter_mm,
    )
    assert (narrow.diameter_mm, narrow.depth_mm, narrow.through) == pytest.approx((6.0, 12.0, True))
    assert (wide.diameter_mm, wide.depth_mm, wide.bottom) == (pytest.approx(10.0), pytest.approx(8.0), "flat")
    assert len(wide.faces) == 2


def test_a_blind_hole_under_a_counterbore_is_reached_through_it() -> None:
    narrow = min(
        holes_of(body_of(cut(box(100, 60, 20), cylinder(3, 30, at=(20, 20, 4)), cylinder(5, 30, at=(20, 20, 12))))),
        key=lambda hole: hole.diameter_mm,
    )
    assert not narrow.through
    assert narrow.depth_mm == pytest.approx(8.0)
    assert narrow.reach_mm == pytest.approx(16.0)


def test_a_through_hole_under_a_counterbore_is_drilled_from_the_nearer_side() -> None:
    narrow = min(
        holes_of(body_of(cut(box(100, 60, 20), cylinder(3, 30, at=(20, 20, -1)), cylinder(5, 30, at=(20, 20, 12))))),
        key=lambda hole: hole.diameter_mm,
    )
    assert narrow.axis == pytest.approx((0, 0, 1))
    assert narrow.reach_mm == pytest.approx(12.0)


def test_crossing_holes_stay_whole_or_fall_in_two_open_halves() -> None:
    body = body_of(
        cut(box(100, 60, 20), cylinder(5, 30, at=(50, 30, -1)), cylinder(3, 110, at=(-1, 30, 10), along=(1, 0, 0)))
    )
    holes = sorted(holes_of(body), key=lambda hole: hole.diameter_mm)
    assert [round(hole.diameter_mm, 6) for hole in holes] == [6.0, 6.0, 10.0]
    assert all(hole.through for hole in holes)


def test_a_hole_into_a_slanted_face_reaches_to_its_highest_rim() -> None:
    wedge = cut(box(40, 40, 40), box(80, 60, 40, at=(-20, -10, 20)))
    slanted = body_of(cut(fuse(wedge, cone(18, 2, 16, at=(20, 20, 20))), cylinder(2, 60, at=(30, 20, -1))))
    hole = next(hole for hole in holes_of(slanted) if hole.diameter_mm == pytest.approx(4.0))
    assert hole.through
    assert 20.0 < hole.depth_mm < 36.0


def test_the_bore_of_a_tube_is_a_hole_and_its_outside_is_not() -> None:
    (hole,) = holes_of(body_of(tube(20, 15, 50)))
    assert hole.diameter_mm == pytest.approx(30.0)


def test_a_bore_that_could_not_be_drawn_is_no_hole() -> None:
    whole = body_of(cut(box(100, 60, 20), cylinder(4, 30, at=(30, 30, -1)), cylinder(4, 30, at=(60, 30, -1))))
    lost = next(position for position, face in enumerate(whole.faces) if face.surface is SurfaceKind.CYLINDER)
    starts = whole.mesh.face_starts
    counts = np.diff(starts)
    counts[lost] = 0
    mesh = replace(
        whole.mesh,
        triangles=np.delete(whole.mesh.triangles, slice(starts[lost], starts[lost + 1]), axis=0),
        face_starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
    )
    (hole,) = holes_of(replace(whole, mesh=mesh))
    assert lost not in hole.faces


def test_a_ring_groove_around_an_island_is_no_hole() -> None:
    ring = cut(cylinder(15, 30, at=(50, 30, 12)), cylinder(8, 40, at=(50, 30, 10)))
    assert not holes_of(body_of(cut(box(100, 60, 20), ring)))
