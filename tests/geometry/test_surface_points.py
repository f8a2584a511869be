"""Points lie on the triangles they name and stand for all of the surface."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.shapes.outlines import circle, rectangle
from tests.shapes.prismatic import Cut, prism

from partwright.geometry.facets import facets_of
from partwright.geometry.part import Mesh
from partwright.geometry.surface_points import SurfacePoints, points_on_faces, points_on_triangles

MESH = prism(rectangle(0, 0, 40, 30), 10, cuts=[Cut(circle(15, 15, 4))]).mesh
AREAS = facets_of(MESH).areas


def shares(mesh: Mesh, found: SurfacePoints) -> np.ndarray:
    """(n, 3) barycentric shares of the corners at each point; they add up to 1 and give the point back."""
    corners = mesh.corners()[found.triangle]
    return np.stack(
        [
            np.linalg.lstsq(np.vstack([c.T, np.ones(3)]), [*p, 1.0], rcond=None)[0]
            for c, p in zip(corners, found.points, strict=True)
        ]
    )


@settings(max_examples=10, deadline=None)
@given(count=st.integers(1, 300))
def test_points_lie_within_their_triangles(count: int) -> None:
    for found in (
        points_on_triangles(MESH, AREAS, count=count, most=1000),
        points_on_faces(MESH, AREAS, count=count, least=3),
    ):
        of_corners = shares(MESH, found)
        assert of_corners.min() > -1e-9
        assert np.einsum("ij,ijk->ik", of_corners, MESH.corners()[found.triangle]) == pytest.approx(found.points)
        assert found.area_mm2.sum() == pytest.approx(AREAS.sum())
        assert (np.diff(found.triangle) >= 0).all()


def test_every_triangle_has_a_point_and_a_lone_one_is_its_centroid() -> None:
    found = points_on_triangles(MESH, AREAS, count=1, most=1000)
    assert found.triangle.tolist() == list(range(len(AREAS)))
    assert found.points == pytest.approx(MESH.corners().mean(axis=1))


def test_every_face_has_its_least_number_of_points() -> None:
    found = points_on_faces(MESH, AREAS, count=1, least=7)
    faces = MESH.face_of_triangle()[found.triangle]
    assert (np.bincount(faces) == 7).all()


def test_points_spread_evenly_over_a_triangle() -> None:
    found = points_on_triangles(MESH, AREAS, count=4000, most=1000)
    largest = int(np.argmax(AREAS))
    middle = found.points[found.triangle == largest].mean(axis=0)
    corners = MESH.corners()[largest]
    assert np.linalg.norm(middle - corners.mean(axis=0)) < 0.01 * np.ptp(corners, axis=0).max()
