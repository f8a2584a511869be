"""Chamfers: flat or conical bevels of outer edges."""

from collections.abc import Collection

import numpy as np

from partwright.geometry.face_graph import FaceGraph, Meeting, is_hollow, is_plane
from partwright.geometry.features.feature import Chamfer
from partwright.geometry.part import Convexity, SurfaceKind, Vector
from partwright.geometry.vectors import dot, minus, norm

Axes = tuple[Vector, Vector, Vector]

ALIGNED = 0.999  # cosine: a face along the body's box, which no bevel is
SLANT_DEG = (10.0, 80.0)  # angle between a bevel and the faces beside it
NARROW = 0.35  # width of a bevel beside its length, where the faces beside it do not follow the box


def find_chamfers(graph: FaceGraph, free: Collection[int]) -> list[Chamfer]:
    """The bevels among `free` faces, in order."""
    axes = graph.body.mass.oriented_box.axes
    found = []
    for face in sorted(free):
        chamfer = _flat(graph, face, axes) if is_plane(graph.body.faces[face]) else _conical(graph, face)
        if chamfer is not None:
            found.append(chamfer)
    return found


def _flat(graph: FaceGraph, face: int, axes: Axes) -> Chamfer | None:
    """A flat bevel: all its edges are outer ones, and it turns the corner between the faces along its long sides."""
    values = graph.body.faces[face]
    meetings = graph.meetings[face]
    if values.axis is None or _follows_box(graph, face, axes):
        return None
    if any(graph.edge(m).convexity is Convexity.CONCAVE for m in meetings):
        return None
    sides = _long_sides(graph, meetings)
    if sides is None:
        return None
    one, other = sides
    turns = [180.0 - graph.edge(m).angle_deg for m in sides]
    if not all(SLANT_DEG[0] < turn < SLANT_DEG[1] for turn in turns) or sum(turns) > 135.0:
        return None
    length = 0.5 * (graph.edge(one).length_mm + graph.edge(other).length_mm)
    width = values.area_mm2 / max(length, 1e-9)
    along_box = all(_follows_box(graph, m.face, axes) for m in sides)
    if not along_box and width > NARROW * length:
        return None
    leg = width * float(np.cos(np.radians(min(turns))))
    return Chamfer(faces=(face,), width_mm=leg, angle_deg=min(turns))


def _long_sides(graph: FaceGraph, meetings: tuple[Meeting, ...]) -> tuple[Meeting, Meeting] | None:
    """The two longest straight edges, if they run along each other and lead to different faces."""
    straight = sorted(
        (m for m in meetings if SLANT_DEG[0] < 180.0 - graph.edge(m).angle_deg < SLANT_DEG[1]),
        key=lambda m: -graph.edge(m).length_mm,
    )
    for number, one in enumerate(straight):
        for other in straight[number + 1 :]:
            if other.face != one.face and _parallel(graph, one, other):
                return one, other
    return None


def _parallel(graph: FaceGraph, one: Meeting, other: Meeting) -> bool:
    ways = [minus(graph.edge(m).end, graph.edge(m).start) for m in (one, other)]
    sizes = [norm(way) for way in ways]
    return min(sizes) > 0 and abs(dot(ways[0], ways[1])) > 0.99 * sizes[0] * sizes[1]


def _follows_box(graph: FaceGraph, face: int, axes: Axes) -> bool:
    values = graph.body.faces[face]
    if values.axis is None or not is_plane(values):
        return False
    return max(abs(dot(values.axis, axes[0])), abs(dot(values.axis, axes[1])), abs(dot(values.axis, axes[2]))) > ALIGNED


def _conical(graph: FaceGraph, face: int) -> Chamfer | None:
    """A conical bevel: the broken rim of a bore or of a shaft."""
    values = graph.body.faces[face]
    if values.surface is not SurfaceKind.CONE or values.half_angle_deg is None or values.sweep_deg is None:
        return None
    rims = [m for m in graph.meetings[face] if graph.edge(m).length_mm > 0]
    if len({m.face for m in rims}) < 2 or any(graph.edge(m).convexity is not Convexity.CONVEX for m in rims):
        return None
    lengths: dict[int, float] = {}
    for m in rims:
        lengths[m.face] = lengths.get(m.face, 0.0) + graph.edge(m).length_mm
    width = values.area_mm2 / max(0.5 * sum(sorted(lengths.values())[-2:]), 1e-9)
    radius = max(lengths.values()) / max(np.radians(values.sweep_deg), 1e-9)
    widest = 1.0 if is_hollow(values) else 0.5
    if width > widest * radius or not SLANT_DEG[0] < values.half_angle_deg < SLANT_DEG[1]:
        return None
    half = np.radians(values.half_angle_deg)
    return Chamfer(
        faces=(face,), width_mm=float(width * min(np.cos(half), np.sin(half))), angle_deg=values.half_angle_deg
    )
