"""A body as seen from the spindle in each of its setups: levels, slopes and what lies above every face."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.part import Body
from partwright.manufacturing.processes.cnc_milling.setups import FLOOR_COSINE, WALL_COSINE

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clamping:
    """A body as seen in the chosen setups, all arrays (setups, faces) unless said otherwise.

    `top_mm` (setups,) is the level of the part's highest point along each direction, `high_mm` and `low_mm` the levels
    of each face's highest and lowest point. `cosine_low` and `cosine_high` bound the angle between face and direction.
    `slope_mm2` is the area of each face seen along the direction, `column_mm3` the volume above it up to the top.
    """

    body: Body
    directions: Floats
    reached: Floats
    top_mm: Floats
    high_mm: Floats
    low_mm: Floats
    cosine_low: Floats
    cosine_high: Floats
    slope_mm2: Floats
    column_mm3: Floats

    def is_floor(self, setup: int, face: int) -> bool:
        return bool(self.cosine_low[setup, face] > FLOOR_COSINE)

    def is_wall(self, setup: int, face: int) -> bool:
        return bool(self.cosine_low[setup, face] > -WALL_COSINE and self.cosine_high[setup, face] < WALL_COSINE)

    def depth_mm(self, setup: int, face: int) -> float:
        """How far the lowest point of a face lies below the part's top."""
        return float(self.top_mm[setup] - self.low_mm[setup, face])


def clamp(body: Body, *, directions: Floats, reached: Floats, cosine_low: Floats, cosine_high: Floats) -> Clamping:
    """The body seen in the chosen setups."""
    corners = body.mesh.corners()
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2
    faces, count = body.mesh.face_of_triangle(), len(body.faces)
    levels = body.mesh.vertices @ directions.T
    top = levels.max(axis=0)
    high = np.full((len(directions), count), -np.inf)
    low = np.full((len(directions), count), np.inf)
    slope, column = np.zeros((2, len(directions), count))
    of_triangles = levels[body.mesh.triangles]
    for setup, direction in enumerate(directions):
        np.maximum.at(high[setup], faces, of_triangles[:, :, setup].max(axis=1))
        np.minimum.at(low[setup], faces, of_triangles[:, :, setup].min(axis=1))
        seen = np.maximum(normals @ direction, 0.0)
        slope[setup] = np.bincount(faces, seen, minlength=count)
        below = top[setup] - of_triangles[:, :, setup].mean(axis=1)
        column[setup] = np.bincount(faces, seen * below, minlength=count)
    return Clamping(
        body=body,
        directions=directions,
        reached=reached,
        top_mm=top,
        high_mm=high,
        low_mm=low,
        cosine_low=cosine_low,
        cosine_high=cosine_high,
        slope_mm2=slope,
        column_mm3=column,
    )
