"""Rays against the mesh of a body: what they meet first, and whether they meet anything."""

from dataclasses import dataclass

import numpy as np
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene
from numpy.typing import ArrayLike, NDArray

from partwright.geometry.facets import Facets, facets_of
from partwright.geometry.part import Mesh
from partwright.geometry.vectors import norm, vector

Floats = NDArray[np.float64]

# Embree works in single precision. In the scene's own frame, where the body's half diagonal is 1, that is 1e-7; a ray
# that starts this far off a surface does not meet the surface it starts from.
CLEARANCE = 2e-5
# Below this cosine a ray grazes its triangle and the plane's exact distance is worse than Embree's own.
GRAZING = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """What rays met first.

    distance: (n,) float64 mm, inf on a miss. triangle: (n,) int32, -1 on a miss. cosine: (n,) float64 between the ray
    and the outward normal of the triangle, positive where it leaves the material; 0 on a miss.
    """

    distance: Floats
    triangle: NDArray[np.int32]
    cosine: Floats


class RayScene:
    """The mesh of one body, ready for rays; Embree's tree is built with the first one."""

    def __init__(self, mesh: Mesh, *, facets: Facets | None = None) -> None:
        """`facets` are those of the mesh, where they are known already."""
        self._mesh = mesh
        self._facets = facets
        self._scene: EmbreeScene | None = None
        low = mesh.vertices.min(axis=0) if len(mesh.vertices) else np.zeros(3)
        high = mesh.vertices.max(axis=0) if len(mesh.vertices) else np.ones(3)
        self._center = 0.5 * (low + high)
        self._half_diagonal = max(0.5 * norm(vector(high - low)), 1e-12)
        self._levels: Floats | None = None

    @property
    def clearance_mm(self) -> float:
        """How far from a surface a ray must start so that it does not meet that surface."""
        return CLEARANCE * self._half_diagonal

    @property
    def facets(self) -> Facets:
        """Normals and areas of the triangles."""
        if self._facets is None:
            self._facets = facets_of(self._mesh)
        return self._facets

    @property
    def normals(self) -> Floats:
        """(m, 3) float64: outward unit normals of the triangles; zero for one without area."""
        return self.facets.normals

    def first_hits(self, origins: ArrayLike, directions: ArrayLike) -> Hits:
        """What each ray meets first, triangles seen from either side.

        Args:
            origins: (n, 3) mm. directions: (n, 3), unit length. Both are read by columns.
        Returns:
            Distances along the rays, to double precision where a ray does not graze its triangle.
        """
        starts, ways = self._rays(origins, directions)
        if len(self._mesh.triangles) == 0 or starts.shape[1] == 0:
            count = starts.shape[1]
            return Hits(np.full(count, np.inf), np.full(count, -1, dtype=np.int32), np.zeros(count))
        triangles = np.asarray(self._built().run(*self._to_scene(starts, ways), query="INTERSECT"), dtype=np.int32)
        distances, cosines = self._planes_met(starts, ways, triangles)
        missed = triangles < 0
        distances[missed], cosines[missed] = np.inf, 0.0
        return Hits(distances, triangles, cosines)

    def occluded(self, origins: ArrayLike, directions: ArrayLike) -> NDArray[np.bool_]:
        """(n,) whether each ray meets the mesh anywhere; arguments as for `first_hits`."""
        starts, ways = self._rays(origins, directions)
        if len(self._mesh.triangles) == 0 or starts.shape[1] == 0:
            return np.zeros(starts.shape[1], dtype=bool)
        blocked: NDArray[np.bool_] = self._built().run(*self._to_scene(starts, ways), query="OCCLUDED") == 0
        return blocked

    def _rays(self, origins: ArrayLike, directions: ArrayLike) -> tuple[Floats, Floats]:
        """Starts from the middle of the body and directions, (3, n) each."""
        starts = np.asarray(origins, dtype=np.float64).reshape(-1, 3)
        return starts.T - self._center[:, None], np.asarray(directions, dtype=np.float64).reshape(-1, 3).T

    def _built(self) -> EmbreeScene:
        if self._scene is None:
            self._scene = EmbreeScene(robust=True)
            vertices = (self._mesh.vertices - self._center) / self._half_diagonal
            # embreex reads its arrays number by number, and a tuple's numbers twice as fast as those of an array.
            corners = zip(*self._mesh.triangles.T.tolist(), strict=True)
            TriangleMesh(
                self._scene,
                np.ascontiguousarray(vertices, dtype=np.float32),
                np.fromiter(corners, dtype=object, count=len(self._mesh.triangles)),
            )
        return self._scene

    def _to_scene(self, starts: Floats, ways: Floats) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Rays in the frame of the scene, (n, 3) each."""
        local = starts / self._half_diagonal
        return np.ascontiguousarray(local.T, dtype=np.float32), np.ascontiguousarray(ways.T, dtype=np.float32)

    def _planes_met(self, starts: Floats, ways: Floats, triangles: NDArray[np.int32]) -> tuple[Floats, Floats]:
        """Distances to the planes of the triangles met, measured from the nearest corner along a grazing ray, and the
        cosines between rays and normals."""
        normals = self.facets.normals.T.take(triangles, axis=1)
        cosines = np.einsum("ij,ij->j", ways, normals)
        above = self._plane_levels().take(triangles) - np.einsum("ij,ij->j", starts, normals)
        grazing = np.abs(cosines) < GRAZING
        distances = above / np.where(grazing, 1.0, cosines)
        if grazing.any():
            rays = np.flatnonzero(grazing)
            first = self._mesh.vertices[self._mesh.triangles[triangles[rays], 0]].T - self._center[:, None]
            distances[rays] = np.einsum("ij,ij->j", first - starts[:, rays], ways[:, rays])
        return np.maximum(distances, 0.0), cosines

    def _plane_levels(self) -> Floats:
        """(m,) mm from the middle of the body out to the plane of each triangle."""
        if self._levels is None:
            first = self._mesh.vertices.take(self._mesh.triangles[:, 0], axis=0).T - self._center[:, None]
            self._levels = np.einsum("ij,ij->j", first, self.facets.normals.T)
        return self._levels
