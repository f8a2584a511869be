"""Chamfers and fillets."""

import pytest
from tests.shapes.outlines import polygon
from tests.shapes.prismatic import prism
from tests.shapes.solids import body_of, box, chamfered, cone, cut, cylinder, filleted, fuse, upright_edges

from partwright.geometry.features.feature import Chamfer, Fillet, Hole
from partwright.geometry.features.recognize import recognize


def test_a_broken_edge_is_a_chamfer_with_its_leg_and_angle() -> None:
    block = box(40, 30, 20)
    features = recognize(body_of(chamfered(block, 2.0, edges=upright_edges(block)[:1])))
    (chamfer,) = features
    assert isinstance(chamfer, Chamfer)
    assert chamfer.width_mm == pytest.approx(2.0)
    assert chamfer.angle_deg == pytest.approx(45.0)


def test_a_flat_bevel_is_measured_from_the_face_it_leans_to() -> None:
    (chamfer,) = recognize(prism(polygon([(0, 0), (40, 0), (40, 28), (36, 30), (0, 30)]), 20))
    assert isinstance(chamfer, Chamfer)
    assert chamfer.angle_deg == pytest.approx(26.565, abs=0.01)
    assert chamfer.width_mm == pytest.approx(4.0)


def test_the_sides_of_a_hexagon_are_no_chamfers() -> None:
    hexagon = polygon([(20, 0), (10, 17.3205), (-10, 17.3205), (-20, 0), (-10, -17.3205), (10, -17.3205)])
    assert recognize(prism(hexagon, 30)) == ()


def test_the_broken_rim_of_a_hole_is_a_chamfer_and_no_part_of_the_hole() -> None:
    body = body_of(cut(box(40, 30, 20), cylinder(3, 30, at=(20, 15, -1)), cone(3, 4, 1, at=(20, 15, 19))))
    features = {feature.type: feature for feature in recognize(body)}
    hole, chamfer = features["hole"], features["chamfer"]
    assert isinstance(hole, Hole)
    assert isinstance(chamfer, Chamfer)
    assert hole.depth_mm == pytest.approx(19.0)
    assert chamfer.width_mm == pytest.approx(1.0, rel=1e-3)


def test_rounded_upright_edges_are_four_fillets() -> None:
    block = box(40, 30, 20)
    features = recognize(body_of(filleted(block, 3.0, edges=upright_edges(block))))
    assert [feature.type for feature in features] == ["fillet"] * 4
    assert all(isinstance(f, Fillet) and f.convex and f.radius_mm == pytest.approx(3.0) for f in features)


def test_a_block_rounded_all_over_has_one_fillet() -> None:
    (fillet,) = recognize(body_of(filleted(box(40, 30, 20), 3.0)))
    assert isinstance(fillet, Fillet)
    assert len(fillet.faces) == 20


def test_the_round_at_the_foot_of_a_boss_is_an_inside_fillet() -> None:
    from OCP.BRepAdaptor import BRepAdaptor_Curve
    from tests.shapes.solids import edges_of

    boss = fuse(box(100, 60, 20), cylinder(10, 11, at=(50, 30, 19)))
    foot = [edge for edge in edges_of(boss) if (c := BRepAdaptor_Curve(edge)) and _is_foot(c)]
    (fillet,) = recognize(body_of(filleted(boss, 2.0, edges=foot)))
    assert isinstance(fillet, Fillet)
    assert not fillet.convex


def _is_foot(curve: object) -> bool:
    from OCP.GeomAbs import GeomAbs_Circle

    circle = curve.GetType() == GeomAbs_Circle  # type: ignore[attr-defined]
    return circle and abs(curve.Value(0.0).Z() - 20.0) < 1e-6  # type: ignore[attr-defined]
