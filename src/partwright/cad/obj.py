"""Wavefront OBJ: corners and polygons, however they count.

trimesh 5.2 reads an index counted from the end (`f -1 -2 -3`) as one into nothing, hence a reader of our own.
"""

import numpy as np

from partwright.cad.soup import Soup, without_unused
from partwright.errors import EmptyFileError, NotSolidError, UnreadableFileError


def read_obj(content: bytes, *, name: str) -> Soup:
    """The polygons of an OBJ file as triangles; textures, normals and groups do not matter here.

    Raises:
        UnreadableFileError: a number or an index that is none.
        EmptyFileError, NotSolidError: no geometry, only points or lines.
    """
    points: list[tuple[float, ...]] = []
    triangles: list[tuple[int, int, int]] = []
    text = content.decode("utf-8", errors="replace").replace("\\\r\n", " ").replace("\\\n", " ")
    try:
        for line in text.splitlines():
            kind, _, rest = line.strip().partition(" ")
            if kind == "v":
                x, y, z = rest.split(maxsplit=3)[:3]
                points.append((float(x), float(y), float(z)))
            elif kind == "f":
                corners = [_corner(word, len(points)) for word in rest.partition("#")[0].split()]
                triangles.extend((corners[0], corners[at], corners[at + 1]) for at in range(1, len(corners) - 1))
    except (ValueError, IndexError) as fault:
        raise UnreadableFileError(name, reason="has a line that is not OBJ") from fault
    if not points:
        raise EmptyFileError(name, reason="has no corners")
    if not triangles:
        raise NotSolidError(name, reason="holds only points or lines, no faces")
    indexes = np.array(triangles, dtype=np.int64)
    if int(indexes.max()) >= len(points):
        raise UnreadableFileError(name, reason="has a face with a corner that does not exist")
    return without_unused(np.array(points), indexes)


def _corner(word: str, so_far: int) -> int:
    """Position of `7`, `7/1`, `7//2` or `-1/…` among the corners, from 0."""
    number = int(word.partition("/")[0])
    if number == 0 or number < -so_far:
        raise ValueError(word)
    return number - 1 if number > 0 else so_far + number
