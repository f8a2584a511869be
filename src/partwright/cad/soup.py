"""Triangles as a file gives them, before anyone has asked whether they enclose something."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indexes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Soup:
    """vertices: (n, 3) in the file's unit. triangles: (m, 3) into vertices, in the file's winding."""

    vertices: Floats
    triangles: Indexes


@dataclass(frozen=True, slots=True)
class Placement:
    """One use of a soup: its number, a name, the names above it and a 4 × 4 transform in the file's unit."""

    soup: int
    name: str
    path: tuple[str, ...]
    transform: Floats


@dataclass(frozen=True, slots=True)
class MeshFile:
    """What a mesh file holds. `unit_mm` is None where the format has no unit."""

    soups: tuple[Soup, ...]
    placements: tuple[Placement, ...]
    unit_mm: float | None
    welded: bool  # whether triangles share vertices in this format; in STL each has its own


def without_unused(vertices: Floats, triangles: Indexes) -> Soup:
    """The soup with only the vertices that its triangles use."""
    used, renumbered = np.unique(triangles, return_inverse=True)
    return Soup(vertices[used], renumbered.reshape(-1, 3))
