"""A body as seen from each direction it might be cut from: how high its faces reach and how they lie."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.part import Body, SurfaceKind, Vector

FLOOR_COSINE = 0.999  # a face square to the spindle within 2.6°
WALL_COSINE = 0.02  # a face along the spindle within 1.1°

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sides:
    """A body from several directions, each pointing from the part to the spindle.

    directions: (d, 3). top_mm, height_mm: (d,) level of the highest point and the extent along each direction.
    high_mm, low_mm: (d, f) levels of each face's highest and lowest point, -inf and inf for a face without triangles.
    cosine_low, cosine_high: (d, f) the smallest and the largest cosine between a direction and a face's normals.
    """

    body: Body
    directions: Floats
    top_mm: Floats
    height_mm: Floats
    high_mm: Floats
    low_mm: Floats
    cosine_low: Floats
    cosine_high: Floats

    @property
    def floors(self) -> Flags:
        """(d, f) whether a face lies square to a direction."""
        found: Flags = self.cosine_low > FLOOR_COSINE
        return found

    @property
    def walls(self) -> Flags:
        """(d, f) whether a face lies along a direction."""
        found: Flags = (self.cosine_low > -WALL_COSINE) & (self.cosine_high < WALL_COSINE)
        return found


def sides_of(body: Body, directions: Sequence[Vector], *, normals: Floats) -> Sides:
    """A body as seen from each of some directions.

    A direction and its opposite are one look: levels and cosines change signs, high and low change places.

    Args:
        normals: (m, 3) outward unit normals of the triangles, zero for one without area.
    """
    axes, axis_of, sign = _axes(directions)
    levels = axes @ body.mesh.vertices.T
    highest, lowest = levels.max(axis=1), levels.min(axis=1)
    starts = body.mesh.face_starts
    filled = np.flatnonzero(np.diff(starts))
    at_corners = np.take(levels, body.mesh.triangles.ravel(), axis=1)
    low_mm, high_mm = _bounds(at_corners, 3 * starts, filled, empty=(np.inf, -np.inf))
    low, high = _cosine_bounds(axes @ normals.T, normals, starts, filled)
    vectors = np.asarray(directions, dtype=np.float64).reshape(-1, 3)
    up = (sign > 0)[:, None]
    sides = Sides(
        body=body,
        directions=vectors,
        top_mm=np.where(sign > 0, highest[axis_of], -lowest[axis_of]),
        height_mm=(highest - lowest)[axis_of],
        high_mm=np.where(up, high_mm[axis_of], -low_mm[axis_of]),
        low_mm=np.where(up, low_mm[axis_of], -high_mm[axis_of]),
        cosine_low=np.where(up, low[axis_of], -high[axis_of]),
        cosine_high=np.where(up, high[axis_of], -low[axis_of]),
    )
    planes = [k for k, face in enumerate(body.faces) if face.surface is SurfaceKind.PLANE and face.axis is not None]
    if planes:  # exact where the surface says so, whatever the triangles
        lie = vectors @ np.array([body.faces[k].axis for k in planes]).T
        sides.cosine_low[:, planes] = sides.cosine_high[:, planes] = lie
    return sides


def _axes(directions: Sequence[Vector]) -> tuple[Floats, NDArray[np.intp], Floats]:
    """One of each pair of opposite directions; for every direction its number among them and which way it goes."""
    numbers: dict[Vector, int] = {}
    axis_of, sign = [], []
    for x, y, z in directions:
        opposite = numbers.get((-x, -y, -z))
        sign.append(1.0 if opposite is None else -1.0)
        axis_of.append(numbers.setdefault((x, y, z), len(numbers)) if opposite is None else opposite)
    return np.array(list(numbers)), np.array(axis_of, dtype=np.intp), np.array(sign)


def _bounds(
    values: Floats, starts: NDArray[np.int32], filled: NDArray[np.intp], *, empty: tuple[float, float]
) -> tuple[Floats, Floats]:
    """(a, f) each: the least and the greatest of each run of (a, n) values; `empty` for runs that hold none."""
    shape = (len(values), len(starts) - 1)
    least, most = np.full(shape, empty[0]), np.full(shape, empty[1])
    if len(filled):
        least[:, filled] = np.minimum.reduceat(values, starts[filled], axis=1)
        most[:, filled] = np.maximum.reduceat(values, starts[filled], axis=1)
    return least, most


def _cosine_bounds(
    cosines: Floats, normals: Floats, starts: NDArray[np.int32], filled: NDArray[np.intp]
) -> tuple[Floats, Floats]:
    """(a, f) each: bounds of the cosines of each face, triangles without area left out."""
    shown = normals.any(axis=1)
    if not shown.all():
        upto = np.concatenate([[0], np.cumsum(shown)])
        cosines, starts = cosines[:, shown], upto[starts].astype(np.int32)
        filled = np.flatnonzero(np.diff(starts))
    return _bounds(cosines, starts, filled, empty=(1.0, -1.0))
