"""Faces, loops and edges as the kernel hands them over."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cad.reading import read
from tests.shapes import solids

from partwright.cad.formats import FileFormat
from partwright.geometry.part import Convexity, CurveKind, SurfaceKind


def edge_angles(body):
    return sorted(round(edge.angle_deg, 6) for edge in body.edges if edge.left != edge.right)


def test_planes_look_outward():
    body = solids.body_of(solids.box(10, 20, 30))
    middle = np.array(body.mass.center_of_mass)
    for face in body.faces:
        assert np.dot(np.subtract(face.centroid, middle), face.axis) > 0
        assert face.convex is None


def test_a_bore_is_concave_and_a_shaft_convex():
    body = solids.body_of(solids.tube(10, 8, 30))
    turned = {face.radius_mm: face.convex for face in body.faces if face.surface is SurfaceKind.CYLINDER}
    assert turned == {10.0: True, 8.0: False}


@pytest.mark.parametrize(
    ("shape", "surface", "radius", "minor", "half_angle"),
    [
        (solids.cylinder(5, 10), SurfaceKind.CYLINDER, 5.0, None, None),
        (solids.cone(5, 3, 10), SurfaceKind.CONE, 5.0, None, 11.309932474),
        (solids.cone(3, 5, 10), SurfaceKind.CONE, 3.0, None, 11.309932474),
        (solids.sphere(7), SurfaceKind.SPHERE, 7.0, None, None),
        (solids.torus(20, 5), SurfaceKind.TORUS, 20.0, 5.0, None),
    ],
)
def test_turned_surfaces_have_exact_parameters(shape, surface, radius, minor, half_angle):
    face = next(face for face in solids.body_of(shape).faces if face.surface is surface)
    assert face.radius_mm == pytest.approx(radius)
    assert face.minor_radius_mm == minor
    assert face.half_angle_deg == (None if half_angle is None else pytest.approx(half_angle))
    assert face.sweep_deg == pytest.approx(360)
    assert face.convex


@pytest.mark.parametrize(("low", "high", "widens"), [(5, 3, -1.0), (3, 5, 1.0), (0, 4, 1.0)])
def test_the_axis_of_a_cone_points_where_it_widens(low, high, widens):
    cone = next(face for face in solids.body_of(solids.cone(low, high, 10)).faces if face.surface is SurfaceKind.CONE)
    assert cone.axis == pytest.approx((0, 0, widens))


def test_outer_corners_are_convex_and_the_foot_of_a_step_is_concave():
    step = solids.cut(solids.box(30, 20, 10), solids.box(10, 20, 5, at=(20, 0, 5)))
    body = solids.body_of(step)
    concave = [edge for edge in body.edges if edge.convexity is Convexity.CONCAVE]
    assert [edge.angle_deg for edge in concave] == pytest.approx([270])
    assert concave[0].length_mm == pytest.approx(20)
    assert all(edge.angle_deg == pytest.approx(90) for edge in body.edges if edge.convexity is Convexity.CONVEX)


def test_a_fillet_meets_its_neighbors_smoothly():
    body = solids.body_of(solids.filleted(solids.box(30, 20, 10), 3))
    assert {edge.convexity for edge in body.edges} == {Convexity.SMOOTH}


def test_a_chamfer_turns_by_its_angle():
    block = solids.box(30, 20, 10)
    body = solids.body_of(solids.chamfered(block, 2, edges=solids.upright_edges(block)))
    assert edge_angles(body) == [90.0] * 16 + [135.0] * 8


def test_the_outer_loop_comes_first_and_holes_are_not_outer():
    body = solids.body_of(solids.plate_with_pocket())
    top = max(body.faces, key=lambda face: (len(face.loops), face.centroid[2]))
    assert [loop.outer for loop in top.loops] == [True, False, False, False, False, False]
    girths = [sum(body.edges[edge].length_mm for edge in loop.edges) for loop in top.loops]
    assert girths[0] == pytest.approx(320)


def test_every_edge_of_a_solid_lies_between_two_faces_that_name_it():
    body = solids.body_of(solids.bracket())
    for number, edge in enumerate(body.edges):
        for side in (edge.left, edge.right):
            assert any(number in loop.edges for loop in body.faces[side].loops)


def test_the_left_face_lies_to_the_left_of_the_edge_seen_from_outside():
    body = solids.body_of(solids.box(10, 20, 30))
    for edge in body.edges:
        along = np.subtract(edge.end, edge.start)
        left = body.faces[edge.left]
        middle = np.add(edge.start, edge.end) / 2
        assert np.dot(np.cross(left.axis, along), np.subtract(left.centroid, middle)) > 0


def test_loops_are_closed_chains():
    body = solids.body_of(solids.lopsided())
    for face in body.faces:
        for loop in face.loops:
            lines = [body.edges[edge] for edge in loop.edges]
            for one, following in zip(lines, [*lines[1:], lines[0]], strict=True):
                ends = [(a, b) for a in (one.start, one.end) for b in (following.start, following.end)]
                gaps = [np.linalg.norm(np.subtract(a, b)) for a, b in ends]
                assert min(gaps) < 1e-6


def test_an_apex_is_no_edge():
    body = solids.body_of(solids.cone(5, 0, 10))
    assert sorted(edge.curve for edge in body.edges) == [CurveKind.CIRCLE, CurveKind.LINE]
    assert all(edge.length_mm > 0 for edge in body.edges)


def test_swept_surfaces_of_iges_are_recognized():
    body = read(solids.iges_bytes(solids.plate_with_pocket()), FileFormat.IGES).bodies[0]
    bores = [face for face in body.faces if face.surface is SurfaceKind.CYLINDER and face.sweep_deg > 359]
    assert [bore.radius_mm for bore in bores] == pytest.approx([3.3] * 4)
    assert not any(bore.convex for bore in bores)


@settings(max_examples=10, deadline=None)
@given(degrees=st.floats(1, 359), shift=st.floats(-500, 500), axis=st.sampled_from([(1, 0, 0), (1, 2, 3), (0, 1, 1)]))
def test_a_rigid_motion_changes_no_length_angle_or_side(degrees, shift, axis):
    shape = solids.lopsided()
    still = solids.body_of(shape)
    moved = solids.body_of(solids.moved(shape, by=(shift, 0, -shift), about=axis, degrees=degrees))
    assert edge_angles(moved) == pytest.approx(edge_angles(still), abs=1e-5)
    for one, other in zip(still.faces, moved.faces, strict=True):
        assert one.area_mm2 == pytest.approx(other.area_mm2)
        assert one.surface is other.surface
        assert one.loops == other.loops
    for one, other in zip(still.edges, moved.edges, strict=True):
        assert (one.left, one.right, one.convexity) == (other.left, other.right, other.convexity)
        assert one.length_mm == pytest.approx(other.length_mm)
