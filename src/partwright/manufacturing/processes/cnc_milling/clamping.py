"""A body in each of its setups: what is reached, how faces lie and what stands above them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.part import Body
from partwright.manufacturing.processes.cnc_milling.sides import Sides

Floats = NDArray[np.float64]
Rows = tuple[tuple[float, ...], ...]
Flags = NDArray[np.bool_]
FlagRows = tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clamping:
    """A body as seen in the chosen setups; plain rows, [setup][face] unless said otherwise.

    `rows` [setup] are the positions of the directions among the sides looked at.
    `top_mm` [setup] is the level of the part's highest point along each direction, `height_mm` [setup] its extent;
    `high_mm` and `low_mm` are the levels of each face's highest and lowest point. `floors` and `walls`: whether a face
    lies square to or along the spindle. `slope_mm2` is the area of each face seen along the direction, `column_mm3` the
    volume above it up to the top.
    """

    body: Body
    rows: tuple[int, ...]
    directions: Floats
    reached: Rows
    top_mm: tuple[float, ...]
    height_mm: tuple[float, ...]
    high_mm: Rows
    low_mm: Rows
    floors: FlagRows
    walls: FlagRows
    slope_mm2: Rows
    column_mm3: Rows

    def depth_mm(self, setup: int, face: int) -> float:
        """How far the lowest point of a face lies below the part's top."""
        return self.top_mm[setup] - self.low_mm[setup][face]


def clamp(sides: Sides, rows: Sequence[int], *, reached: Floats) -> Clamping:
    """The body in setups along some of its sides, in the order in which they are cut.

    The one with most to remove comes first, for that is the one held raw; setups beside the box come last.

    Args:
        rows: positions in `sides`. reached: (sides, faces) the share of each face that each side reaches.
    """
    chosen = list(rows)
    slope, column = _above(sides, chosen)
    work = (reached[chosen] * np.where(sides.cosine_low[chosen] > -0.02, column, 0.0)).sum(axis=1)
    scale = max(float(np.prod(sides.body.mass.oriented_box.size_mm)), 1e-9)
    shares = [round(float(removed) / scale, 3) for removed in work]
    order = sorted(range(len(chosen)), key=lambda number: (chosen[number] > 5, -shares[number], chosen[number]))
    picked = [chosen[number] for number in order]
    return Clamping(
        body=sides.body,
        rows=tuple(picked),
        directions=sides.directions[picked],
        reached=_rows(reached[picked]),
        top_mm=tuple(sides.top_mm[picked].tolist()),
        height_mm=tuple(sides.height_mm[picked].tolist()),
        high_mm=_rows(sides.high_mm[picked]),
        low_mm=_rows(sides.low_mm[picked]),
        floors=_flags(sides.floors[picked]),
        walls=_flags(sides.walls[picked]),
        slope_mm2=_rows(slope[order]),
        column_mm3=_rows(column[order]),
    )


def _above(sides: Sides, rows: Sequence[int]) -> tuple[Floats, Floats]:
    """(rows, faces) each: the area of faces seen along each direction and the volume above them up to the top."""
    mesh = sides.body.mesh
    a, b, c = (mesh.vertices.T[:, corner] for corner in mesh.triangles.T)
    (ux, uy, uz), (vx, vy, vz) = b - a, c - a
    doubled = np.stack([uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx])
    faces, count = mesh.face_of_triangle(), len(mesh.face_starts) - 1
    middles = (a + b + c) / 3
    slope, column = np.zeros((2, len(rows), count))
    for number, row in enumerate(rows):
        direction = sides.directions[row]
        seen = np.maximum(direction @ doubled, 0.0) / 2
        slope[number] = np.bincount(faces, seen, minlength=count)
        column[number] = np.bincount(faces, seen * (sides.top_mm[row] - direction @ middles), minlength=count)
    return slope, column


def _rows(values: Floats) -> Rows:
    return tuple(map(tuple, values.tolist()))


def _flags(values: Flags) -> FlagRows:
    return tuple(map(tuple, values.tolist()))
