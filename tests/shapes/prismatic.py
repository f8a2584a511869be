"""Prismatic bodies built straight from outlines: faces, edges, loops and mesh, without a CAD kernel.

A profile is extruded upwards; cuts go in from the top, to a depth or right through. Slots and steps are profiles.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from manifold3d import triangulate
from numpy.typing import NDArray
from tests.shapes.outlines import Outline, Point, Stroke, area

from partwright.geometry.mass import solidity_of
from partwright.geometry.oriented_box import oriented_box
from partwright.geometry.part import (
    Body,
    BodyKind,
    Convexity,
    CurveKind,
    Edge,
    Face,
    Loop,
    MassProperties,
    Mesh,
    OrientedBox,
    SurfaceKind,
    Vector,
)
from partwright.geometry.vectors import vector

Floats = NDArray[np.float64]

ARC_STEP_RAD = 0.2
UP, DOWN = (0.0, 0.0, 1.0), (0.0, 0.0, -1.0)


@dataclass(frozen=True, slots=True)
class Cut:
    """Material taken out from the top inside an outline; right through without a depth."""

    outline: Outline
    depth: float | None = None


@dataclass(slots=True)
class _Draft:
    """Faces, edges and triangles so far."""

    faces: list[Face] = field(default_factory=list)
    triangles: list[list[tuple[Vector, Vector, Vector]]] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    def add_face(self, face: Face) -> int:
        self.faces.append(replace(face, id=len(self.faces)))
        self.triangles.append([])
        return len(self.faces) - 1

    def add_edge(self, edge: Edge) -> int:
        self.edges.append(edge)
        return len(self.edges) - 1

    def add_loop(self, face: int, edges: Sequence[int], *, outer: bool) -> None:
        old = self.faces[face]
        self.faces[face] = replace(old, loops=(*old.loops, Loop(outer=outer, edges=tuple(edges))))


def prism(profile: Outline, height: float, *, cuts: Sequence[Cut] = ()) -> Body:
    """A profile extruded from z = 0 to `height`, with cuts that touch neither one another nor the profile."""
    draft = _Draft()
    openings = [cut.outline for cut in cuts]
    through = [cut.outline for cut in cuts if cut.depth is None]
    top = draft.add_face(_plane(UP, height, profile, openings))
    bottom = draft.add_face(_plane(DOWN, 0.0, profile, through))
    rims = _wall(draft, profile, 0.0, height, below=bottom, above=top, convex_below=True)
    draft.add_loop(bottom, rims[0], outer=True)
    draft.add_loop(top, rims[1], outer=True)
    _fill(draft, top, profile, openings, height, upward=True)
    _fill(draft, bottom, profile, through, 0.0, upward=False)
    for cut in cuts:
        inward = tuple(stroke.reversed() for stroke in reversed(cut.outline))
        floor, level = bottom, 0.0
        if cut.depth is not None:
            level = height - cut.depth
            floor = draft.add_face(_plane(UP, level, cut.outline, []))
            _fill(draft, floor, cut.outline, [], level, upward=True)
        low, high = _wall(draft, inward, level, height, below=floor, above=top, convex_below=cut.depth is None)
        draft.add_loop(floor, low, outer=cut.depth is not None)
        draft.add_loop(top, high, outer=False)
    return _body(draft)


def volume(profile: Outline, height: float, cuts: Sequence[Cut] = ()) -> float:
    """The exact volume of a prism with cuts, mm³."""
    return area(profile) * height - sum(area(cut.outline) * (cut.depth or height) for cut in cuts)


def moved(body: Body, rotation: Floats, *, shift: Vector = (0.0, 0.0, 0.0), scale: float = 1.0) -> Body:
    """A body turned, shifted and scaled; `rotation` is a 3 × 3 matrix without reflection."""

    def point(at: Vector | None) -> Vector | None:
        return None if at is None else vector(scale * rotation @ np.array(at) + np.array(shift))

    def way(along: Vector | None) -> Vector | None:
        return None if along is None else vector(rotation @ np.array(along))

    def length(value: float | None) -> float | None:
        return None if value is None else scale * value

    faces = tuple(
        replace(
            face,
            area_mm2=face.area_mm2 * scale**2,
            centroid=point(face.centroid) or (0.0, 0.0, 0.0),
            origin=point(face.origin),
            axis=way(face.axis),
            radius_mm=length(face.radius_mm),
            minor_radius_mm=length(face.minor_radius_mm),
        )
        for face in body.faces
    )
    edges = tuple(
        replace(
            edge,
            start=point(edge.start) or (0.0, 0.0, 0.0),
            end=point(edge.end) or (0.0, 0.0, 0.0),
            length_mm=edge.length_mm * scale,
            center=point(edge.center),
            axis=way(edge.axis),
            radius_mm=length(edge.radius_mm),
        )
        for edge in body.edges
    )
    mesh = replace(body.mesh, vertices=scale * body.mesh.vertices @ rotation.T + np.array(shift))
    box = body.mass.oriented_box
    a, b, c = (way(axis) or (0.0, 0.0, 0.0) for axis in box.axes)
    x, y, z = (scale * side for side in box.size_mm)
    turned = OrientedBox(point(box.center) or (0.0, 0.0, 0.0), (a, b, c), (x, y, z))
    return replace(body, faces=faces, edges=edges, mesh=mesh, mass=_mass(mesh, turned))


def mesh_body(corners: Floats) -> Body:
    """A body of triangles alone, as a mesh file gives it. corners: (m, 3, 3)."""
    mesh = _welded([[tuple(map(tuple, triangle)) for triangle in corners.tolist()]])  # type: ignore[misc]
    face = Face(0, SurfaceKind.FACETS, 1.0, (0.0, 0.0, 0.0), None, None, None, None, None, None, None, ())
    box = oriented_box((face,), mesh)
    return Body(0, "mesh", BodyKind.MESH, True, None, (face,), (), mesh, _mass(mesh, box))


def _plane(normal: Vector, level: float, outline: Outline, holes: Sequence[Outline]) -> Face:
    outlines = [(outline, 1.0), *((hole, -1.0) for hole in holes)]
    total = sum(sign * area(one) for one, sign in outlines)
    x, y = sum(sign * area(one) * _middle(one) for one, sign in outlines) / total
    return Face(0, SurfaceKind.PLANE, total, (float(x), float(y), level), (0.0, 0.0, level), normal, *[None] * 5, ())


def _middle(outline: Outline) -> Floats:
    """The centroid of an outline, its arcs in fine steps."""
    points = np.array([point for stroke in outline for point in stroke.points(0.01)])
    after = np.roll(points, -1, axis=0)
    crossed = points[:, 0] * after[:, 1] - after[:, 0] * points[:, 1]
    middle: Floats = ((points + after) * crossed[:, None]).sum(axis=0) / (3.0 * crossed.sum())
    return middle


def _wall(
    draft: _Draft, outline: Outline, low: float, high: float, *, below: int, above: int, convex_below: bool
) -> tuple[list[int], list[int]]:
    """The walls of an outline with the material on its left; returns its edges at the bottom and at the top."""
    walls = [draft.add_face(_side(stroke, low, high)) for stroke in outline]
    uprights = [
        draft.add_edge(_upright(before, stroke, low, high, left=wall, right=last))
        for before, stroke, wall, last in zip(
            (outline[-1], *outline[:-1]), outline, walls, (walls[-1], *walls[:-1]), strict=True
        )
    ]
    bottoms, tops = [], []
    for number, (stroke, wall) in enumerate(zip(outline, walls, strict=True)):
        bottoms.append(draft.add_edge(_rim(stroke, low, left=wall, right=below, convex=convex_below)))
        tops.append(draft.add_edge(_rim(stroke, high, left=above, right=wall, convex=True)))
        after = uprights[(number + 1) % len(uprights)]
        draft.add_loop(wall, (bottoms[-1], after, tops[-1], uprights[number]), outer=True)
        points = [*stroke.points(ARC_STEP_RAD), stroke.end]
        for a, b in itertools.pairwise(points):
            draft.triangles[wall] += [
                ((*a, low), (*b, low), (*b, high)),
                ((*a, low), (*b, high), (*a, high)),
            ]
    return bottoms, tops


def _side(stroke: Stroke, low: float, high: float) -> Face:
    """The wall of one stroke, the material on its left."""
    middle = 0.5 * (low + high)
    heading = stroke.heading(at_end=False)
    if stroke.center is None:
        normal = (math.sin(heading), -math.cos(heading), 0.0)
        x, y = (0.5 * (a + b) for a, b in zip(stroke.start, stroke.end, strict=True))
        at = (x, y, middle)
        return Face(0, SurfaceKind.PLANE, stroke.length * (high - low), at, at, normal, *[None] * 5, ())
    center = (*stroke.center, middle)
    return Face(
        id=0,
        surface=SurfaceKind.CYLINDER,
        area_mm2=stroke.length * (high - low),
        centroid=center,
        origin=center,
        axis=UP,
        radius_mm=stroke.radius,
        minor_radius_mm=None,
        half_angle_deg=None,
        convex=stroke.leftward,
        sweep_deg=math.degrees(stroke.sweep),
        loops=(),
    )


def _upright(before: Stroke, after: Stroke, low: float, high: float, *, left: int, right: int) -> Edge:
    turn = math.degrees(after.heading(at_end=False) - before.heading(at_end=True))
    angle = 180.0 - ((turn + 180.0) % 360.0 - 180.0)
    convexity = Convexity.CONVEX if angle < 179.0 else Convexity.CONCAVE if angle > 181.0 else Convexity.SMOOTH
    start, end = (*after.start, low), (*after.start, high)
    return Edge(CurveKind.LINE, start, end, high - low, None, None, None, left, right, convexity, angle)


def _rim(stroke: Stroke, level: float, *, left: int, right: int, convex: bool) -> Edge:
    round_ = stroke.center is not None
    return Edge(
        curve=CurveKind.CIRCLE if round_ else CurveKind.LINE,
        start=(*stroke.start, level),
        end=(*stroke.end, level),
        length_mm=stroke.length,
        center=None if stroke.center is None else (*stroke.center, level),
        axis=UP if round_ else None,
        radius_mm=stroke.radius if round_ else None,
        left=left,
        right=right,
        convexity=Convexity.CONVEX if convex else Convexity.CONCAVE,
        angle_deg=90.0 if convex else 270.0,
    )


def _fill(draft: _Draft, face: int, outline: Outline, holes: Sequence[Outline], level: float, *, upward: bool) -> None:
    """Triangles of a flat face with holes."""
    rings: list[list[Point]] = [_ring(outline), *(list(reversed(_ring(hole))) for hole in holes)]
    flat = [point for ring in rings for point in ring]
    for a, b, c in triangulate([np.array(ring) for ring in rings]).tolist():
        corners = tuple((*flat[number], level) for number in ((a, b, c) if upward else (a, c, b)))
        draft.triangles[face].append(corners)  # type: ignore[arg-type]


def _ring(outline: Outline) -> list[Point]:
    return [point for stroke in outline for point in stroke.points(ARC_STEP_RAD)]


def _body(draft: _Draft) -> Body:
    mesh = _welded(draft.triangles)
    faces = tuple(draft.faces)
    box = oriented_box(faces, mesh)
    return Body(0, "prism", BodyKind.SOLID, True, None, faces, tuple(draft.edges), mesh, _mass(mesh, box))


def _welded(runs: Sequence[Sequence[tuple[Vector, Vector, Vector]]]) -> Mesh:
    points = np.array([corner for run in runs for triangle in run for corner in triangle])
    _, first, number = np.unique(np.round(points, 7) + 0.0, axis=0, return_index=True, return_inverse=True)
    starts = np.cumsum([0, *(len(run) for run in runs)])
    return Mesh(
        vertices=points[first],
        triangles=number.reshape(-1, 3).astype(np.int32),
        face_starts=starts.astype(np.int32),
        edge_points=np.zeros((0, 3)),
        edge_starts=np.zeros(1, dtype=np.int32),
    )


def _mass(mesh: Mesh, box: OrientedBox) -> MassProperties:
    solidity = solidity_of(mesh.corners())
    low, high = mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
    return MassProperties(
        volume_mm3=solidity.volume_mm3,
        area_mm2=solidity.area_mm2,
        center_of_mass=solidity.center,
        inertia=solidity.inertia,
        box_min=vector(low),
        box_max=vector(high),
        oriented_box=box,
    )
