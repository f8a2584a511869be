"""How thick the walls of a body are: from each point of its surface straight through to the opposite side."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.arrays import FloatArray
from partwright.geometry.part import Body, Mesh
from partwright.geometry.rays import RayScene
from partwright.geometry.round_faces import round_faces
from partwright.geometry.surface_points import SurfacePoints, points_on_triangles
from partwright.geometry.vectors import cross_columns

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SPREAD = 8_000  # points by area
MOST_TRIANGLES = 60_000  # of more, this many are asked
OPPOSED = np.cos(np.radians(30.0))  # a wall has two sides that face away from each other, draft and curvature aside
PARALLEL = np.cos(np.radians(4.0))  # sides this parallel never meet within the part
TIP_SHARE = 0.75  # a taper that goes on for this share of the way to where its sides meet ends in an edge


@dataclass(frozen=True, slots=True, eq=False)
class WallField:
    """Wall thickness over a body.

    thickness_mm: (m,) per triangle, the thinnest place found on it, inf where it has no opposite side.
    min_wall_mm: the thinnest wall, None where the body has none.
    """

    thickness_mm: FloatArray
    min_wall_mm: float | None
    mesh: Mesh

    def thin(self, limit_mm: float) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Positions of the faces, and of the triangles, that have a wall thinner than `limit_mm`."""
        triangles = np.flatnonzero(self.thickness_mm < limit_mm)
        faces = np.unique(self.mesh.face_of_triangle()[triangles])
        return tuple(faces.tolist()), tuple(triangles.tolist())


def measure_walls(body: Body, scene: RayScene) -> WallField:
    """Wall thickness at each triangle and the thinnest wall of a body.

    A ray goes in along the inward normal. What it meets counts as the other side of a wall where it faces the opposite
    way within 30°, so that the corner of a block, an edge or a fillet is none. The tip of a wedge, where two sides
    taper until they meet, is an edge and no wall either: from the middle of the wall a second ray follows the taper,
    and the wall counts only where the material ends well before the sides would meet.

    Source:
        Shapira, Shamir & Cohen-Or 2008, shape diameter function, with one central ray for its cone: between parallel
        sides the central ray is exact and the others too long.
    """
    mesh = body.mesh
    thickness = np.full(len(mesh.triangles), np.inf)
    if len(mesh.triangles) == 0:
        return WallField(thickness, None, mesh)
    points = points_on_triangles(mesh, scene.facets.areas, count=SPREAD, most=MOST_TRIANGLES)
    depth = _depths(body, points, scene)
    np.minimum.at(thickness, points.triangle, depth)
    thinnest = float(depth.min(initial=np.inf))
    return WallField(thickness, thinnest if np.isfinite(thinnest) else None, mesh)


def _depths(body: Body, points: SurfacePoints, scene: RayScene) -> Floats:
    """(n,) wall thickness at each point, inf where there is no wall."""
    normals, starts = scene.normals.T, points.points.T  # by columns, as all arrays here
    inward = -normals.take(points.triangle, axis=1)
    skin = scene.clearance_mm
    hits = scene.first_hits((starts + inward * skin).T, inward.T)
    walls = hits.cosine > OPPOSED
    distance = hits.distance + skin
    tapering = np.flatnonzero(walls & (hits.cosine < PARALLEL))
    if len(tapering):
        walls[tapering] = ~_ends_in_edge(
            starts.take(tapering, axis=1),
            inward.take(tapering, axis=1),
            normals.take(hits.triangle[tapering], axis=1),
            distance[tapering],
            scene,
        )
    depth = np.where(walls, distance, np.inf)
    rounds = round_faces(body.faces)
    if rounds.among.any():  # a mesh file has none: its facets are all there is
        face_of = body.mesh.face_of_triangle()
        for faces, upto in ((face_of[points.triangle], None), (face_of[hits.triangle], distance)):
            rows = np.flatnonzero(walls & rounds.among[faces])
            places = starts.take(rows, axis=1)
            if upto is not None:
                places += inward.take(rows, axis=1) * upto[rows]
            depth[rows] += rounds.rise(faces[rows], places)
    return np.maximum(depth, 0.0)


def _ends_in_edge(points: Floats, inward: Floats, opposite: Floats, thickness: Floats, scene: RayScene) -> Flags:
    """Whether the sides of tapering walls meet in an edge of the body, as the two sides of a wedge do.

    Args:
        points, inward: (3, n) on one side, with the normal into the material. opposite: (3, n) outward normals of the
        other side. thickness: (n,) from one to the other.
    """
    # Both sides lean together along the sum of their outward normals, turned away from it.
    way = opposite - inward
    way /= np.sqrt(np.einsum("ij,ij->j", way, way))
    across = cross_columns(opposite, inward)
    to_tip = thickness / np.maximum(np.sqrt(np.einsum("ij,ij->j", across, across)), 1e-9)
    middle = points + inward * (0.5 * thickness)
    hits = scene.first_hits(middle.T, way.T)
    ends: Flags = hits.distance > TIP_SHARE * to_tip
    return ends
