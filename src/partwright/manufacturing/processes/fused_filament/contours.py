"""Cross-sections of a mesh at many heights at once, as closed contours."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection, FillRule
from numpy.typing import NDArray

from partwright.manufacturing.processes.fused_filament.chains import chains

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Which of three corners is alone, by which are above: one bit each.
_LONE = np.array([0, 0, 1, 2, 2, 1, 0, 0])


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """Where planes z = height cut triangles: directed segments with the material on their left.

    level: (n,) index of the height. start, end: (n, 2) mm. start_key, end_key: (n,) name the mesh edge and height of
    each end; the end of one segment and the start of the next have the same.
    """

    level: Integers
    start: Floats
    end: Floats
    start_key: Integers
    end_key: Integers


def cut_triangles(vertices: Floats, triangles: NDArray[np.int32], heights: Floats) -> Cuts:
    """The segments in which rising `heights` cut a mesh whose triangles are wound outward."""
    z = vertices[:, 2][triangles]
    first = np.searchsorted(heights, z.min(axis=1), side="left")
    count = np.searchsorted(heights, z.max(axis=1), side="left") - first
    triangle = np.repeat(np.arange(len(triangles)), count)
    level = np.arange(len(triangle)) + np.repeat(first - np.cumsum(count) + count, count)
    height = heights[level]
    one, two, three = (z[:, corner][triangle] > height for corner in range(3))
    # The corner that is alone on its side of the plane: both cut edges meet there.
    lone = _LONE[one + 2 * two + 4 * three]
    lone_above = one.astype(np.int8) + two + three == 1
    corner, following, preceding = (
        triangles.ravel()[3 * triangle + (lone + step) % 3].astype(np.int64) for step in range(3)
    )
    leaving, leaving_key = _crossing(vertices, corner, following, height, level)
    entering, entering_key = _crossing(vertices, corner, preceding, height, level)
    up = lone_above[:, None]
    return Cuts(
        level=level,
        start=np.where(up, leaving, entering),
        end=np.where(up, entering, leaving),
        start_key=np.where(lone_above, leaving_key, entering_key),
        end_key=np.where(lone_above, entering_key, leaving_key),
    )


def _crossing(
    vertices: Floats, one: Integers, other: Integers, height: Floats, level: Integers
) -> tuple[Floats, Integers]:
    """Where edges cross heights, computed from the lower vertex number so that both neighbors get the same point."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    a, b = vertices[low], vertices[high]
    share = (height - a[:, 2]) / (b[:, 2] - a[:, 2])
    point = a[:, :2] + share[:, None] * (b[:, :2] - a[:, :2])
    return point, (level * len(vertices) + low) * len(vertices) + high


def chain_contours(cuts: Cuts, *, levels: int) -> list[list[Floats]]:
    """The contours at each height. A chain that does not close, in a mesh with holes, is closed by a straight line."""
    order = np.argsort(cuts.start_key, kind="stable")
    sorted_keys = cuts.start_key[order]
    place = np.minimum(np.searchsorted(sorted_keys, cuts.end_key), max(len(order) - 1, 0))
    follower = np.where(sorted_keys[place] == cuts.end_key, order[place], -1) if len(order) else order
    found = chains(follower)
    sizes = np.array([len(chain) for chain in found], dtype=np.int64)
    points = cuts.start[np.fromiter(itertools.chain.from_iterable(found), dtype=np.int64, count=len(follower))]
    ends = np.cumsum(sizes)
    level = cuts.level[[chain[0] for chain in found]] if found else cuts.level
    contours: list[list[Floats]] = [[] for _ in range(levels)]
    for number, begin, end in zip(level.tolist(), (ends - sizes).tolist(), ends.tolist(), strict=True):
        if end - begin > 2:
            contours[number].append(points[begin:end])
    return contours


def cross_sections(
    vertices: Floats, triangles: NDArray[np.int32], heights: Floats, *, tolerance_mm: float
) -> list[CrossSection]:
    """The filled section of a mesh at each height, in the order given; points that move it less are left out."""
    rising, place = np.unique(heights, return_inverse=True)
    contours = chain_contours(cut_triangles(vertices, triangles, rising), levels=len(rising))
    sections = [_filled(loops, tolerance_mm) for loops in contours]
    return [sections[index] for index in place]


def _filled(loops: Sequence[Floats], tolerance_mm: float) -> CrossSection:
    if not loops:
        return CrossSection()
    return CrossSection(list(loops), FillRule.Positive).simplify(tolerance_mm)
