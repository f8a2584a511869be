"""Round holes: bores all around, through or blind, each diameter for itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.face_graph import PARALLEL_WITHIN, FaceGraph, Meeting, connected, is_hollow, is_plane
from partwright.geometry.features.feature import Hole
from partwright.geometry.part import Convexity, Face, SurfaceKind, Vector
from partwright.geometry.vectors import cross, cross_rows, dot, minus, norm, vector

Floats = NDArray[np.float64]

ALL_AROUND_DEG = 350.0  # less of a turn is the corner of a pocket or the end of a slot
SAME_RADIUS = 1e-4  # share of the radius within which two halves belong to one bore


@dataclass(frozen=True, slots=True, eq=False)
class _End:
    """One end of a bore at `level_mm` along its axis: open, or closed by `faces` with a bottom. `beyond` is the next
    narrower or wider bore face, if one follows there."""

    level_mm: float
    open: bool
    bottom: Literal["flat", "conical"] | None
    faces: tuple[int, ...]
    neighbors: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class _Bore:
    """Hollow cylinders of one axis and radius that go all around, between two ends along `axis`."""

    faces: tuple[int, ...]
    axis: Floats
    origin: Floats
    radius_mm: float
    low: _End
    high: _End


def find_holes(graph: FaceGraph) -> list[Hole]:
    """The round holes of a body, in the order of their first face. Bores of several diameters on one axis are several
    holes; the floor between them belongs to the wider."""
    bores = [bore for group in _cylinder_groups(graph) if (bore := _bore(graph, group)) is not None]
    # who opens into whom: the floor between two diameters, or the narrower bore's wall, leads to the wider
    owner = {face: bore for bore in bores for face in (*bore.faces, *bore.low.faces, *bore.high.faces)}
    return [_hole(bore, owner) for bore in bores]


def _cylinder_groups(graph: FaceGraph) -> list[tuple[int, ...]]:
    """Hollow cylinders joined with those of the same axis and radius they touch, where they go all around."""
    faces = graph.body.faces
    hollow = [
        position
        for position, face in enumerate(faces)
        if face.surface is SurfaceKind.CYLINDER and is_hollow(face) and graph.has_triangles(position)
    ]

    def joins(face: int, meeting: Meeting) -> bool:
        return _same_cylinder(faces[face], faces[meeting.face])

    return [
        group
        for group in connected(hollow, graph, joins)
        if sum(faces[face].sweep_deg or 0.0 for face in group) >= ALL_AROUND_DEG and _goes_around(graph, group)
    ]


def _same_cylinder(one: Face, other: Face) -> bool:
    if one.radius_mm is None or other.radius_mm is None or one.axis is None or other.axis is None:
        return False
    if one.origin is None or other.origin is None or abs(one.radius_mm - other.radius_mm) > SAME_RADIUS * one.radius_mm:
        return False
    across = cross(one.axis, other.axis)
    offset = cross(one.axis, minus(other.origin, one.origin))
    return norm(across) < 1e-3 and norm(offset) < 1e-2 * one.radius_mm


def _goes_around(graph: FaceGraph, group: tuple[int, ...]) -> bool:
    """Whether the normals of a group's triangles look to all sides, so that two stacked half shells do not count."""
    if len(group) == 1:
        return True
    runs = [graph.triangles(face) for face in group]
    normals = np.concatenate([graph.normals[run] for run in runs])
    axis = np.array(graph.body.faces[group[0]].axis)
    side = cross_rows(axis, np.eye(3)[int(np.argmin(np.abs(axis)))])
    angles = np.sort(np.arctan2(normals @ cross_rows(axis, side), normals @ side))
    gaps = np.diff(angles, append=angles[0] + 2 * np.pi)
    return bool(gaps.max() < np.radians(100.0))


def _bore(graph: FaceGraph, group: tuple[int, ...]) -> _Bore | None:
    """The bore of a group of cylinders, or None where an island stands on its floor: that is a ring-shaped pocket."""
    face = graph.body.faces[group[0]]
    axis, origin = np.array(face.axis), np.array(face.origin)
    levels = (np.concatenate([graph.points(k) for k in group]) - origin) @ axis
    low, high = float(levels.min()), float(levels.max())
    middle = 0.5 * (low + high)
    way = vector(axis)
    base = dot(vector(origin), way)
    at_low: list[tuple[int, Meeting]] = []
    at_high: list[tuple[int, Meeting]] = []
    for inside, meeting in graph.beyond(group):
        edge = graph.edge(meeting)
        first, last = (edge.start, edge.end) if edge.center is None else (edge.center, edge.center)
        level = 0.5 * (dot(first, way) + dot(last, way)) - base
        (at_high if level > middle else at_low).append((inside, meeting))
    ends = _end(graph, at_low, way, low), _end(graph, at_high, way, high)
    if ends[0] is None or ends[1] is None:
        return None
    return _Bore(group, axis, origin, float(face.radius_mm or 0.0), ends[0], ends[1])


