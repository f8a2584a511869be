"""Whether a closed mesh goes around a point."""

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.vectors import cross_rows, lengths_of


def encloses(corners: NDArray[np.float64], point: NDArray[np.float64]) -> bool:
    """Whether the closed mesh with (m, 3, 3) `corners` goes around `point`, however it is wound.

    Source:
        van Oosterom & Strackee 1983: the solid angle of a triangle; around an inner point they add up to ±4π.
    """
    a, b, c = (corners[:, column] - point for column in range(3))
    lengths = [lengths_of(side) for side in (a, b, c)]
    above = np.einsum("ij,ij->i", a, cross_rows(b, c))
    below = (
        lengths[0] * lengths[1] * lengths[2]
        + np.einsum("ij,ij->i", a, b) * lengths[2]
        + np.einsum("ij,ij->i", b, c) * lengths[0]
        + np.einsum("ij,ij->i", c, a) * lengths[1]
    )
    turns = float(np.arctan2(above, below).sum()) / (2.0 * np.pi)
    return abs(turns) > 0.5
