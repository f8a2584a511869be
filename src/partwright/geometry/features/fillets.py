"""Fillets: rounded outer edges, and inside ones that no recess holds."""

from collections.abc import Collection

from partwright.geometry.face_graph import FaceGraph, Meeting, connected
from partwright.geometry.features.feature import Fillet
from partwright.geometry.part import Convexity, Face, SurfaceKind

MOST_TURN_DEG = 135.0  # a longer round is the end of a plate or of a slot
SAME_RADIUS = 0.01  # share of the radius within which neighboring rounds are one fillet


def find_fillets(graph: FaceGraph, free: Collection[int]) -> list[Fillet]:
    """The rounded edges among `free` faces, neighbors of one radius together."""
    faces = graph.body.faces
    rounds = [face for face in sorted(free) if _is_round(graph, face)]

    def joins(face: int, meeting: Meeting) -> bool:
        one, other = faces[face], faces[meeting.face]
        same = abs(radius_of(one) - radius_of(other)) <= SAME_RADIUS * radius_of(one)
        return same and one.convex == other.convex and graph.edge(meeting).convexity is Convexity.SMOOTH

    return [
        Fillet(faces=group, radius_mm=radius_of(faces[group[0]]), convex=bool(faces[group[0]].convex))
        for group in connected(rounds, graph, joins)
    ]


def radius_of(face: Face) -> float:
    """The radius of a rounded edge, mm."""
    return float((face.minor_radius_mm if face.surface is SurfaceKind.TORUS else face.radius_mm) or 0.0)


def _is_round(graph: FaceGraph, face: int) -> bool:
    """Whether a face runs smoothly into the faces on two of its sides and turns less than a half circle."""
    values = graph.body.faces[face]
    if values.surface not in (SurfaceKind.CYLINDER, SurfaceKind.TORUS, SurfaceKind.SPHERE):
        return False
    smooth = {m.face for m in graph.meetings[face] if graph.edge(m).convexity is Convexity.SMOOTH}
    if len(smooth) < 2:
        return False
    return values.surface is not SurfaceKind.CYLINDER or (values.sweep_deg or 0.0) <= MOST_TURN_DEG
