"""The sharp edges of a mesh, to be drawn."""

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.vectors import cross_rows, unit_rows

SHARP_DEG = 30.0
MOST_LINES = 200_000


def crease_lines(
    vertices: NDArray[np.float64], triangles: NDArray[np.int32]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """`edge_points` and `edge_starts` of a mesh: a line for each edge where it bends by 30° or more, or ends."""
    corners = vertices[triangles]
    normals = unit_rows(cross_rows(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]))
    sides = np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1)
    owners = np.tile(np.arange(len(triangles)), 3)
    keys = sides[:, 0].astype(np.int64) * len(vertices) + sides[:, 1]
    order = np.argsort(keys, kind="stable")
    keys, owners, sides = keys[order], owners[order], sides[order]
    firsts = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.diff(np.append(firsts, len(keys)))
    drawn = counts != 2
    pairs = firsts[counts == 2]
    bend = np.einsum("ij,ij->i", normals[owners[pairs]], normals[owners[pairs + 1]])
    drawn[counts == 2] = bend < np.cos(np.radians(SHARP_DEG))
    lines = sides[firsts[drawn]][:MOST_LINES]
    points: NDArray[np.float64] = vertices[lines.reshape(-1)]
    return points, np.arange(0, 2 * len(lines) + 1, 2, dtype=np.int32)
