"""What is integrated over the faces of a body."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FaceIntegrals:
    """areas (f,) and centroids (f, 3) of f faces, volumes (f,) and first moments (f, 3) of the cones to the origin."""

    areas: Floats
    centroids: Floats
    volumes: Floats
    moments: Floats

    @classmethod
    def of(cls, count: int) -> "FaceIntegrals":
        """Those of `count` faces, all zero, to be filled in."""
        return cls(np.zeros(count), np.zeros((count, 3)), np.zeros(count), np.zeros((count, 3)))


def sums_by_face(values: Floats, faces: NDArray[np.int64], count: int) -> Floats:
    """(count, …) the sum of the (n, …) values of each face."""
    sums: Floats = np.zeros((count, *values.shape[1:]))
    np.add.at(sums, faces, values)
    return sums
