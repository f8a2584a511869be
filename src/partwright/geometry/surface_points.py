"""Points spread over the surface of a mesh by area, the same ones every time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.mass import triangle_areas
from partwright.geometry.part import Mesh

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

# Fractions of a sequence that fills the unit square evenly; source: Roberts 2018, the R2 sequence.
EVEN_STEPS = np.array([0.7548776662466927, 0.5698402909980532])
CENTROID = (4.0 / 9.0, 0.5)  # its place in the unit square, see `_in_triangles`
NO_AREA = 1e-12  # share of the whole below which a triangle is a line


@dataclass(frozen=True, slots=True, eq=False)
class SurfacePoints:
    """points: (n, 3) float64 mm. triangle: (n,) the one each lies on. area_mm2: (n,) what each stands for."""

    points: Floats
    triangle: Numbers
    area_mm2: Floats


def points_on_triangles(mesh: Mesh, *, count: int, most: int) -> SurfacePoints:
    """About `count` points by area, at least one on every triangle; of more than `most` triangles as many by area."""
    areas = triangle_areas(mesh.corners())
    total = float(areas.sum())
    numbers = np.flatnonzero(areas > NO_AREA * total)
    if len(numbers) > most:
        numbers = numbers[np.unique(np.linspace(0, len(numbers) - 1, most).astype(np.int64))]
    each = np.maximum(1, np.ceil(areas[numbers] * (count / max(total, 1e-300)))).astype(np.int64)
    triangle = np.repeat(numbers, each)
    return _points(mesh, triangle, np.repeat(areas[numbers] / each, each), single=np.repeat(each == 1, each))


def points_on_faces(mesh: Mesh, *, count: int, least: int) -> SurfacePoints:
    """About `count` points by area, at least `least` on every face that has an area."""
    areas = triangle_areas(mesh.corners())
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
    return _points(mesh, np.minimum(triangle, len(areas) - 1), area, single=np.zeros(len(face), dtype=bool))


def _points(mesh: Mesh, triangle: Numbers, area: Floats, *, single: NDArray[np.bool_]) -> SurfacePoints:
    """Points on triangles, in even steps over the run of each; the centroid where `single`."""
    begins = np.flatnonzero(np.diff(triangle, prepend=-1))
    step = np.arange(len(triangle)) - np.repeat(begins, np.diff(begins, append=len(triangle)))
    place = (0.5 + np.outer(step, EVEN_STEPS)) % 1.0
    place[single] = CENTROID
    return SurfacePoints(_in_triangles(mesh.vertices[mesh.triangles[triangle]], place), triangle, area)


def _in_triangles(corners: Floats, place: Floats) -> Floats:
    """Points of triangles from places in the unit square, equal areas for equal areas."""
    root, share = np.sqrt(place[:, :1]), place[:, 1:]
    points: Floats = (1 - root) * corners[:, 0] + root * (1 - share) * corners[:, 1] + root * share * corners[:, 2]
    return points
