"""The flat triangles of a mesh: where they look and how large they are, found once for all who ask."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.part import Mesh
from partwright.geometry.vectors import cross_columns

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Facets:
    """normals: (m, 3) float64 outward unit normals, zero for a triangle without area; a view of (3, m) columns, whose
    `.T` is what long sums want. areas: (m,) mm²."""

    normals: Floats
    areas: Floats


def facets_of(mesh: Mesh) -> Facets:
    """Normals and areas of the triangles of a mesh."""
    corners = corner_columns(mesh, mesh.triangles)
    first = corners[:, 0]
    doubled = cross_columns(corners[:, 1] - first, corners[:, 2] - first)
    lengths = np.sqrt(np.einsum("ij,ij->j", doubled, doubled))
    return Facets((doubled / np.where(lengths > 0, lengths, 1.0)).T, 0.5 * lengths)


def corner_columns(mesh: Mesh, triangles: NDArray[np.integer]) -> Floats:
    """(3 axes, 3 corners, n) the corners of (n, 3) triangles of a mesh: whole columns, for NumPy is slow on rows of
    three."""
    columns: Floats = np.ascontiguousarray(mesh.vertices.T).take(triangles.T, axis=1)
    return columns
