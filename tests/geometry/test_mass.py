"""Mesh properties against closed forms and manifold3d."""

import manifold3d
import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from trimesh.transformations import random_rotation_matrix

from partwright.geometry.mass import solidity_of


def test_a_block_has_its_closed_form():
    found = solidity_of(np.array([10, 20, 30]) + trimesh.creation.box(extents=(2, 3, 4)).triangles)
    assert found.volume_mm3 == pytest.approx(24)
    assert found.area_mm2 == pytest.approx(52)
    assert found.center == pytest.approx((10, 20, 30))
    expected = np.diag([24 / 12 * (9 + 16), 24 / 12 * (4 + 16), 24 / 12 * (4 + 9)])
    assert np.array(found.inertia) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.floats(1, 300))
def test_volume_and_area_are_those_of_manifold3d(seed, size):
    random = np.random.default_rng(seed)
    hull = trimesh.convex.convex_hull(random.normal(size=(30, 3)) * size + random.uniform(-1000, 1000, 3))
    solid = manifold3d.Manifold(manifold3d.Mesh64(np.asarray(hull.vertices), np.asarray(hull.faces, np.uint64)))
    found = solidity_of(hull.triangles)
    assert found.volume_mm3 == pytest.approx(solid.volume(), rel=1e-4)
    assert found.area_mm2 == pytest.approx(solid.surface_area(), rel=1e-4)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_rotation_turns_inertia_and_keeps_volume(seed):
    mesh = trimesh.creation.annulus(3, 5, 7)
    turn = random_rotation_matrix(np.random.default_rng(seed).random(3))[:3, :3]
    still, turned = solidity_of(mesh.triangles), solidity_of(mesh.triangles @ turn.T)
    assert turned.volume_mm3 == pytest.approx(still.volume_mm3)
    assert np.array(turned.inertia) == pytest.approx(turn @ np.array(still.inertia) @ turn.T, abs=1e-6)


def test_inside_out_is_negative_and_flat_is_nothing():
    block = trimesh.creation.box()
    assert solidity_of(block.triangles[:, ::-1]).volume_mm3 == pytest.approx(-1)
    flat = solidity_of(np.array([[[0.0, 0, 0], [1, 0, 0], [0, 1, 0]]]))
    assert (flat.volume_mm3, flat.area_mm2) == (0.0, 0.5)
    assert flat.center == pytest.approx((1 / 3, 1 / 3, 0))
