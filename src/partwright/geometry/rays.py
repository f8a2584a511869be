"""Rays against the mesh of a body: what they meet first, and whether they meet anything."""

from dataclasses import dataclass

import numpy as np
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene
from numpy.typing import ArrayLike, NDArray

from partwright.geometry.part import Mesh

Floats = NDArray[np.float64]

# Embree works in single precision. In the scene's own frame, where the body's half diagonal is 1, that is 1e-7; a ray
# that starts this far off a surface does not meet the surface it starts from.
CLEARANCE = 2e-5
# Below this cosine a ray grazes its triangle and the plane's exact distance is worse than Embree's own.
GRAZING = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """What rays met first. distance: (n,) float64 mm, inf on a miss. triangle: (n,) int32, -1 on a miss."""

    distance: Floats
    triangle: NDArray[np.int32]


class RayScene:
    """The mesh of one body, ready for rays; Embree's tree is built with the first one."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._scene: EmbreeScene | None = None
        low = mesh.vertices.min(axis=0) if len(mesh.vertices) else np.zeros(3)
        high = mesh.vertices.max(axis=0) if len(mesh.vertices) else np.ones(3)
        self._center = 0.5 * (low + high)
        self._half_diagonal = max(0.5 * float(np.linalg.norm(high - low)), 1e-12)
        self._normals: Floats | None = None

    @property
    def clearance_mm(self) -> float:
        """How far from a surface a ray must start so that it does not meet that surface."""
        return CLEARANCE * self._half_diagonal

    @property
    def normals(self) -> Floats:
        """(m, 3) float64: outward unit normals of the triangles; zero for one without area."""
        if self._normals is None:
            corners = self._mesh.corners()
            normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
            lengths = np.linalg.norm(normals, axis=1, keepdims=True)
            self._normals = normals / np.where(lengths > 0, lengths, 1.0)
        return self._normals

    def first_hits(self, origins: ArrayLike, directions: ArrayLike) -> Hits:
        """What each ray meets first, triangles seen from either side.

        Args:
            origins: (n, 3) mm. directions: (n, 3), unit length.
        Returns:
            Distances along the rays, to double precision where a ray does not graze its triangle.
        """
        starts, ways = _rays(origins, directions)
        if len(self._mesh.triangles) == 0 or len(starts) == 0:
            return Hits(np.full(len(starts), np.inf), np.full(len(starts), -1, dtype=np.int32))
        triangles = self._built().run(*self._to_scene(starts, ways), query="INTERSECT")
        distances = np.full(len(starts), np.inf)
        met = np.flatnonzero(triangles >= 0)
        distances[met] = self._distances(starts[met], ways[met], triangles[met])
        return Hits(distances, np.asarray(triangles, dtype=np.int32))

    def occluded(self, origins: ArrayLike, directions: ArrayLike) -> NDArray[np.bool_]:
        """(n,) whether each ray meets the mesh anywhere; arguments as for `first_hits`."""
        starts, ways = _rays(origins, directions)
        if len(self._mesh.triangles) == 0 or len(starts) == 0:
            return np.zeros(len(starts), dtype=bool)
        blocked: NDArray[np.bool_] = self._built().run(*self._to_scene(starts, ways), query="OCCLUDED") == 0
        return blocked

    def _built(self) -> EmbreeScene:
        if self._scene is None:
            self._scene = EmbreeScene(robust=True)
            vertices = (self._mesh.vertices - self._center) / self._half_diagonal
            TriangleMesh(
                self._scene,
                np.ascontiguousarray(vertices, dtype=np.float32),
                np.ascontiguousarray(self._mesh.triangles, dtype=np.int32),
            )
        return self._scene

    def _to_scene(self, starts: Floats, ways: Floats) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        local = (starts - self._center) / self._half_diagonal
        return np.ascontiguousarray(local, dtype=np.float32), np.ascontiguousarray(ways, dtype=np.float32)

    def _distances(self, starts: Floats, ways: Floats, triangles: NDArray[np.int32]) -> Floats:
        """Distances to the planes of the triangles met; measured from the nearest corner along a grazing ray."""
        first = self._mesh.vertices[self._mesh.triangles[triangles, 0]]
        normals = self.normals[triangles]
        cosines = np.einsum("ij,ij->i", ways, normals)
        offsets = first - starts
        grazing = np.abs(cosines) < GRAZING
        along = np.einsum("ij,ij->i", offsets, normals) / np.where(grazing, 1.0, cosines)
        nearest = np.einsum("ij,ij->i", offsets, ways)
        distances: Floats = np.maximum(np.where(grazing, nearest, along), 0.0)
        return distances


def _rays(origins: ArrayLike, directions: ArrayLike) -> tuple[Floats, Floats]:
    starts = np.asarray(origins, dtype=np.float64).reshape(-1, 3)
    return starts, np.asarray(directions, dtype=np.float64).reshape(-1, 3)
