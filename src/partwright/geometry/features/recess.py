"""Recesses: the faces that a cutter leaves where it takes material away, joined over the inside edges between them.

A face on the hull of a body meets its neighbors in outer edges only. What is joined by inside (concave) edges was cut
in one go: a pocket, a passage, a slot or a step. Which one follows from its section, seen along the axis of the cut.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.face_graph import PARALLEL_WITHIN, FaceGraph, Meeting, connected, is_hollow, is_plane
from partwright.geometry.features.crossing import Group, joined_across
from partwright.geometry.features.section import Section, frame_across, held_volume, section_of
from partwright.geometry.part import Convexity, CurveKind, SurfaceKind, Vector
from partwright.geometry.vectors import dot, minus, norm, scaled, vector

Floats = NDArray[np.float64]

ONE_SIDE = 0.6  # cosine: openings that look this much the same way are one side of the part
ACROSS = 0.3  # sine: an opening that looks less than this across the axis belongs to an end of it
FLAT = 1e-6  # volume over depth cubed below which faces are one plane in pieces
SLACK_AREA = 0.12  # share of a recess's area that may be neither floor nor wall: bevels, odd blends


class Shape(Enum):
    """What a recess is, by floor and by the sides it opens to."""

    CLOSED = "closed"  # floor, wall all around
    OPEN = "open"  # floor, open to one side
    SHOULDER = "shoulder"  # open to two sides or more that are not the two ends of a channel
    CHANNEL = "channel"  # between two walls, open at both ends
    THROUGH = "through"  # wall all around, no floor


@dataclass(frozen=True, slots=True, eq=False)
class Recess:
    """Faces cut in one go.

    axis: unit vector from the mouth into the material. Of a shape with a floor, `floors` lie across it, `walls` along
    it, and `section` is the outline of the walls seen along it. A shape without one runs along another axis, that of
    its section, and all its faces are walls.
    """

    shape: Shape
    faces: tuple[int, ...]
    floors: tuple[int, ...]
    walls: tuple[int, ...]
    axis: Floats
    section: Section
    depth_mm: float
    volume_mm3: float


def recess_groups(graph: FaceGraph, free: Collection[int]) -> list[Group]:
    """The faces of each recess among `free` ones: joined over inside edges, but not onto an island that stands within a
    face's outline (a boss)."""
    faces = graph.body.faces

    def joins(face: int, meeting: Meeting) -> bool:
        edge = graph.edge(meeting)
        if not meeting.outer or (meeting.face, meeting.edge) in graph.inner:
            return False
        if edge.convexity is Convexity.CONCAVE:
            return True
        one, other = faces[face], faces[meeting.face]
        if edge.convexity is not Convexity.SMOOTH:
            return False
        return is_hollow(one) or is_hollow(other) or (is_plane(one) and is_plane(other))

    groups = connected(sorted(free), graph, joins)
    return joined_across(graph, [group for group in groups if len(group) > 1 or is_hollow(faces[group[0]])])


def recess_of(graph: FaceGraph, group: Group, bevels: Collection[int]) -> Recess | None:
    """The recess that a group of faces makes, None where they make no shape that has a name.

    `bevels` are chamfers and outer fillets: an opening that ends in one opens to the face behind it.
    """
    for axis in _axes(graph, group.faces):
        if all(is_along(graph, face, axis) for face in group.faces):
            return _without_floor(graph, group, axis, bevels)
    return _with_floor(graph, group, bevels)


def is_along(graph: FaceGraph, face: int, axis: Vector) -> bool:
    """Whether a face runs along an axis, as the wall of an extrusion does."""
    values = graph.body.faces[face]
    if values.surface is SurfaceKind.PLANE:
        return abs(_dot(values.axis, axis)) < PARALLEL_WITHIN
    if values.surface is SurfaceKind.CYLINDER:
        return abs(_dot(values.axis, axis)) > 1.0 - PARALLEL_WITHIN**2
    if values.surface in (SurfaceKind.CONE, SurfaceKind.SPHERE, SurfaceKind.TORUS):
        return False
    return bool(np.abs(graph.normals[graph.triangles(face)] @ axis).max(initial=0.0) < 2 * PARALLEL_WITHIN)


def _axes(graph: FaceGraph, group: tuple[int, ...]) -> list[Vector]:
    """Directions along which all of a group may run: those of its bores and of the edges inside it."""
    found: list[Vector] = []
    members = set(group)
    for face in group:
        values = graph.body.faces[face]
        if values.surface is SurfaceKind.CYLINDER and values.axis is not None:
            return [values.axis]
        for meeting in graph.meetings[face]:
            edge = graph.edge(meeting)
            if meeting.face in members and edge.curve is CurveKind.LINE and edge.length_mm > 0:
                along = scaled(minus(edge.end, edge.start), 1.0 / edge.length_mm)
                if all(abs(dot(along, known)) < 1.0 - PARALLEL_WITHIN**2 for known in found):
                    found.append(along)
                break
        if len(found) > 1:
            return []  # inside edges in two directions: there is a floor or a corner
    return found


