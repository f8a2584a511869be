"""Recesses that a narrower, deeper one runs through: their pieces belong together."""

from collections.abc import Sequence
from dataclasses import dataclass

from partwright.geometry.face_graph import PARALLEL_WITHIN, FaceGraph, Meeting, is_plane
from partwright.geometry.part import Convexity, Edge, Vector
from partwright.geometry.vectors import cross, dot, minus

SAME_PLANE = 1e-4  # share of the body's diagonal within which two planes are one


@dataclass(frozen=True, slots=True)
class Group:
    """Faces of one recess. `crossed`: the edges at which another recess runs through it; it does not open there."""

    faces: tuple[int, ...]
    crossed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Rim:
    """A flat face of group `number` that ends in an outer edge at a flat wall."""

    number: int
    face: int
    meeting: Meeting


def joined_across(graph: FaceGraph, groups: Sequence[tuple[int, ...]]) -> list[Group]:
    """The groups, with those made one whose floors lie in one plane on both sides of a third group: a wide slot with a
    narrow one along its middle, or a shallow slot that a deep one crosses."""
    parent = list(range(len(groups)))

    def root(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    crossed: dict[int, set[int]] = {}
    for rims in _rims(graph, groups).values():
        for place, one in enumerate(rims):
            for other in rims[place + 1 :]:
                first, second = sorted((root(one.number), root(other.number)))
                if first != second and _continues(graph, one, other):
                    parent[second] = first
                    for rim in (one, other):
                        crossed.setdefault(rim.number, set()).add(rim.meeting.edge)
    joined: dict[int, list[int]] = {}
    for number in range(len(groups)):
        joined.setdefault(root(number), []).append(number)
    return [
        Group(
            tuple(sorted(face for number in numbers for face in groups[number])),
            frozenset(edge for number in numbers for edge in crossed.get(number, ())),
        )
        for numbers in joined.values()
    ]


def _rims(graph: FaceGraph, groups: Sequence[tuple[int, ...]]) -> dict[tuple[int, ...], list[_Rim]]:
    """Rims that may belong together: those in one plane that end at walls of one other group."""
    faces = graph.body.faces
    group_of = {face: number for number, group in enumerate(groups) for face in group}
    grain = SAME_PLANE * max(graph.body.mass.oriented_box.size_mm)
    rims: dict[tuple[int, ...], list[_Rim]] = {}
    for number, group in enumerate(groups):
        for face, meeting in graph.beyond(group):
            beyond = group_of.get(meeting.face)
            if beyond is None or graph.edge(meeting).convexity is not Convexity.CONVEX:
                continue
            plane = faces[face]
            if not is_plane(plane) or not is_plane(faces[meeting.face]) or plane.axis is None:
                continue
            x, y, z = plane.axis
            level = x * plane.centroid[0] + y * plane.centroid[1] + z * plane.centroid[2]
            key = (beyond, round(100 * x), round(100 * y), round(100 * z), round(level / max(grain, 1e-9)))
            rims.setdefault(key, []).append(_Rim(number, face, meeting))
    return rims


def _continues(graph: FaceGraph, one: _Rim, other: _Rim) -> bool:
    """Whether two rims are one plane across the gap between the walls they end at."""
    faces = graph.body.faces
    normal, wall = faces[one.face].axis, faces[one.meeting.face].axis
    facing = faces[other.meeting.face].axis
    if normal is None or wall is None or facing is None or dot(wall, facing) > -1 + PARALLEL_WITHIN:
        return False
    here, there = graph.edge(one.meeting), graph.edge(other.meeting)
    step = minus(_middle(there), _middle(here))
    if dot(step, wall) <= 0:
        return False
    return abs(dot(step, cross(normal, wall))) < 0.5 * max(here.length_mm, there.length_mm)


def _middle(edge: Edge) -> Vector:
    return (
        0.5 * (edge.start[0] + edge.end[0]),
        0.5 * (edge.start[1] + edge.end[1]),
        0.5 * (edge.start[2] + edge.end[2]),
    )
