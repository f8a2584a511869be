"""Rays meet what they should, to double precision, wherever the body stands."""

import numpy as np
import pytest
from tests.shapes.outlines import rectangle
from tests.shapes.prismatic import moved, prism

from partwright.geometry.part import Mesh
from partwright.geometry.rays import RayScene

BLOCK = prism(rectangle(0, 0, 100, 60), 20)


def test_distance_to_a_block_is_exact() -> None:
    hits = RayScene(BLOCK.mesh).first_hits([[50.1, 30.2, 1000.0]], [[0.0, 0.0, -1.0]])
    assert hits.distance[0] == pytest.approx(980.0, abs=1e-9)
    assert hits.triangle[0] in range(BLOCK.mesh.face_starts[0], BLOCK.mesh.face_starts[1])


def test_a_miss_is_infinite_and_names_no_triangle() -> None:
    hits = RayScene(BLOCK.mesh).first_hits([[500.0, 30.0, 10.0]], [[0.0, 0.0, 1.0]])
    assert hits.distance[0] == np.inf
    assert hits.triangle[0] == -1


def test_occlusion_agrees_with_hits() -> None:
    scene = RayScene(BLOCK.mesh)
    rng = np.random.default_rng(3)
    origins = rng.uniform(-50, 150, (500, 3))
    ways = rng.normal(size=(500, 3))
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    assert (scene.occluded(origins, ways) == (scene.first_hits(origins, ways).triangle >= 0)).all()


def test_a_body_far_from_the_origin_keeps_its_precision() -> None:
    far = moved(BLOCK, np.eye(3), shift=(1e6, -2e6, 5e5))
    hits = RayScene(far.mesh).first_hits([[1e6 + 50.1, -2e6 + 30.2, 5e5 + 20.001]], [[0.0, 0.0, -1.0]])
    assert hits.distance[0] == pytest.approx(0.001, abs=1e-6)


def test_a_mesh_without_triangles_stops_no_ray() -> None:
    nothing = Mesh(
        np.zeros((0, 3)), np.zeros((0, 3), np.int32), np.zeros(2, np.int32), np.zeros((0, 3)), np.zeros(1, np.int32)
    )
    scene = RayScene(nothing)
    assert not scene.occluded([[0.0, 0.0, 0.0]], [[0.0, 0.0, 1.0]]).any()
    assert scene.first_hits([[0.0, 0.0, 0.0]], [[0.0, 0.0, 1.0]]).distance[0] == np.inf
