"""The cylinders and balls of a body as columns, to correct what its flat facets say."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.part import Face, SurfaceKind

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class RoundFaces:
    """Per face of a body: whether it is a cylinder or ball, and which.

    among: (f,) whether it is one. cylinder: (f,) whether it is a cylinder. origins: (3, f) a point of the axis, or the
    center. axes: (3, f), zero for a ball. radii: (f,) mm. signs: (f,) 1 where the material lies inside, else -1.
    """

    among: NDArray[np.bool_]
    cylinder: NDArray[np.bool_]
    origins: Floats
    axes: Floats
    radii: Floats
    signs: Floats

    def rise(self, faces: NDArray[np.integer], points: Floats) -> Floats:
        """(n,) mm of material between (3, n) points on facets of `faces` and the true surface: negative in a bore,
        whose facets stand out of its wall."""
        away = points - self.origins.take(faces, axis=1)
        axes = self.axes.take(faces, axis=1)
        away -= np.einsum("ij,ij->j", away, axes) * axes
        rise: Floats = self.signs[faces] * (self.radii[faces] - np.sqrt(np.einsum("ij,ij->j", away, away)))
        return rise


def round_faces(faces: tuple[Face, ...]) -> RoundFaces:
    """The cylinders and balls among the faces of a body."""
    found = [
        (
            position,
            face.surface is SurfaceKind.CYLINDER,
            *face.origin,
            *((face.surface is SurfaceKind.CYLINDER and face.axis) or (0.0, 0.0, 0.0)),
            face.radius_mm or 0.0,
            1.0 if face.convex else -1.0,
        )
        for position, face in enumerate(faces)
        if face.surface in (SurfaceKind.CYLINDER, SurfaceKind.SPHERE) and face.origin is not None
    ]
    table = np.zeros((len(faces), 10))
    if found:
        rows = np.array(found, dtype=np.float64)
        numbers = rows[:, 0].astype(np.int64)
        table[numbers, 0] = 1.0
        table[numbers, 1:] = rows[:, 1:]
    columns = np.ascontiguousarray(table.T)
    return RoundFaces(columns[0] > 0, columns[1] > 0, columns[2:5], columns[5:8], columns[8], columns[9])
