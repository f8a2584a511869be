"""The oriented box: right for known shapes, the same however they are turned."""

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.shapes import solids
from trimesh.transformations import random_rotation_matrix

from partwright.geometry.oriented_box import oriented_box
from partwright.geometry.part import Mesh

PRISMATIC = {
    "plate": (solids.plate_with_pocket(), (100, 60, 20)),
    "bracket": (solids.bracket(), (60, 60, 40)),
    "bar": (solids.cylinder(5, 40), (40, 10, 10)),
    "tube": (solids.tube(10, 8, 30), (30, 20, 20)),
    "ring": (solids.torus(20, 5), (50, 50, 10)),
    "frustum": (solids.cone(6, 3, 30), (30, 12, 12)),
}


def mesh_of(found):
    triangles = np.asarray(found.faces, dtype=np.int32)
    no_edges = np.zeros((0, 3)), np.zeros(1, dtype=np.int32)
    return Mesh(np.asarray(found.vertices, float), triangles, np.array([0, len(triangles)], np.int32), *no_edges)


@settings(max_examples=4, deadline=None)
@given(
    degrees=st.floats(0, 360),
    axis=st.tuples(*[st.floats(0.1, 1)] * 3),
    name=st.sampled_from(sorted(PRISMATIC)),
)
def test_any_rotation_gives_the_same_sides(degrees, axis, name):
    shape, expected = PRISMATIC[name]
    box = solids.body_of(solids.moved(shape, by=(7, -900, 33), about=axis, degrees=degrees)).mass.oriented_box
    assert box.size_mm == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("name", sorted(PRISMATIC))
def test_known_shapes_have_their_sides(name):
    shape, expected = PRISMATIC[name]
    assert solids.body_of(shape).mass.oriented_box.size_mm == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_curved_bodies_vary_by_less_than_half_a_percent(seed):
    turn = np.random.default_rng(seed).random(3)
    shape = solids.filleted(solids.fuse(solids.sphere(10), solids.sphere(7, at=(12, 0, 0))), 1.0)
    still = solids.body_of(shape).mass.oriented_box.size_mm
    turned = solids.body_of(solids.moved(shape, about=tuple(turn), degrees=360 * turn[0])).mass.oriented_box.size_mm
    assert turned == pytest.approx(still, rel=5e-3)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_mesh_has_the_same_box_however_it_is_turned(seed):
    random = np.random.default_rng(seed)
    blob = trimesh.convex.convex_hull(random.normal(size=(40, 3)) * (3, 2, 1))
    still = oriented_box((), mesh_of(blob)).size_mm
    blob.apply_transform(random_rotation_matrix(random.random(3)))
    assert oriented_box((), mesh_of(blob)).size_mm == pytest.approx(still, rel=1e-6)


def test_axes_are_right_handed_and_follow_the_sides_in_falling_order():
    body = solids.body_of(solids.moved(solids.bracket(), about=(1, 2, 3), degrees=40))
    box = body.mass.oriented_box
    axes = np.array(box.axes)
    assert np.linalg.det(axes) == pytest.approx(1)
    assert list(box.size_mm) == sorted(box.size_mm, reverse=True)
    along = (body.mesh.vertices - box.center) @ axes.T
    assert np.abs(along).max(axis=0) == pytest.approx(np.array(box.size_mm) / 2, rel=1e-6)


def test_a_gusset_lies_along_its_legs_not_its_slope():
    slope = solids.moved(solids.box(200, 200, 60), about=(0, 0, 1), degrees=-45, by=(60, 0, -1))
    gusset = solids.cut(solids.box(60, 60, 10), slope)
    box = solids.body_of(gusset).mass.oriented_box
    assert box.size_mm == pytest.approx((60, 60, 10), rel=1e-6)


def test_a_flat_mesh_has_no_thickness():
    triangle = trimesh.Trimesh([[0, 0, 0], [3, 0, 0], [0, 4, 0]], [[0, 1, 2]], process=False)
    assert oriented_box((), mesh_of(triangle)).size_mm[2] == pytest.approx(0, abs=1e-12)
