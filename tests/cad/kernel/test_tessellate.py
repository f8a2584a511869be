"""The mesh of a body: closed, wound outward, sorted by face, as near as promised."""

import math

import numpy as np
import pytest
from tests.shapes import solids

from partwright.cad.kernel import tessellate
from partwright.cad.kernel.tessellate import triangulate, weld
from partwright.geometry.mass import solidity_of

SHAPES = {
    "box": solids.box(10, 20, 30),
    "plate": solids.plate_with_pocket(),
    "cone": solids.cone(5, 0, 10),
    "ball": solids.sphere(7),
    "ring": solids.torus(20, 5),
    "rounded": solids.filleted(solids.box(30, 20, 10), 3),
    "moved": solids.moved(solids.bracket(), by=(5, 6, 7), about=(1, 2, 3), degrees=40),
}


@pytest.fixture(params=SHAPES)
def body(request):
    return solids.body_of(SHAPES[request.param])


def test_every_side_of_a_triangle_has_one_neighbor_running_the_other_way(body):
    triangles = body.mesh.triangles
    sides = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    forward = {tuple(side) for side in sides.tolist()}
    assert len(forward) == len(sides)
    assert all((end, begin) in forward for begin, end in forward)


def test_a_face_that_cannot_be_triangulated_is_tried_again_finer(monkeypatch):
    tried = []

    mesh = tessellate.BRepMesh_IncrementalMesh

    def gives_up_at_first(shape, linear, relative, angular, parallel):
        tried.append((linear, angular))
        return mesh(shape, linear, relative, angular, parallel) if len(tried) > 1 else None

    monkeypatch.setattr(tessellate, "BRepMesh_IncrementalMesh", gives_up_at_first)
    triangulate(solids.bracket())
    (first_mm, first_rad), (second_mm, second_rad) = tried
    assert second_mm == first_mm
    assert second_rad < first_rad


def test_the_mesh_is_wound_outward_and_nearly_as_large_as_the_body(body):
    meshed = solidity_of(body.mesh.corners())
    assert meshed.volume_mm3 == pytest.approx(body.mass.volume_mm3, rel=0.01)
    assert meshed.area_mm2 == pytest.approx(body.mass.area_mm2, rel=0.01)


def test_triangles_are_sorted_by_face(body):
    starts = body.mesh.face_starts
    assert len(starts) == len(body.faces) + 1
    assert starts[-1] == len(body.mesh.triangles)
    corners = body.mesh.corners()
    for position, face in enumerate(body.faces):
        own = corners[starts[position] : starts[position + 1]]
        area = 0.5 * np.linalg.norm(np.cross(own[:, 1] - own[:, 0], own[:, 2] - own[:, 0]), axis=1).sum()
        assert area == pytest.approx(face.area_mm2, rel=0.02)


def test_corners_lie_on_the_surface_and_middles_within_the_deflection():
    body = solids.body_of(solids.sphere(7))
    deflection_mm = 0.001 * math.sqrt(3) * 14 * 1.1
    corners = body.mesh.corners()
    assert np.linalg.norm(corners.reshape(-1, 3), axis=1) == pytest.approx(7, abs=1e-6)
    assert (7 - np.linalg.norm(corners.mean(axis=1), axis=1)).max() < 2 * deflection_mm


def test_each_edge_is_drawn_from_its_start_to_its_end(body):
    starts = body.mesh.edge_starts
    assert len(starts) == len(body.edges) + 1
    for number, edge in enumerate(body.edges):
        line = body.mesh.edge_points[starts[number] : starts[number + 1]]
        length = np.linalg.norm(np.diff(line, axis=0), axis=1).sum()
        assert length == pytest.approx(edge.length_mm, rel=0.02)
        ends = {tuple(np.round(point, 5) + 0.0) for point in (line[0], line[-1])}
        assert ends == {tuple(np.round(point, 5) + 0.0) for point in (edge.start, edge.end)}


def test_welding_joins_equal_points_only():
    points = np.array([[0.0, 0, 0], [1, 2, 3], [-0.0, 0, 0], [1, 2, 3.0000001]])
    vertices, places = weld(points)
    assert len(vertices) == 3
    assert places[0] == places[2]
    assert np.array_equal(vertices[places], points)
