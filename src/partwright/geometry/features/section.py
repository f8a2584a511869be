"""The outline of a recess seen along its axis: how wide it is and whether it closes."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.face_graph import FaceGraph
from partwright.geometry.part import SurfaceKind

Floats = NDArray[np.float64]

OPPOSED = -0.9  # cosine between the normals of two walls that face each other
GAP = 0.02  # share of the outline that may be missing where it counts as closed
PAIRS_AT_ONCE = 20_000  # of points that are compared with each other in one step


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """Walls as lines in the plane across an axis.

    starts, ends: (n, 2) float64 mm. normals: (n, 2) out of the material, into the open. flat: (n,) whether
    a line is a plane and not one facet of what curves. closed: whether the lines go all
    around. enclosed_mm2: what closed walls hold, negative where they stand around material instead. length_mm: how far
    the walls reach along the axis.
    """

    starts: Floats
    ends: Floats
    normals: Floats
    flat: NDArray[np.bool_]
    closed: bool
    enclosed_mm2: float
    length_mm: float

    @property
    def has_facing_walls(self) -> bool:
        """Whether two walls look at each other."""
        return bool(np.isfinite(_gaps(self)).any())

    @property
    def width_mm(self) -> float:
        """The widest cutter that passes the narrowest place: between walls that face each other, else the largest
        circle that touches the walls; 0 without walls."""
        gaps = _gaps(self)
        narrowest = float(gaps.min(initial=np.inf))
        return narrowest if np.isfinite(narrowest) else _largest_circle(self)


def frame_across(axis: Floats) -> Floats:
    """(3, 2) float64: two unit vectors across an axis, as columns."""
    x, y, z = axis.tolist()
    side = (0.0, z, -y) if abs(x) <= min(abs(y), abs(z)) else (-z, 0.0, x) if abs(y) <= abs(z) else (y, -x, 0.0)
    length = (side[0] ** 2 + side[1] ** 2 + side[2] ** 2) ** 0.5
    a, b, c = side[0] / length, side[1] / length, side[2] / length
    return np.array([[a, y * c - z * b], [b, z * a - x * c], [c, x * b - y * a]])


def section_of(graph: FaceGraph, walls: Iterable[int], axis: Floats) -> Section:
    """The section of walls that run along `axis`: a line for each plane, one per facet of what curves."""
    runs = [graph.triangles(face) for face in walls]
    if not runs:
        empty = np.zeros((0, 2))
        return Section(empty, empty, empty, np.zeros(0, dtype=bool), False, 0.0, 0.0)
    rows = np.concatenate([np.arange(run.start, run.stop) for run in runs])
    corners = graph.body.mesh.vertices[graph.body.mesh.triangles[rows]]
    frame = frame_across(axis)
    normals = graph.normals[rows] @ frame
    points = corners @ frame + (graph.rises[rows, None] * normals)[:, None, :]
    starts, ends, normals, first = _lines(points, normals)
    lengths = np.sqrt(np.einsum("ij,ij->i", ends - starts, ends - starts))
    opening = lengths @ normals
    closed = bool(np.hypot(opening[0], opening[1]) < GAP * lengths.sum())
    middles = 0.5 * (starts + ends)
    enclosed = -0.5 * float(np.einsum("ij,ij,i->", middles - middles.mean(axis=0), normals, lengths))
    flat = graph.rises[rows[first]] == 0.0
    return Section(starts, ends, normals, flat, closed, enclosed, float(np.ptp(corners @ axis)))


def _lines(points: Floats, normals: Floats) -> tuple[Floats, Floats, Floats, NDArray[np.int64]]:
    """The lines that triangles make seen edge on; those on one line are one, as the pieces of a wall that something
    else cut apart.

    Args:
        points: (n, 3, 2) corners. normals: (n, 2).
    Returns:
        Starts, ends, normals and the first triangle of each line.
    """
    tangents = np.stack([-normals[:, 1], normals[:, 0]], axis=1)
    along = np.einsum("ijk,ik->ij", points, tangents)
    offsets = np.einsum("ik,ik->i", points[:, 0], normals)
    scale = max(float(np.ptp(points.reshape(-1, 2), axis=0).max()), 1e-9)
    keys = np.rint(normals[:, 0] * 200) * 1e8 + np.rint(normals[:, 1] * 200) * 1e4 + np.rint(offsets / scale * 1e3)
    order = np.argsort(keys, kind="stable")
    begins = np.flatnonzero(np.diff(keys[order], prepend=np.nan) != 0.0)
    first = order[begins]
    low = np.minimum.reduceat(along.min(axis=1)[order], begins)
    high = np.maximum.reduceat(along.max(axis=1)[order], begins)
    base = offsets[first, None] * normals[first]
    return base + low[:, None] * tangents[first], base + high[:, None] * tangents[first], normals[first], first


def held_volume(graph: FaceGraph, walls: Iterable[int], axis: Floats) -> float:
    """What closed walls along `axis` hold between their two ends, mm³, by the divergence theorem across the axis.

    Exact for planes and cylinders, whatever the triangles: about its own axis a cylinder gives radius × area.
    """
    walls = tuple(walls)
    frame = frame_across(axis)
    reference = graph.points(walls[0]).mean(axis=0)
    total = 0.0
    for face in walls:
        values = graph.body.faces[face]
        run = graph.triangles(face)
        if values.surface is SurfaceKind.PLANE:
            inward = ((np.asarray(values.centroid) - reference) @ frame) @ (np.asarray(values.axis) @ frame)
            total += float(inward) * values.area_mm2
        elif values.surface is SurfaceKind.CYLINDER and values.origin is not None and values.radius_mm is not None:
            flux = graph.areas[run] @ graph.normals[run]
            total += (1.0 if values.convex else -1.0) * values.radius_mm * values.area_mm2
            total += float(((np.asarray(values.origin) - reference) @ frame) @ (flux @ frame))
        else:
            corners = graph.body.mesh.vertices[graph.body.mesh.triangles[run]]
            middle = (corners.mean(axis=1) - reference) @ frame
            total += float(np.einsum("ij,ij,i->", middle, graph.normals[run] @ frame, graph.areas[run]))
    return -0.5 * total


def _gaps(section: Section) -> Floats:
    """mm from places on each line straight across to the line that faces it, inf where none does."""
    starts, ends, normals = section.starts, section.ends, section.normals
    if len(starts) == 0:
        return np.full(0, np.inf)
    chords = ends - starts
    squared = np.maximum(np.einsum("ij,ij->i", chords, chords), 1e-24)
    cosine = normals @ normals.T
    pairs = cosine < OPPOSED
    every = np.flatnonzero(pairs.any(axis=1))
    if len(every) == 0:
        return np.full(0, np.inf)
    gaps = []
    flat = every[section.flat[every]]
    for place, facing in ((0.5, every), (0.05, flat), (0.95, flat)):
        origins = starts[facing] + place * chords[facing]
        across = origins[:, None, :] - starts[None, :, :]
        height = np.einsum("ijk,jk->ij", across, normals)  # of the origin above each line
        distance = height / -np.minimum(cosine[facing], OPPOSED)
        landing = across + distance[:, :, None] * normals[facing][:, None, :]
        along = np.einsum("ijk,jk->ij", landing, chords) / squared
        hit = pairs[facing] & (distance > 1e-9) & (along > -1e-6) & (along < 1 + 1e-6)
        gaps.append(np.where(hit, distance, np.inf).min(axis=1))
    return np.concatenate(gaps)


def _largest_circle(section: Section) -> float:
    """Diameter of the largest circle that touches a wall from the open side and crosses none."""
    starts, ends, normals = section.starts, section.ends, section.normals
    if len(starts) < 2:
        return float(np.linalg.norm(ends - starts, axis=1).max(initial=0.0))
    shares = np.linspace(0.02, 0.98, 25)
    points = (starts[:, None, :] + (ends - starts)[:, None, :] * shares[None, :, None]).reshape(-1, 2)
    ways = np.repeat(normals, len(shares), axis=0)
    # A few rows at a time: the tables of all pairs then stay in the processor's cache.
    rows = max(1, PAIRS_AT_ONCE // len(points))
    radius = np.concatenate(
        [
            _largest_radii(points[first : first + rows], ways[first : first + rows], points)
            for first in range(0, len(points), rows)
        ]
    )
    span = float(np.ptp(points, axis=0).max())
    return min(2.0 * float(radius[np.isfinite(radius)].max(initial=0.0)), span) or span


def _largest_radii(touched: Floats, ways: Floats, points: Floats) -> Floats:
    """(n,) radius of the largest circle that touches a line at each of (n, 2) places, on the side of `ways`, and holds
    none of `points`; inf where none limits it."""
    across = points[:, 0] - touched[:, 0, None]
    up = points[:, 1] - touched[:, 1, None]
    ahead = across * ways[:, 0, None] + up * ways[:, 1, None]
    squared = across * across + up * up
    radii: Floats = np.where(ahead > 1e-9 * (1 + squared), squared / np.maximum(2 * ahead, 1e-12), np.inf).min(axis=1)
    return radii
