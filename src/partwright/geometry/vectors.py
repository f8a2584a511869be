"""Vectors between NumPy and plain values."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from partwright.geometry.part import Vector


def vector(values: ArrayLike) -> Vector:
    """Three plain floats, without negative zeros."""
    x, y, z = (np.asarray(values, dtype=np.float64) + 0.0).tolist()
    return (x, y, z)


def unit_rows(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows scaled to length 1; a zero row stays zero."""
    lengths = lengths_of(rows)[..., None]
    scaled: NDArray[np.float64] = rows / np.where(lengths > 0, lengths, 1.0)
    return scaled


def lengths_of(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lengths of the vectors along the last axis."""
    lengths: NDArray[np.float64] = np.sqrt(np.einsum("...i,...i->...", rows, rows))
    return lengths


def cross_rows(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, 3) vector products of the rows of two arrays, of which one may be a single vector."""
    return cross_columns(a.T, b.T).T


def cross_columns(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """(3, n) vector products of the columns of two arrays; written out, for NumPy's own is many times slower on few
    vectors and slower on many."""
    return np.array([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def dot(a: Vector, b: Vector) -> float:
    """Scalar product; for single vectors several times faster than NumPy's."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vector, b: Vector) -> Vector:
    """Vector product."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def minus(a: Vector, b: Vector) -> Vector:
    """a − b."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def scaled(a: Vector, factor: float) -> Vector:
    """factor · a."""
    return (factor * a[0], factor * a[1], factor * a[2])


def norm(a: Vector) -> float:
    """Length of a vector."""
    return float((a[0] * a[0] + a[1] * a[1] + a[2] * a[2]) ** 0.5)
