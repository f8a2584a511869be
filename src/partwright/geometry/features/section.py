"""The outline of a recess seen along its axis: how wide it is and whether it closes."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.face_graph import FaceGraph
from partwright.geometry.part import SurfaceKind

Floats = NDArray[np.float64]

OPPOSED = -0.9  # cosine between the normals of two walls that face each other
GAP = 0.02  # share of the outline that may be missing where it counts as closed
FEW = 8  # of the points along walls, every how manieth is asked first: three a wall
PAIRS_AT_ONCE = 20_000  # of points that are compared with each other in one step

_KEY = np.array([1e8, 1e4])  # normals and offset of a line as one number
_ZERO = np.zeros(1, dtype=np.int64)
_PLACES = np.array([0.5, 0.05, 0.95])  # along a line, where the way across is measured: the last two of planes only
_SHARES = np.linspace(0.02, 0.98, 25)  # along a line, where a circle may touch it


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
    frame = frame_across(axis)
    corners = _joined(graph.corners, [slice(3 * run.start, 3 * run.stop) for run in runs])
    rises = _joined(graph.rises, runs)
    normals = _joined(graph.normals, runs) @ frame
    points = (corners @ frame).reshape(-1, 3, 2) + (rises[:, None] * normals)[:, None, :]
    starts, ends, normals, first = _lines(points, normals)
    chords = ends - starts
    lengths = np.sqrt(chords[:, 0] * chords[:, 0] + chords[:, 1] * chords[:, 1])
    closed = math.hypot(*(lengths @ normals).tolist()) < GAP * float(lengths.sum())
    middles = 0.5 * (starts + ends)
    apart = (middles - middles.sum(axis=0) / len(middles)) * normals
    levels = corners @ axis
    reach = float(levels.max() - levels.min())
    return Section(starts, ends, normals, rises[first] == 0.0, closed, -0.5 * float((lengths @ apart).sum()), reach)


def _joined(rows: Floats, runs: list[slice]) -> Floats:
    return rows[runs[0]] if len(runs) == 1 else np.concatenate([rows[run] for run in runs])


def _lines(points: Floats, normals: Floats) -> tuple[Floats, Floats, Floats, NDArray[np.int64]]:
    """The lines that triangles make seen edge on; those on one line are one, as the pieces of a wall that something
    else cut apart.

    Args:
        points: (n, 3, 2) corners. normals: (n, 2).
    Returns:
        Starts, ends, normals and the first triangle of each line.
    """
    x, y = points[:, :, 0], points[:, :, 1]
    along = y * normals[:, :1] - x * normals[:, 1:]
    offsets = x[:, 0] * normals[:, 0] + y[:, 0] * normals[:, 1]
    scale = max(float(x.max() - x.min()), float(y.max() - y.min()), 1e-9)
    keys = np.rint(normals * 200) @ _KEY + np.rint(offsets / scale * 1e3)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    begins = np.concatenate([_ZERO, np.flatnonzero(keys[1:] != keys[:-1]) + 1])
    first, levels = order[begins], along[order].reshape(-1)
    normals, offsets = normals[first], offsets[first]
    ends = np.stack([np.minimum.reduceat(levels, 3 * begins), np.maximum.reduceat(levels, 3 * begins)])
    middle_x, middle_y = offsets * normals[:, 0], offsets * normals[:, 1]
    lines = np.stack([middle_x - ends * normals[:, 1], middle_y + ends * normals[:, 0]], axis=2)
    return lines[0], lines[1], normals, first


def held_volume(graph: FaceGraph, walls: Iterable[int], axis: Floats) -> float:
    """What closed walls along `axis` hold between their two ends, mm³, by the divergence theorem across the axis.

    Exact for planes and cylinders, whatever the triangles: about its own axis a cylinder gives radius × area.
    """
    walls = tuple(walls)
    frame = frame_across(axis)
    first = graph.points(walls[0])
    reference = first.sum(axis=0) / len(first)
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
            middle = (graph.points(face).reshape(-1, 3, 3).mean(axis=1) - reference) @ frame
            total += float(np.einsum("ij,ij,i->", middle, graph.normals[run] @ frame, graph.areas[run]))
    return -0.5 * total


def _gaps(section: Section) -> Floats:
    """mm from places on each line straight across to the line that faces it, inf where none does."""
    starts, ends, normals = section.starts, section.ends, section.normals
    if len(starts) == 0:
        return np.full(0, np.inf)
    chords = ends - starts
    cosine = normals @ normals.T
    every = np.flatnonzero(cosine.min(axis=1) < OPPOSED)
    if len(every) == 0:
        return np.full(0, np.inf)
    flat = every[section.flat[every]]
    facing = np.concatenate([every, flat, flat])
    places = np.repeat(_PLACES, (len(every), len(flat), len(flat)))
    rows = max(1, PAIRS_AT_ONCE // len(starts))
    return np.concatenate(
        [
            _gaps_across(starts, chords, normals, facing[begin : begin + rows], places[begin : begin + rows])
            for begin in range(0, len(facing), rows)
        ]
    )


def _gaps_across(starts: Floats, chords: Floats, normals: Floats, facing: NDArray[np.intp], places: Floats) -> Floats:
    """(k,) mm from `places`, shares of the way along the lines `facing`, straight across to the nearest line."""
    ways, lines = normals[facing], chords[facing]
    origins = starts[facing] + places[:, None] * lines
    x = origins[:, :1] - starts[:, 0]
    y = origins[:, 1:] - starts[:, 1]
    cosine = ways @ normals.T
    height = x * normals[:, 0] + y * normals[:, 1]  # of the origin above each line
    distance = height / -np.minimum(cosine, OPPOSED)
    # where the way across lands along each line, of its squared length
    along = x * chords[:, 0] + y * chords[:, 1] + distance * (ways @ chords.T)
    squared = np.maximum(np.einsum("ij,ij->i", chords, chords), 1e-24)
    slack = 1e-6 * squared
    hit = (cosine < OPPOSED) & (distance > 1e-9) & (along > -slack) & (along < squared + slack)
    gaps: Floats = np.where(hit, distance, np.inf).min(axis=1)
    return gaps


def _largest_circle(section: Section) -> float:
    """Diameter of the largest circle that touches a wall from the open side and crosses none."""
    starts, ends, normals = section.starts, section.ends, section.normals
    if len(starts) < 2:
        return float(np.linalg.norm(ends - starts, axis=1).max(initial=0.0))
    points = (starts[:, None, :] + (ends - starts)[:, None, :] * _SHARES[:, None]).reshape(-1, 2)
    ways = np.repeat(normals, len(_SHARES), axis=0)
    if len(points) ** 2 <= PAIRS_AT_ONCE:
        room = np.full(len(points), np.inf)
    else:  # no circle is larger than what every few points leave room for, so that most are not asked against all
        room = _radii_among(points, ways, points[::FEW])
    order = np.argsort(-room, kind="stable")
    # A few rows at a time: the tables of all pairs then stay in the processor's cache.
    rows = max(1, PAIRS_AT_ONCE // len(points))
    largest = 0.0
    for begin in range(0, len(order), rows):
        if room[order[begin]] <= largest:
            break
        asked = order[begin : begin + rows]
        radii = _largest_radii(points[asked], ways[asked], points)
        largest = max(largest, float(radii[np.isfinite(radii)].max(initial=0.0)))
    span = float((points.max(axis=0) - points.min(axis=0)).max())
    return min(2.0 * largest, span) or span


def _radii_among(touched: Floats, ways: Floats, points: Floats) -> Floats:
    """As `_largest_radii`, a few rows at a time."""
    rows = max(1, PAIRS_AT_ONCE // len(points))
    return np.concatenate(
        [
            _largest_radii(touched[begin : begin + rows], ways[begin : begin + rows], points)
            for begin in range(0, len(touched), rows)
        ]
    )


def _largest_radii(touched: Floats, ways: Floats, points: Floats) -> Floats:
    """(n,) radius of the largest circle that touches a line at each of (n, 2) places, on the side of `ways`, and holds
    none of `points`; inf where none limits it."""
    across = points[:, 0] - touched[:, 0, None]
    up = points[:, 1] - touched[:, 1, None]
    ahead = across * ways[:, 0, None] + up * ways[:, 1, None]
    squared = across * across + up * up
    radii: Floats = np.where(ahead > 1e-9 * (1 + squared), squared / np.maximum(2 * ahead, 1e-12), np.inf).min(axis=1)
    return radii
