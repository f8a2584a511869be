"""Volume, area, center and inertia of a closed mesh by the divergence theorem."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.part import Vector
from partwright.geometry.vectors import cross_columns, vector


@dataclass(frozen=True, slots=True)
class Solidity:
    """What a mesh encloses; `volume_mm3` is negative when it is inside out.

    `inertia` is about the center, per unit density (mm⁵).
    """

    volume_mm3: float
    area_mm2: float
    center: Vector
    inertia: tuple[Vector, Vector, Vector]


def triangle_areas(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """(m,) areas of (m, 3, 3) corner points."""
    # by columns: several times faster than NumPy's cross product of rows
    ax, ay, az = (corners[:, 1] - corners[:, 0]).T
    bx, by, bz = (corners[:, 2] - corners[:, 0]).T
    areas: NDArray[np.float64] = 0.5 * np.sqrt(
        (ay * bz - az * by) ** 2 + (az * bx - ax * bz) ** 2 + (ax * by - ay * bx) ** 2
    )
    return areas


def solidity_of(corners: NDArray[np.float64]) -> Solidity:
    """Mass properties at density 1 of the mesh whose triangles have (m, 3, 3) `corners`, wound outward.

    Each triangle spans a tetrahedron with a reference point near the mesh; signed, they add up to the solid. An open or
    flat mesh has its area and the centroid of its surface.

    Source:
        Tonon 2004, explicit exact formulas for the 3-D tetrahedron inertia tensor.
    """
    columns = np.ascontiguousarray(corners.transpose(2, 1, 0))  # (3 axes, 3 corners, m)
    reference = columns.mean(axis=(1, 2))
    local = columns - reference[:, None, None]
    a, b, c = local[:, 0], local[:, 1], local[:, 2]
    normals = cross_columns(b - a, c - a)
    areas = 0.5 * np.sqrt(np.einsum("ij,ij->j", normals, normals))
    area = float(areas.sum())
    sixfold = np.einsum("ij,ij->j", a, normals)  # as a · (b × c)
    volume = float(sixfold.sum()) / 6.0
    scale = float(np.abs(local).max(initial=0.0)) ** 3
    total = a + b + c
    if abs(volume) <= 1e-12 * scale:
        centroid = reference + total @ areas / (3.0 * area) if area > 0 else reference
        return Solidity(0.0, area, vector(centroid), ((0.0, 0.0, 0.0),) * 3)
    center = total @ sixfold / (24.0 * volume)
    # ∫ x xᵀ over a tetrahedron with one corner at the origin is |6V|/120 (Σ vᵢvᵢᵀ + s sᵀ), s the sum of the others.
    vertices = local.reshape(3, -1)
    second = ((total * sixfold) @ total.T + (vertices * np.tile(sixfold, 3)) @ vertices.T) / 120.0
    second -= volume * np.outer(center, center)
    inertia = np.trace(second) * np.eye(3) - second
    rows = tuple(vector(row) for row in inertia)
    return Solidity(volume, area, vector(center + reference), (rows[0], rows[1], rows[2]))
