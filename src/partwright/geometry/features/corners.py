"""Inside corners of a recess: the radii that decide which cutters fit."""

from collections.abc import Collection

from partwright.geometry.face_graph import FaceGraph, is_hollow, is_plane
from partwright.geometry.features.recess import Recess
from partwright.geometry.part import Convexity, SurfaceKind


def corner_radius(graph: FaceGraph, recess: Recess) -> float | None:
    """The smallest inside radius of the upright corners: 0 where two walls meet sharply, None without corners."""
    walls = set(recess.walls)
    radii = [
        float(graph.body.faces[face].radius_mm or 0.0)
        for face in recess.walls
        if graph.body.faces[face].surface is SurfaceKind.CYLINDER and is_hollow(graph.body.faces[face])
    ]
    if _meet_sharply(graph, walls, walls):
        radii.append(0.0)
    return min(radii, default=None)


def floor_radius(graph: FaceGraph, recess: Recess) -> float:
    """The smallest fillet between walls and floor, 0 where they meet sharply."""
    if _meet_sharply(graph, set(recess.floors), set(recess.walls)):
        return 0.0
    blends = set(recess.faces) - set(recess.floors) - set(recess.walls)
    radii = []
    for face in blends:
        values = graph.body.faces[face]
        if not is_hollow(values):
            continue
        radius = values.minor_radius_mm if values.surface is SurfaceKind.TORUS else values.radius_mm
        if values.surface in (SurfaceKind.TORUS, SurfaceKind.CYLINDER, SurfaceKind.SPHERE) and radius is not None:
            radii.append(radius)
    return min(radii, default=0.0)


def _meet_sharply(graph: FaceGraph, some: Collection[int], others: Collection[int]) -> bool:
    faces = graph.body.faces
    return any(
        meeting.face in others
        and graph.edge(meeting).convexity is Convexity.CONCAVE
        and (is_plane(faces[face]) or is_plane(faces[meeting.face]))
        for face in some
        for meeting in graph.meetings[face]
    )
