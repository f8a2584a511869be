"""Which faces of a body meet, along which edges and how: the graph that features are read from."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.facets import Facets, facets_of
from partwright.geometry.part import Body, Convexity, Edge, Face, SurfaceKind
from partwright.geometry.round_faces import round_faces

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

    inner: the pairs of a face and an edge in one of its inner loops. runs: the triangles of each face.
    corners: (3m, 3) float64, three rows for each triangle.
    normals: (m, 3) float64 unit normals of the triangles. areas: (m,) mm². rises: (m,) mm from the plane of each
    triangle out to the true surface at its middle, for cylinders; 0 for others.
    """

    body: Body
    meetings: tuple[tuple[Meeting, ...], ...]
    inner: frozenset[tuple[int, int]]
    runs: tuple[slice, ...]
    corners: Floats
    normals: Floats
    areas: Floats
    rises: Floats

    def edge(self, meeting: Meeting) -> Edge:
        return self.body.edges[meeting.edge]

    def triangles(self, face: int) -> slice:
        """The triangles of a face."""
        return self.runs[face]

    def has_triangles(self, face: int) -> bool:
        """Whether a face could be triangulated, so that its extent is known."""
        run = self.runs[face]
        return bool(run.stop > run.start)

    def points(self, face: int) -> Floats:
        """(n, 3) the corners of a face's triangles, repeated."""
        run = self.runs[face]
        return self.corners[3 * run.start : 3 * run.stop]

    def beyond(self, faces: Collection[int]) -> list[tuple[int, Meeting]]:
        """Every edge on which one of `faces` meets a face that is not among them."""
        return [(face, meeting) for face in faces for meeting in self.meetings[face] if meeting.face not in faces]


def face_graph(body: Body, *, facets: Facets | None = None) -> FaceGraph:
    """The adjacency of a body's faces; edges with one face only, and seams within one, are left out.

    `facets` are those of the body's mesh, where they are known already.
    """
    meetings: list[tuple[Meeting, ...]] = []
    inner: set[tuple[int, int]] = set()
    beside = [
        (None, None) if edge.convexity is Convexity.OPEN or edge.left == edge.right else (edge.left, edge.right)
        for edge in body.edges
    ]
    for position, face in enumerate(body.faces):
        found = []
        for loop in face.loops:
            for number in loop.edges:
                left, right = beside[number]
                other = right if left == position else left
                if other is not None:
                    found.append(Meeting(number, other, loop.outer))
                    if not loop.outer:
                        inner.add((position, number))
        meetings.append(tuple(found))
    facets = facets or facets_of(body.mesh)
    starts = body.mesh.face_starts.tolist()
    return FaceGraph(
        body=body,
        meetings=tuple(meetings),
        inner=frozenset(inner),
        runs=tuple(slice(start, stop) for start, stop in pairwise(starts)),
        corners=body.mesh.vertices.take(body.mesh.triangles.reshape(-1), axis=0),
        normals=facets.normals,
        areas=facets.areas,
        rises=_rises(body, facets.normals),
    )


def _rises(body: Body, normals: Floats) -> Floats:
    """How far the facets of each cylinder lie within it: chords of a shaft inside, of a bore outside the true one."""
    rises = np.zeros(len(normals))
    rounds = round_faces(body.faces)
    faces = body.mesh.face_of_triangle()
    rows = np.flatnonzero(rounds.cylinder[faces]) if rounds.cylinder.any() else np.zeros(0, dtype=np.int64)
    if len(rows):
        faces = faces[rows]
        first = body.mesh.vertices.take(body.mesh.triangles[rows, 0], axis=0).T
        apart = np.einsum("ij,ij->j", first - rounds.origins.take(faces, axis=1), normals.T.take(rows, axis=1))
        rises[rows] = rounds.signs[faces] * rounds.radii[faces] - apart
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