def _end(graph: FaceGraph, meetings: list[tuple[int, Meeting]], axis: Vector, level: float) -> _End | None:
    """What closes a bore at one end."""
    faces = graph.body.faces
    neighbors = frozenset(meeting.face for _, meeting in meetings)
    closing: list[int] = []
    bottom: Literal["flat", "conical"] | None = None
    for _, meeting in meetings:
        edge, face = graph.edge(meeting), faces[meeting.face]
        rising = edge.convexity is Convexity.CONCAVE or (edge.convexity is Convexity.SMOOTH and is_hollow(face))
        if not rising or meeting.face in closing:
            continue
        if is_plane(face) and _is_square(face, axis):
            if _has_island(graph, meeting.face):
                return None
            closing.append(meeting.face)
            bottom = "flat"
        elif is_hollow(face) and _is_coaxial(face, axis):
            closing.append(meeting.face)
            bottom = "conical" if face.surface in (SurfaceKind.CONE, SurfaceKind.SPHERE) else "flat"
            if face.surface is SurfaceKind.TORUS:
                closing += [floor for floor in _floors_behind(graph, meeting.face, axis) if floor not in closing]
    return _End(level, not closing, bottom, tuple(closing), neighbors)


def _floors_behind(graph: FaceGraph, rounding: int, axis: Vector) -> list[int]:
    """The flat floor on the other side of a rounded bottom edge."""
    return [
        meeting.face
        for meeting in graph.meetings[rounding]
        if is_plane(graph.body.faces[meeting.face])
        and _is_square(graph.body.faces[meeting.face], axis)
        and graph.edge(meeting).convexity is Convexity.SMOOTH
    ]


def _has_island(graph: FaceGraph, floor: int) -> bool:
    """Whether something stands on a floor."""
    return any(not m.outer and graph.edge(m).convexity is Convexity.CONCAVE for m in graph.meetings[floor])


def _is_square(face: Face, axis: Vector) -> bool:
    return face.axis is not None and norm(cross(face.axis, axis)) < PARALLEL_WITHIN


def _is_coaxial(face: Face, axis: Vector) -> bool:
    return face.surface is SurfaceKind.SPHERE or _is_square(face, axis)


def _hole(bore: _Bore, owner: Mapping[int, _Bore]) -> Hole:
    """A bore as it is drilled: from its open end, of two open ends from the one that is nearer to the outside."""
    through = bore.low.open and bore.high.open
    down = _above(bore, owner, high=True) if bore.high.open else np.inf
    up = _above(bore, owner, high=False) if bore.low.open else np.inf
    from_high = down <= up
    mouth, end = (bore.high, bore.low) if from_high else (bore.low, bore.high)
    depth = bore.high.level_mm - bore.low.level_mm
    above = min(down, up)
    return Hole(
        faces=tuple(sorted({*bore.faces, *bore.low.faces, *bore.high.faces})),
        diameter_mm=2.0 * bore.radius_mm,
        depth_mm=depth,
        through=through,
        bottom=None if through else end.bottom,
        axis=vector(-bore.axis if from_high else bore.axis),
        opening=vector(bore.origin + mouth.level_mm * bore.axis),
        reach_mm=depth + (above if above < np.inf else 0.0),
    )


def _above(bore: _Bore, owner: Mapping[int, _Bore], *, high: bool) -> float:
    """How far one end of a bore lies below the outermost mouth of the wider bores that open into each other over it."""
    end = bore.high if high else bore.low
    outward = bore.axis if high else -bore.axis
    mouth = bore.origin + end.level_mm * bore.axis
    highest, current, seen = 0.0, end, {id(bore)}
    while True:
        wider = next((owner[face] for face in sorted(current.neighbors) if face in owner), None)
        if wider is None or id(wider) in seen or not _coaxial(bore, wider):
            return highest
        seen.add(id(wider))
        current = wider.high if float(wider.axis @ outward) > 0 else wider.low
        highest = max(highest, float((wider.origin + current.level_mm * wider.axis - mouth) @ outward))


def _coaxial(one: _Bore, other: _Bore) -> bool:
    across = cross(vector(one.axis), vector(other.axis))
    offset = cross(vector(one.axis), vector(other.origin - one.origin))
    return norm(across) < 1e-3 and norm(offset) < 0.02 * one.radius_mm
