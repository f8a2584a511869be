"""What is drawn: smooth within a face or a gentle turn, sharp at edges, triangles in their order."""

import dataclasses

import numpy as np
import trimesh
from tests.shapes.cube import cube_mesh

from partwright.geometry.part import Mesh
from partwright.geometry.shading import shade


def mesh_file(mesh: trimesh.Trimesh) -> Mesh:
    """A mesh as one read from a file without faces."""
    return Mesh(
        vertices=np.array(mesh.vertices),
        triangles=np.array(mesh.faces, dtype=np.int32),
        face_starts=np.array([0, len(mesh.faces)], dtype=np.int32),
        edge_points=np.zeros((0, 3)),
        edge_starts=np.zeros(1, dtype=np.int32),
    )


def test_each_face_of_a_cube_has_its_own_flat_normals() -> None:
    shading = shade(cube_mesh())
    assert len(shading.positions) == 24
    assert np.allclose(np.abs(shading.normals).max(axis=1), 1.0)


def test_triangles_keep_their_order_and_place() -> None:
    mesh = cube_mesh()
    shading = shade(mesh)
    assert np.array_equal(shading.positions[shading.triangles], mesh.corners())


def test_a_mesh_without_faces_is_sharp_at_its_creases() -> None:
    cube = cube_mesh()
    shading = shade(dataclasses.replace(cube, face_starts=np.array([0, 12], dtype=np.int32)))
    assert len(shading.positions) == 24
    assert len(shading.creases) == 12
    assert np.allclose(np.linalg.norm(np.ptp(shading.creases, axis=1), axis=1), 10.0)


def test_a_fine_sphere_is_smooth_all_over() -> None:
    shading = shade(mesh_file(trimesh.creation.icosphere(subdivisions=3, radius=5.0)))
    outward = shading.positions / np.linalg.norm(shading.positions, axis=1, keepdims=True)
    assert np.einsum("ij,ij->i", shading.normals, outward).min() > 0.999
    assert len(shading.creases) == 0


def test_the_border_of_an_open_mesh_is_drawn() -> None:
    sheet = Mesh(
        vertices=np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]]),
        triangles=np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int32),
        face_starts=np.array([0, 2], dtype=np.int32),
        edge_points=np.zeros((0, 3)),
        edge_starts=np.zeros(1, dtype=np.int32),
    )
    assert len(shade(sheet).creases) == 4


def test_the_two_rows_of_vertices_at_a_seam_are_shaded_as_one() -> None:
    tube = trimesh.creation.cylinder(radius=5, height=10, sections=32)
    side = tube.faces[np.abs(tube.face_normals[:, 2]) < 0.5]
    around = np.array(tube.vertices)[side].reshape(-1, 3)  # no vertex shared at all
    starts = np.array([0, len(side) - 1, len(side)], dtype=np.int32)
    triangles = np.arange(len(around), dtype=np.int32).reshape(-1, 3)
    shading = shade(Mesh(around, triangles, starts, np.zeros((0, 3)), np.zeros(1, dtype=np.int32)))
    radial = shading.positions * (1, 1, 0) / 5.0
    inner = shading.triangles[1:-2].ravel()
    assert np.einsum("ij,ij->i", shading.normals, radial)[inner].min() > 0.97


def test_a_triangle_without_area_gets_a_normal_too() -> None:
    needle = Mesh(
        vertices=np.array([[0.0, 0, 0], [1, 0, 0], [2, 0, 0]]),
        triangles=np.array([[0, 1, 2]], dtype=np.int32),
        face_starts=np.array([0, 1], dtype=np.int32),
        edge_points=np.zeros((0, 3)),
        edge_starts=np.zeros(1, dtype=np.int32),
    )
    assert np.allclose(np.linalg.norm(shade(needle).normals, axis=1), 1.0)
