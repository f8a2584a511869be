"""Which faces of a body meet, along which edges and how: the graph that features are read from."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.part import Body, Convexity, Edge, Face, SurfaceKind

Floats = NDArray[np.float64]

PARALLEL_WITHIN = 0.02  # sine of the angle, 1.1°, within which directions of a drawing count as one


@dataclass(frozen=True, slots=True)
class Meeting:
    """One edge of a face: its position in `Body.edges`, the face beyond, and whether it lies in the outer loop."""

    edge: int
    face: int
    outer: bool


@dataclass(frozen=True, slots=True, eq=False)
class FaceGraph:
    """A body with its adjacency. `meetings[k]` are the edges of face k, each edge as often as the face has it.

    normals: (m, 3) float64 unit normals of the triangles. areas: (m,) mm². rises: (m,) mm from the plane of each
    triangle out to the true surface at its middle, for cylinders; 0 for others.
    """

    body: Body
    meetings: tuple[tuple[Meeting, ...], ...]
    normals: Floats
    areas: Floats
    rises: Floats

    def edge(self, meeting: Meeting) -> Edge:
        return self.body.edges[meeting.edge]

    def triangles(self, face: int) -> slice:
        """The triangles of a face."""
        starts = self.body.mesh.face_starts
        return slice(int(starts[face]), int(starts[face + 1]))

    def has_triangles(self, face: int) -> bool:
        """Whether a face could be triangulated, so that its extent is known."""
        run = self.triangles(face)
        return bool(run.stop > run.start)

    def points(self, face: int) -> Floats:
        """(n, 3) the corners of a face's triangles, repeated."""
        corners: Floats = self.body.mesh.vertices[self.body.mesh.triangles[self.triangles(face)].ravel()]
        return corners

    def beyond(self, faces: Collection[int]) -> Iterable[tuple[int, Meeting]]:
        """Every edge on which one of `faces` meets a face that is not among them."""
        for face in faces:
            for meeting in self.meetings[face]:
                if meeting.face not in faces:
                    yield face, meeting


def face_graph(body: Body) -> FaceGraph:
    """The adjacency of a body's faces; edges with one face only, and seams within one, are left out."""
    meetings: list[tuple[Meeting, ...]] = []
    edges = body.edges
    for position, face in enumerate(body.faces):
        found = []
        for loop in face.loops:
            for number in loop.edges:
                edge = edges[number]
                other = edge.right if edge.left == position else edge.left
                if other is not None and other != position and edge.convexity is not Convexity.OPEN:
                    found.append(Meeting(number, other, loop.outer))
        meetings.append(tuple(found))
    normals, areas = _facets(body)
    return FaceGraph(body, tuple(meetings), normals, areas, _rises(body, normals))


def _facets(body: Body) -> tuple[Floats, Floats]:
    """Unit normals and areas of the triangles."""
    corners = body.mesh.corners()
    ax, ay, az = (corners[:, 1] - corners[:, 0]).T
    bx, by, bz = (corners[:, 2] - corners[:, 0]).T
    doubled = np.stack([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx], axis=1)
    lengths = np.sqrt(np.einsum("ij,ij->i", doubled, doubled))
    return doubled / np.where(lengths > 0, lengths, 1.0)[:, None], 0.5 * lengths


def _rises(body: Body, normals: Floats) -> Floats:
    """How far the facets of each cylinder lie within it: chords of a shaft inside, of a bore outside the true one."""
    rises = np.zeros(len(normals))
    starts = body.mesh.face_starts
    for position, face in enumerate(body.faces):
        if face.surface is SurfaceKind.CYLINDER and face.origin is not None and face.radius_mm is not None:
            run = slice(int(starts[position]), int(starts[position + 1]))
            first = body.mesh.vertices[body.mesh.triangles[run, 0]]
            apart = np.einsum("ij,ij->i", first - np.array(face.origin), normals[run])
            rises[run] = (face.radius_mm if face.convex else -face.radius_mm) - apart
    return rises


def connected(faces: Iterable[int], graph: FaceGraph, joins: Callable[[int, Meeting], bool]) -> list[tuple[int, ...]]:
    """Groups of `faces` that hang together over the edges for which `joins` holds, in the order of their first face."""
    left = dict.fromkeys(faces)
    groups = []
    while left:
        first = next(iter(left))
        del left[first]
        group, waiting = [first], [first]
        while waiting:
            face = waiting.pop()
            for meeting in graph.meetings[face]:
                if meeting.face in left and joins(face, meeting):
                    del left[meeting.face]
                    group.append(meeting.face)
                    waiting.append(meeting.face)
        groups.append(tuple(sorted(group)))
    return groups


def is_hollow(face: Face) -> bool:
    """Whether a face curves around open space, as a bore or an inside fillet does."""
    return face.convex is False


def is_plane(face: Face) -> bool:
    return face.surface is SurfaceKind.PLANE
