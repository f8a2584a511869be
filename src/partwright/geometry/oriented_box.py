"""The box around a body along its main directions, the same however the body is turned.

Main directions are the normals of planes and the axes of turned faces, weighted by area; a mesh has those of its
triangles. Every pair of perpendicular main directions makes a frame, and so does every main direction with the
narrowest rectangle around the body seen along it. The frame with the smallest box wins; one that follows two main
directions is preferred to a rectangle that is only a little narrower, because it is how the part lies in a vise.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError

from partwright.geometry.arcs import NO_ARCS, Arcs
from partwright.geometry.mass import triangle_areas
from partwright.geometry.part import Face, Mesh, OrientedBox, Vector
from partwright.geometry.vectors import cross, cross_rows, lengths_of, unit_rows, vector

Floats = NDArray[np.float64]

SAME_DIRECTION = np.cos(np.radians(0.1))
PERPENDICULAR = np.sin(np.radians(0.1))
MOST_DIRECTIONS = 12
# A rectangle turned off the main directions must be this much narrower to be preferred.
TURNED_PENALTY = 1.05
# Boxes this close in volume count as equal; the heavier directions decide then.
EQUAL_WITHIN = 1e-6
# Below this share of its area on planes and turned faces a body also tries the facets of its hull.
SHAPED_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class _Frame:
    axes: Floats  # (3, 3) rows
    size: Floats
    middle: Floats  # along the axes
    cost: float
    weight: float


@dataclass(frozen=True, slots=True)
class _Outline:
    """What bounds a body: the corners of its hull and the exact arcs of its edges."""

    points: Floats
    arcs: Arcs

    def extents(self, axes: Floats) -> tuple[Floats, Floats]:
        """Lowest and highest place along each of (k, 3) axes."""
        along = axes @ self.points.T
        low, high = along.min(axis=1), along.max(axis=1)
        if len(self.arcs.centers):
            self.arcs.widen(axes, low, high)
        return low, high


def oriented_box(faces: Sequence[Face], mesh: Mesh, *, arcs: Arcs = NO_ARCS) -> OrientedBox:
    """The oriented box of a body.

    Sides are exact for bodies of planes and circles when the `arcs` of its edges are given, else as exact as the mesh.
    Any rotation of the body gives the same sizes.
    """
    if not len(mesh.vertices):
        return OrientedBox((0.0, 0.0, 0.0), ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)), (0.0, 0.0, 0.0))
    points, facets = _hull(mesh.vertices)
    outline = _Outline(points, arcs)
    directions, weights = _main_directions(faces, mesh, facets)
    frames = _paired(outline, directions, weights)
    frames += _turned(outline, directions, weights, facets, best=min((f.cost for f in frames), default=np.inf))
    best = min(frame.cost for frame in frames)
    equal = [frame for frame in frames if frame.cost <= best * (1.0 + EQUAL_WITHIN)]
    heaviest = max(frame.weight for frame in equal)
    chosen = next(frame for frame in equal if frame.weight >= heaviest * (1.0 - EQUAL_WITHIN))
    return _box(chosen)


def box_along_axes(mesh: Mesh, *, arcs: Arcs = NO_ARCS) -> tuple[Vector, Vector]:
    """Lowest and highest corner of the axis-parallel box, as exact as `oriented_box`."""
    if not len(mesh.vertices):
        return (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)
    low, high = _Outline(mesh.vertices, arcs).extents(np.eye(3))
    return vector(low), vector(high)


def _hull(points: Floats) -> tuple[Floats, Floats | None]:
    """Corners of the convex hull and its facet normals; all points when they lie in a plane or a line."""
    try:
        hull = ConvexHull(points)
    except (QhullError, ValueError):
        return points, None
    normals = hull.equations[:, :3]
    areas = triangle_areas(points[hull.simplices])
    return points[hull.vertices], normals * areas[:, None]


def _main_directions(faces: Sequence[Face], mesh: Mesh, facets: Floats | None) -> tuple[Floats, Floats]:
    """(k, 3) unit directions and their areas, the largest first, at least one."""
    weighted: list[Floats] = []
    shaped = sum(face.area_mm2 for face in faces if face.axis is not None)
    total = sum(face.area_mm2 for face in faces)
    rows = [(*face.axis, face.area_mm2) for face in faces if face.axis is not None]
    if rows:
        table = np.array(rows)
        weighted.append(table[:, :3] * table[:, 3:])
    if not faces:
        corners = mesh.corners()
        weighted.append(0.5 * cross_rows(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]))
    if facets is not None and (not faces or shaped < SHAPED_SHARE * total):
        weighted.append(facets)
        weighted.append(_principal_axes(mesh) * 1e-6)
    if not weighted:
        weighted.append(_principal_axes(mesh))
    return _clustered(np.concatenate(weighted))


def _clustered(vectors: Floats) -> tuple[Floats, Floats]:
    """Directions (sign aside) of weighted vectors, merged where they agree, the heaviest first."""
    lengths = lengths_of(vectors)
    order = np.argsort(-lengths, kind="stable")
    order = order[lengths[order] > 0]
    units, left = unit_rows(vectors[order]), lengths[order]
    directions: list[Floats] = []
    weights: list[float] = []
    while len(units) and len(directions) < 4 * MOST_DIRECTIONS:
        same = np.abs(units @ units[0]) >= SAME_DIRECTION
        directions.append(units[0])
        weights.append(float(left[same].sum()))
        units, left = units[~same], left[~same]
    if not directions:
        return np.eye(3), np.ones(3)
    heaviest = np.argsort(-np.array(weights), kind="stable")[:MOST_DIRECTIONS]
    return np.array(directions)[heaviest], np.array(weights)[heaviest]


def _principal_axes(mesh: Mesh) -> Floats:
    corners = mesh.corners()
    areas = triangle_areas(corners)
    middles = corners.mean(axis=1)
    total = areas.sum()
    if total <= 0:
        return np.eye(3)
    offset = middles - (areas[:, None] * middles).sum(axis=0) / total
    _, axes = np.linalg.eigh(np.einsum("i,ij,ik->jk", areas, offset, offset))
    principal: Floats = axes.T
    return principal


def _paired(outline: _Outline, directions: Floats, weights: Floats) -> list[_Frame]:
    """A frame for every two perpendicular main directions."""
    first, second = np.nonzero(np.triu(np.abs(directions @ directions.T) <= PERPENDICULAR, 1))
    return _frames(outline, directions[first], directions[second], weights[first] + weights[second], penalty=1.0)


def _turned(
    outline: _Outline, directions: Floats, weights: Floats, facets: Floats | None, *, best: float
) -> list[_Frame]:
    """A frame for every main direction with the narrowest rectangle across it, without those that cannot win because
    already the silhouette of the hull is too large for a box better than one that costs `best`."""
    found: list[tuple[int, _Frame]] = []
    least = _least_costs(outline.points, directions, facets)
    for number in np.argsort(least, kind="stable").tolist():
        if least[number] > best * (1.0 + 2.0 * EQUAL_WITHIN):
            break
        chosen = slice(number, number + 1)
        side = _narrowest_side(outline.points, vector(directions[number]))
        (frame,) = _frames(outline, directions[chosen], side[None, :], weights[chosen], penalty=TURNED_PENALTY)
        best = min(best, frame.cost)
        found.append((number, frame))
    return [frame for _, frame in sorted(found, key=lambda item: item[0])]


def _least_costs(points: Floats, directions: Floats, facets: Floats | None) -> Floats:
    """What a turned frame along each direction costs at least: the volume over the silhouette of the hull.

    Args:
        facets: normals of the hull as long as the areas are, None where it has none; then nothing is known.
    """
    if facets is None:
        return np.zeros(len(directions))
    silhouettes = 0.5 * np.abs(directions @ facets.T).sum(axis=1)
    least: Floats = silhouettes * np.ptp(directions @ points.T, axis=1) * TURNED_PENALTY
    return least


def _narrowest_side(points: Floats, direction: Vector) -> Floats:
    """The direction across `direction` along which the smallest rectangle around the points lies.

    Source:
        Freeman & Shapira 1975: one side of the smallest rectangle lies on a side of the convex hull.
    """
    smallest = min(range(3), key=lambda axis: abs(direction[axis]))
    helper = (float(smallest == 0), float(smallest == 1), float(smallest == 2))
    along_x = unit_rows(np.array(cross(direction, helper)))
    along_y = np.array(cross(direction, vector(along_x)))
    flat = np.stack([points @ along_x, points @ along_y], axis=1)
    try:
        corners = flat[ConvexHull(flat).vertices]
    except (QhullError, ValueError):
        return along_x
    sides = unit_rows(np.concatenate([corners[1:], corners[:1]]) - corners)
    normals = np.stack([-sides[:, 1], sides[:, 0]], axis=1)
    lengths, widths = np.ptp(sides @ corners.T, axis=1), np.ptp(normals @ corners.T, axis=1)
    best = sides[int(np.argmin(lengths * widths))]
    side: Floats = best[0] * along_x + best[1] * along_y
    return side


def _frames(outline: _Outline, first: Floats, second: Floats, weights: Floats, *, penalty: float) -> list[_Frame]:
    """The frames along (k, 3) directions `first` and, across them, towards `second`."""
    if not len(first):
        return []
    second = unit_rows(second - np.einsum("ij,ij->i", second, first)[:, None] * first)
    axes = np.stack([first, second, cross_rows(first, second)], axis=1)
    low, high = outline.extents(axes.reshape(-1, 3))
    size, middle = (high - low).reshape(-1, 3), (0.5 * (low + high)).reshape(-1, 3)
    diagonals = np.maximum(lengths_of(size), 1e-300)
    # A flat body has no volume: a trace of thickness lets its area decide.
    costs = np.prod(np.maximum(size / diagonals[:, None], 1e-9), axis=1) * diagonals**3 * penalty
    return [_Frame(*values) for values in zip(axes, size, middle, costs.tolist(), weights.tolist(), strict=True)]


def _box(frame: _Frame) -> OrientedBox:
    order = np.argsort(-frame.size, kind="stable")
    axes = frame.axes[order].copy()
    axes[2] = cross_rows(axes[0], axes[1])
    center = frame.middle @ frame.axes
    return OrientedBox(vector(center), (vector(axes[0]), vector(axes[1]), vector(axes[2])), vector(frame.size[order]))
