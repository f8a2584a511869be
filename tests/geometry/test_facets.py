"""Facets by their plain definition."""

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.shapes.prismatic import mesh_body

from partwright.geometry.facets import corner_columns, facets_of


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_normals_and_areas_are_those_of_trimesh(seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(20, 3)) * 50
    mesh = mesh_body(trimesh.convex.convex_hull(points).triangles).mesh
    corners = mesh.corners()
    facets = facets_of(mesh)
    doubled = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert facets.areas == pytest.approx(trimesh.triangles.area(corners), rel=1e-9)
    assert facets.normals * (2.0 * facets.areas[:, None]) == pytest.approx(doubled, rel=1e-9, abs=1e-9)
    assert (corner_columns(mesh, mesh.triangles) == corners.transpose(2, 1, 0)).all()


def test_a_triangle_without_area_looks_nowhere() -> None:
    mesh = mesh_body(np.array([[[0.0, 0, 0], [1, 0, 0], [2, 0, 0]], [[0.0, 0, 0], [1, 0, 0], [0, 1, 0]]])).mesh
    facets = facets_of(mesh)
    assert facets.normals.tolist() == [[0.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    assert facets.areas.tolist() == [0.0, 0.5]