def _without_floor(graph: FaceGraph, group: Group, axis: Vector, bevels: Collection[int]) -> Recess | None:
    """A shape that runs right through along `axis`: passage, slot or step."""
    faces = group.faces
    section = section_of(graph, faces, np.array(axis))
    if section.closed:
        if section.enclosed_mm2 <= 0:
            return None
        volume = held_volume(graph, faces, np.array(axis))
        return Recess(Shape.THROUGH, faces, (), faces, np.array(axis), section, section.length_mm, volume)
    sides = _sides(graph, group, axis, bevels)
    if not sides:
        return None
    up = max(sides, key=lambda side: _floor_area(graph, faces, side))
    depth, volume = _column(graph, faces, up)
    if volume <= FLAT * depth**3:
        return None
    shape = Shape.CHANNEL if len(sides) == 1 else Shape.SHOULDER
    return Recess(shape, faces, (), faces, -np.array(up), section, depth, volume)


def _sides(graph: FaceGraph, group: Group, axis: Vector, bevels: Collection[int]) -> list[Vector]:
    """The directions across `axis` to which a group opens, one per side of the part: those of the faces beyond its
    outer edges along the axis."""
    members = set(group.faces)
    found: list[tuple[float, Vector]] = []
    for face, meeting in graph.beyond(members):
        edge = graph.edge(meeting)
        if edge.convexity is Convexity.CONCAVE or meeting.edge in group.crossed:
            continue
        if abs(dot(minus(edge.end, edge.start), axis)) > 0.5 * edge.length_mm:
            _note_side(found, graph, face, meeting, members, axis, bevels)
    return _distinct(found)


def _note_side(
    found: list[tuple[float, Vector]],
    graph: FaceGraph,
    face: int,
    meeting: Meeting,
    members: Collection[int],
    axis: Vector,
    bevels: Collection[int],
) -> None:
    """Add the direction across `axis` that the face beyond an outer edge looks to."""
    outward = _outward(graph, _behind(graph, meeting.face, face, members, bevels))
    outward = minus(outward, scaled(axis, dot(outward, axis)))
    size = norm(outward)
    if size > ACROSS:
        found.append((graph.edge(meeting).length_mm, scaled(outward, 1.0 / size)))


def _distinct(found: list[tuple[float, Vector]]) -> list[Vector]:
    sides: list[Vector] = []
    for _, outward in sorted(found, key=lambda item: -item[0]):
        if all(dot(outward, known) < ONE_SIDE for known in sides):
            sides.append(outward)
    return sides


def _behind(graph: FaceGraph, face: int, came_from: int, members: Collection[int], bevels: Collection[int]) -> int:
    """The face an opening leads to, past a chamfer or fillet on its edge."""
    if face not in bevels:
        return face
    others = [m for m in graph.meetings[face] if m.face not in members and m.face not in bevels and m.face != came_from]
    return max(others, key=lambda m: graph.edge(m).length_mm).face if others else face


def _outward(graph: FaceGraph, face: int) -> Vector:
    """The outward direction of a face, on average where it curves."""
    values = graph.body.faces[face]
    if is_plane(values) and values.axis is not None:
        return values.axis
    run = graph.triangles(face)
    mean = vector(graph.areas[run] @ graph.normals[run])
    return scaled(mean, 1.0 / max(norm(mean), 1e-12))


def _floor_area(graph: FaceGraph, group: Iterable[int], side: Vector) -> float:
    return sum(graph.body.faces[face].area_mm2 for face in group if dot(_outward(graph, face), side) > 0.9)


