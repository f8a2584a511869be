"""Integrals of planes that lines and arcs bound, in closed form along their edges and all at once.

Most faces of most machined parts are such planes; no curve in the parameters of a surface has to be asked for.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.cad.kernel.integrals.face_integrals import FaceIntegrals, sums_by_face
from partwright.cad.kernel.surface import Surface
from partwright.cad.kernel.topology import Topology
from partwright.geometry.part import CurveKind, SurfaceKind
from partwright.geometry.vectors import unit_rows

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Walk:
    """The edges as the loops follow them: of each use its face, end points and, for an arc, the turn in radians about
    its axis (0 for a line)."""

    faces: NDArray[np.int64]
    begins: Floats
    finishes: Floats
    centers: Floats
    radii: Floats
    axes: Floats
    turns: Floats

    def of(self, faces: NDArray[np.bool_]) -> "_Walk":
        """Only the uses in the marked faces."""
        kept = faces[self.faces]
        return _Walk(
            self.faces[kept],
            self.begins[kept],
            self.finishes[kept],
            self.centers[kept],
            self.radii[kept],
            self.axes[kept],
            self.turns[kept],
        )


def integrate_planes(topology: Topology, reference: Floats, found: FaceIntegrals) -> NDArray[np.bool_]:
    """Fill in the integrals of planes between lines and arcs about `reference`; (f,) which faces that were."""
    walk, simple = _walk(topology, reference)
    flat = simple & np.array([surface.kind is SurfaceKind.PLANE for surface in topology.surfaces], dtype=bool)
    _integrate(walk.of(flat), topology.surfaces, np.flatnonzero(flat), found)
    done: NDArray[np.bool_] = flat & (found.areas > 0)
    return done


def _walk(topology: Topology, reference: Floats) -> tuple[_Walk, NDArray[np.bool_]]:
    """Every use of an edge by a face, and whether a face has lines and circles only."""
    uses = topology.uses
    curves = topology.curves
    plain = np.array([kind in (CurveKind.LINE, CurveKind.CIRCLE) for kind in curves.kinds], dtype=bool)
    simple = np.ones(len(topology.faces), dtype=bool)
    simple[uses.faces[~plain[uses.edges]]] = False
    simple[np.bincount(uses.faces, minlength=len(simple)) == 0] = False
    backward = uses.backward
    nothing = (0.0, 0.0, 0.0)
    centers = np.array([center or nothing for center in curves.centers], dtype=np.float64).reshape(-1, 3)
    axes = np.array([axis or nothing for axis in curves.axes], dtype=np.float64).reshape(-1, 3)
    radii = np.array([radius or 0.0 for radius in curves.radii], dtype=np.float64)
    turns = np.divide(curves.lengths, radii, out=np.zeros(len(radii)), where=radii > 0)
    walk = _Walk(
        faces=uses.faces,
        begins=np.where(backward[:, None], curves.ends[uses.edges], curves.starts[uses.edges]) - reference,
        finishes=np.where(backward[:, None], curves.starts[uses.edges], curves.ends[uses.edges]) - reference,
        centers=centers[uses.edges] - reference,
        radii=radii[uses.edges],
        axes=axes[uses.edges],
        turns=np.where(backward, -turns[uses.edges], turns[uses.edges]),
    )
    return walk, simple


def _integrate(walk: _Walk, surfaces: list[Surface], chosen: NDArray[np.int64], found: FaceIntegrals) -> None:
    """Planes between lines and arcs: a fan of triangles from a point in the plane, and a segment for each arc."""
    if not len(chosen):
        return
    count = len(found.areas)
    normals, origins = np.zeros((count, 3)), np.zeros((count, 3))
    normals[chosen] = [surfaces[position].axis for position in chosen]
    origins[walk.faces] = walk.begins  # any point of each plane will do
    normal, origin = normals[walk.faces], origins[walk.faces]
    begins, finishes = walk.begins - origin, walk.finishes - origin
    triangles = 0.5 * np.einsum("ij,ij->i", normal, np.cross(begins, finishes))
    moments = triangles[:, None] * (begins + finishes) / 3.0
    # The turn is positive when it goes counter-clockwise seen from outside.
    turns = walk.turns * np.sign(np.einsum("ij,ij->i", walk.axes, normal))
    segments = 0.5 * walk.radii**2 * (turns - np.sin(turns))
    away = walk.radii**3 * (2.0 / 3.0) * np.abs(np.sin(0.5 * turns)) ** 3 * np.sign(turns)
    # From the center, half the turn on from the start, is the middle of the arc.
    spoke = unit_rows(walk.begins - walk.centers)
    half = 0.5 * turns[:, None]
    middle = np.cos(half) * spoke + np.sin(half) * np.cross(normal, spoke)
    # `away` is segment area × distance of its centroid from the center, towards the middle of the arc.
    moments += segments[:, None] * (walk.centers - origin) + away[:, None] * middle
    areas = sums_by_face(triangles + segments, walk.faces, count)[chosen]
    sums = sums_by_face(moments, walk.faces, count)[chosen]
    with np.errstate(divide="ignore", invalid="ignore"):
        centroids = np.where(areas[:, None] > 0, sums / areas[:, None], 0.0) + origins[chosen]
    found.areas[chosen], found.centroids[chosen] = areas, centroids
    distances = np.einsum("ij,ij->i", normals[chosen], origins[chosen])
    found.volumes[chosen] = distances * areas / 3.0
    found.moments[chosen] = 0.25 * (distances * areas)[:, None] * centroids
