"""Vertices and normals to draw a mesh with: smooth within a face, sharp where faces meet."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from partwright.geometry.part import Mesh

CREASE_DEG = 30.0  # where a mesh file names no faces, a sharper turn counts as an edge
SCATTER = np.array([0.7548776662466927, 0.5698402909980532, 0.3247179572447461])  # sorts points by one number

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Shading:
    """positions, normals: (n, 3) float64. triangles: (m, 3) into them, in the order of the mesh.

    creases: (k, 2, 3) float64, the sides at which a mesh without faces turns sharply or ends; none for one with faces,
    whose edges are known.
    """

    positions: Floats
    normals: Floats
    triangles: Numbers
    creases: Floats


def shade(mesh: Mesh) -> Shading:
    """Drawing vertices of a mesh: corners of one smooth group that stand at one place share a vertex."""
    area_normals = _area_normals(mesh)
    creases = np.zeros((0, 2, 3))
    if len(mesh.face_starts) > 2:
        groups = _groups_by_face(mesh)
    else:
        groups, creases = _groups_by_crease(mesh, area_normals)
    count = int(groups.max(initial=-1)) + 1
    positions = np.zeros((count, 3))
    positions[groups] = mesh.vertices[mesh.triangles]
    return Shading(positions, _vertex_normals(area_normals, groups, count), groups, creases)


def _area_normals(mesh: Mesh) -> Floats:
    """(m, 3) normals of the triangles, as long as twice their area."""
    corners = mesh.vertices.T[:, mesh.triangles.T]  # (3 axes, 3 corners, m): each row contiguous
    u, v = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    return np.stack([u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]], axis=1)


def _vertex_normals(area_normals: Floats, groups: Numbers, count: int) -> Floats:
    """Unit normals of the vertices: those of the triangles around, weighted by their area."""
    corner_of = groups.T.reshape(-1)
    total = np.empty((count, 3))
    for axis in range(3):
        total[:, axis] = np.bincount(corner_of, weights=np.tile(area_normals[:, axis], 3), minlength=count)
    return _unit(total)


def _unit(vectors: Floats) -> Floats:
    length = np.sqrt((vectors**2).sum(axis=1, keepdims=True))
    return np.where(length > 0, vectors / np.where(length > 0, length, 1.0), (0.0, 0.0, 1.0))


def _weld(points: Floats) -> tuple[Numbers, int]:
    """The number of the place at which each point stands, and how many there are: a seam's two rows become one."""
    order = np.argsort(points[:, :3] @ SCATTER + (points[:, 3] * np.sqrt(2.0) if points.shape[1] > 3 else 0.0))
    ordered = points[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    place = np.empty_like(order)
    place[order] = np.cumsum(new) - 1
    return place, int(new.sum())


def _groups_by_face(mesh: Mesh) -> Numbers:
    """(m, 3) the drawing vertex of every corner: one for each place and face."""
    face = mesh.face_of_triangle()
    face_of_vertex = np.zeros(len(mesh.vertices), dtype=np.int64)
    face_of_vertex[mesh.triangles] = face[:, None]
    if (face_of_vertex[mesh.triangles] == face[:, None]).all():
        place, _ = _weld(np.column_stack([mesh.vertices, face_of_vertex]))
        groups: Numbers = place[mesh.triangles]
        return groups
    place, places = _weld(mesh.vertices)
    key = face.astype(np.int64)[:, None] * places + place[mesh.triangles]
    vertex: Numbers = np.unique(key, return_inverse=True)[1].reshape(-1, 3).astype(np.int64)
    return vertex


def _groups_by_crease(mesh: Mesh, area_normals: Floats) -> tuple[Numbers, Floats]:
    """(m, 3) the drawing vertex of every corner: one for each place and fan of triangles without a crease; the creases.

    Side 3t + k of the mesh runs from corner k of triangle t to the next.
    """
    place, places = _weld(mesh.vertices)
    tails = place[mesh.triangles].reshape(-1)
    heads = np.roll(place[mesh.triangles], -1, axis=1).reshape(-1)
    key = np.minimum(tails, heads) * places + np.maximum(tails, heads)
    order = np.argsort(key, kind="stable")
    beside = key[order[1:]] == key[order[:-1]]
    first, second = order[:-1][beside], order[1:][beside]

    normals = _unit(area_normals)
    turn = (normals[first // 3] * normals[second // 3]).sum(axis=1)
    smooth = turn > np.cos(np.deg2rad(CREASE_DEG))
    lonely = np.ones(len(key), dtype=bool)
    lonely[first] = lonely[second] = False
    drawn = np.concatenate([first[~smooth], np.flatnonzero(lonely)])
    corners = mesh.vertices[mesh.triangles].reshape(-1, 3)
    creases = np.stack([corners[drawn], corners[_next_corner(drawn)]], axis=1)

    first, second = first[smooth], second[smooth]
    opposite = tails[first] != tails[second]  # sides of neighbors wound alike run in opposite directions
    rows = np.concatenate([first, _next_corner(first)])
    columns = np.concatenate(
        [np.where(opposite, _next_corner(second), second), np.where(opposite, second, _next_corner(second))]
    )
    graph = coo_matrix((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(len(key), len(key)))
    return connected_components(graph, directed=False)[1].reshape(-1, 3).astype(np.int64), creases


def _next_corner(corner: Numbers) -> Numbers:
    return corner // 3 * 3 + (corner + 1) % 3