def _with_floor(graph: FaceGraph, group: Group, bevels: Collection[int]) -> Recess | None:
    """A shape that ends on a floor: closed or open pocket, step; of several faces that may be the floor, the one that
    leaves least unexplained, then the largest."""
    faces, members = graph.body.faces, group.faces
    total = sum(faces[face].area_mm2 for face in members)
    ranked: list[tuple[float, float, int]] = []
    tried: list[Vector] = []
    for face in sorted((k for k in members if is_plane(faces[k])), key=lambda k: -faces[k].area_mm2):
        up = _outward(graph, face)
        if any(dot(up, known) > 1 - PARALLEL_WITHIN**2 for known in tried):
            continue
        tried.append(up)
        odd, overhang = _unexplained(graph, members, up)
        if overhang == 0.0 and odd <= SLACK_AREA * total:
            ranked.append((round(odd / total, 3), -faces[face].area_mm2, face))
    if not ranked:
        return None
    up = _outward(graph, min(ranked)[2])
    floors = tuple(k for k in members if is_plane(faces[k]) and _dot(faces[k].axis, up) > 0.999)
    walls = tuple(k for k in members if is_along(graph, k, up))
    islands = _islands(graph, floors)
    section = section_of(graph, (*walls, *(k for k in islands if is_along(graph, k, up))), np.array(up))
    depth, volume = _column(graph, members, up, over=islands)
    if volume <= 0 or depth <= 0:
        return None
    shape = _floored_shape(graph, group, floors, up, section, bevels)
    return Recess(shape, members, floors, walls, -np.array(up), section, depth, volume)


def _unexplained(graph: FaceGraph, group: tuple[int, ...], up: Vector) -> tuple[float, float]:
    """Area that is neither floor nor wall nor blend between them, and area that overhangs."""
    odd = overhang = 0.0
    for face in group:
        values = graph.body.faces[face]
        if is_along(graph, face, up):
            continue
        if is_plane(values):
            cosine = _dot(values.axis, up)
            if cosine < 0.0:
                overhang += values.area_mm2
            elif cosine < 1 - PARALLEL_WITHIN**2:
                odd += values.area_mm2
        elif float((graph.normals[graph.triangles(face)] @ up).min()) < -0.1:
            overhang += values.area_mm2
        elif not is_hollow(values):
            odd += values.area_mm2
    return odd, overhang


def _floored_shape(
    graph: FaceGraph,
    group: Group,
    floors: tuple[int, ...],
    up: Vector,
    section: Section,
    bevels: Collection[int],
) -> Shape:
    """Closed, open to one side, a channel between facing walls, or a shoulder: by the outer edges of the floors."""
    members = set(group.faces)
    found: list[tuple[float, Vector]] = []
    for floor in floors:
        for meeting in graph.meetings[floor]:
            outer = meeting.outer and graph.edge(meeting).convexity is Convexity.CONVEX
            if outer and meeting.face not in members and meeting.edge not in group.crossed:
                _note_side(found, graph, floor, meeting, members, up, bevels)
    sides = _distinct(found)
    if not sides:
        return Shape.CLOSED
    if len(sides) == 1:
        return Shape.OPEN
    return Shape.CHANNEL if section.has_facing_walls else Shape.SHOULDER


def clear_width(graph: FaceGraph, recess: Recess) -> float:
    """The widest cutter that passes a recess, mm; where its walls lean, the narrower side of what it spans."""
    width = recess.section.width_mm
    if width > 0:
        return width
    points = np.concatenate([graph.points(face) for face in recess.faces]) @ frame_across(recess.axis)
    return float(np.ptp(points, axis=0).min())


def _islands(graph: FaceGraph, floors: tuple[int, ...]) -> tuple[int, ...]:
    """The faces of what stands within the outlines of floors."""
    found: dict[int, None] = {}
    for floor in floors:
        waiting = [
            m.face
            for m in graph.meetings[floor]
            if not m.outer and graph.edge(m).convexity is not Convexity.CONVEX and m.face not in found
        ]
        while waiting:
            face = waiting.pop()
            if face in found or face in floors:
                continue
            found[face] = None
            waiting += [m.face for m in graph.meetings[face]]
    return tuple(found)


def _column(graph: FaceGraph, group: Iterable[int], up: Vector, *, over: Iterable[int] = ()) -> tuple[float, float]:
    """Depth below the mouth and the volume between the faces of a group and the mouth's level, along `up`, and that
    over the faces of islands which end below the mouth. Exact for planes, from the mesh for the rest."""
    faces = graph.body.faces
    group = tuple(group)
    way = np.array(up)
    levels = np.concatenate([graph.points(face) for face in group]) @ way
    mouth, lowest = float(levels.max()), float(levels.min())
    below = [face for face in over if float((graph.points(face) @ way).max()) <= mouth + 1e-6 * (mouth - lowest)]
    volume = 0.0
    for face in (*group, *below):
        values = faces[face]
        if is_plane(values):
            volume += (mouth - _dot(values.centroid, up)) * _dot(values.axis, up) * values.area_mm2
        else:
            run = graph.triangles(face)
            middle = (graph.points(face) @ way).reshape(-1, 3).sum(axis=1) / 3.0
            volume += float(((mouth - middle) * (graph.normals[run] @ way)) @ graph.areas[run])
    return mouth - lowest, volume


def _dot(a: Vector | None, b: Vector) -> float:
    return 0.0 if a is None else dot(a, b)
