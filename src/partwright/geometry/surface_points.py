"""Points spread over the surface of a mesh by area, the same ones every time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.facets import corner_columns
from partwright.geometry.part import Mesh

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

# Fractions of a sequence that fills the unit square evenly; source: Roberts 2018, the R2 sequence.
EVEN_STEPS = np.array([0.7548776662466927, 0.5698402909980532])
CENTROID = (4.0 / 9.0, 0.5)  # its place in the unit square, see `_points`
NO_AREA = 1e-12  # share of the whole below which a triangle is a line


@dataclass(frozen=True, slots=True, eq=False)
class SurfacePoints:
    """points: (n, 3) float64 mm, a view of columns. triangle: (n,) the one each lies on, in rising order. area_mm2:
    (n,) what each stands for."""

    points: Floats
    triangle: Numbers
    area_mm2: Floats


def points_on_triangles(mesh: Mesh, areas: Floats, *, count: int, most: int) -> SurfacePoints:
    """About `count` points by area, at least one on every triangle; of more than `most` triangles as many by area.

    Args:
        areas: (m,) of the triangles, mm².
    """
    total = float(areas.sum())
    numbers = np.flatnonzero(areas > NO_AREA * total)
    if len(numbers) > most:
        numbers = numbers[np.unique(np.linspace(0, len(numbers) - 1, most).astype(np.int64))]
    each = np.maximum(1, np.ceil(areas[numbers] * (count / max(total, 1e-300)))).astype(np.int64)
    return _points(mesh, numbers, each, np.repeat(areas[numbers] / each, each), centered=each == 1)


def points_on_faces(mesh: Mesh, areas: Floats, *, count: int, least: int) -> SurfacePoints:
    """About `count` points by area, at least `least` on every face that has an area; `areas` as above."""
    upto = np.concatenate([[0.0], np.cumsum(areas)])
    starts = upto[mesh.face_starts]
    of_faces = np.diff(starts)
    total = float(upto[-1])
    each = np.maximum(least, np.ceil(of_faces * (count / max(total, 1e-300)))).astype(np.int64)
    each[of_faces <= NO_AREA * total] = 0
    face = np.repeat(np.arange(len(each)), each)
    area = (of_faces / np.maximum(each, 1))[face]
    number = np.arange(len(face)) - np.repeat(np.cumsum(each) - each, each)
    triangle = np.searchsorted(upto, starts[face] + (number + 0.5) * area, side="right") - 1
    triangle = np.minimum(triangle, len(areas) - 1)
    begins = np.flatnonzero(np.diff(triangle, prepend=-1))
    runs = np.diff(begins, append=len(triangle))
    return _points(mesh, triangle[begins], runs, area, centered=np.zeros(len(runs), dtype=bool))


def _points(
    mesh: Mesh, triangles: Numbers, each: Numbers, area: Floats, *, centered: NDArray[np.bool_]
) -> SurfacePoints:
    """So many points on `each` of some triangles, in even steps over the run of each; the centroid where `centered`."""
    longest = int(each.max(initial=0))
    # The places of the longest run are those of all; the centroid is one more.
    places = 0.5 + np.outer(EVEN_STEPS, np.arange(longest))
    places = np.concatenate([places - np.floor(places), np.array(CENTROID)[:, None]], axis=1)
    root = np.sqrt(places[0])  # equal areas for equal areas of the unit square
    shares = np.stack([root * (1.0 - places[1]), root * places[1]])  # of the second and third corner
    step = np.arange(int(each.sum())) - np.repeat(np.cumsum(each) - each, each)
    step[np.repeat(centered, each)] = longest
    second, third = shares.take(step, axis=1)
    corners = corner_columns(mesh, mesh.triangles[triangles])
    first, along, aside = (
        np.repeat(part, each, axis=1)
        for part in (corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    )
    return SurfacePoints((first + second * along + third * aside).T, np.repeat(triangles, each), area)
