"""At which heights a body is sliced, and how much of its height each slice stands for.

Between two heights without a vertex all sections are alike: a prismatic part needs a handful of slices, however tall.
Flat faces change the layers near them (skin, bridge over the infill, shell), so cuts are set there too.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.manufacturing.processes.fused_filament.motion import Floats
from partwright.manufacturing.processes.fused_filament.settings import Lines

_FLAT = 1.0 - 1e-6  # |cosine| to the vertical from which a face counts as level
_UPRIGHT = 1e-6
_NEAR_MM = 1e-3
_ALIKE = 0.01  # share of the footprint by which sections of a slab may differ and be cut once
_SAME = 1e-6  # share below which nothing changes at all


@dataclass(frozen=True, slots=True, eq=False)
class Slabs:
    """Slices of the height of a body standing on z = 0, from the bed up.

    height_mm: (k,) where each is cut. thickness_mm: (k,) the height it stands for. prismatic: (k,) whether it looks the
    same at every height. alike: (k,) the lowest slice from which to here sections do not change.
    """

    height_mm: Floats
    thickness_mm: Floats
    prismatic: NDArray[np.bool_]
    alike: NDArray[np.int64]

    def stand_ins(self, heights: Floats) -> Floats:
        """Heights moved to the lowest slab that looks the same where theirs is prismatic, to be cut once."""
        slab = np.minimum(np.searchsorted(np.cumsum(self.thickness_mm), heights), len(self.height_mm) - 1)
        within = np.abs(heights - self.height_mm[slab]) < self.thickness_mm[slab] / 2.0 - _NEAR_MM
        return np.where(within & self.prismatic[slab], self.height_mm[self.alike[slab]], heights)


@dataclass(frozen=True, slots=True, eq=False)
class Facets:
    """Triangles as slicing sees them: normal (m, 3) of unit length, area (m,) mm², lowest and highest z (m,) mm."""

    normal: Floats
    area: Floats
    bottom: Floats
    top: Floats


def facets(vertices: Floats, triangles: NDArray[np.int32]) -> Facets:
    """The facets of a mesh."""
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    cross = np.cross(b - a, c - a)
    double = np.linalg.norm(cross, axis=1)
    z = vertices[:, 2][triangles]
    return Facets(
        normal=cross / np.maximum(double, 1e-300)[:, None],
        area=double / 2.0,
        bottom=z.min(axis=1),
        top=z.max(axis=1),
    )


def divide(facets: Facets, lines: Lines, *, slabs: int, levels: int) -> Slabs:
    """Slabs between the `levels` largest flat levels of a body; where it is not prismatic at most 1/`slabs` high."""
    height = max(float(facets.top.max()), 2.0 * _NEAR_MM)  # a flat surface, too, has one slab
    cuts = _cuts(facets, lines, height, levels)
    low, high = cuts[:-1], cuts[1:]
    footprint = float((facets.area * np.abs(facets.normal[:, 2])).sum()) / 2.0
    drawn = drawn_in(facets, low, high)
    changing = drawn > _ALIKE * footprint
    pieces = np.where(changing, np.ceil((high - low) * slabs / height), 1.0).astype(np.int64)
    number = np.repeat(np.arange(len(low)), pieces)
    place = np.arange(len(number)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    thickness = (high - low)[number] / pieces[number]
    middle = low[number] + (place + 0.5) * thickness
    new = drawn > _SAME * footprint
    new[1:] |= new[:-1] | (drawn_in(facets, low[1:] - 3.0 * _NEAR_MM, low[1:] + 3.0 * _NEAR_MM) > _SAME * footprint)
    new[:1] = True
    first = np.maximum.accumulate(np.where(new[number] | (place > 0), np.arange(len(number)), 0))
    return Slabs(height_mm=middle, thickness_mm=thickness, prismatic=~changing[number], alike=first)


def drawn_in(facets: Facets, low: Floats, high: Floats, *, chosen: NDArray[np.bool_] | None = None) -> Floats:
    """(k,) mm² of facets, seen from above, between two heights: no two sections there differ by more.

    low, high: (k,) mm, both rising. chosen: (m,) the facets to count; all if None.
    """
    leaning = np.abs(facets.normal[:, 2]) > _UPRIGHT
    leaning = leaning if chosen is None else leaning & chosen
    bottom, top = facets.bottom[leaning], facets.top[leaning]
    seen = (facets.area * np.abs(facets.normal[:, 2]))[leaning]
    first = np.searchsorted(high, bottom + _NEAR_MM, side="right")
    count = np.maximum(np.searchsorted(low, top - _NEAR_MM, side="left") - first, 0)
    facet = np.repeat(np.arange(len(bottom)), count)
    slab = np.arange(len(facet)) - np.repeat(np.cumsum(count) - count, count) + first[facet]
    reach = np.minimum(top[facet], high[slab]) - np.maximum(bottom[facet], low[slab])
    share = np.clip(reach / np.maximum((top - bottom)[facet], _NEAR_MM), 0.0, 1.0)
    # A level facet inside has no height to share out.
    share[(top - bottom)[facet] < _NEAR_MM] = 1.0
    return np.bincount(slab, weights=seen[facet] * share, minlength=len(low)).astype(np.float64)


def _cuts(facets: Facets, lines: Lines, height: float, levels: int) -> Floats:
    """Rising heights from 0 to the top between which the shells do not change but by slope."""
    layer = lines.layer_height_mm
    up = _flat_levels(facets, facets.normal[:, 2] > _FLAT, levels)
    down = _flat_levels(facets, facets.normal[:, 2] < -_FLAT, levels)
    shell = lines.top_layers * layer
    cuts = [
        np.array([0.0, layer, height]),
        *(up - depth for depth in (shell, shell - layer, layer, 0.0)),
        *(down + rise for rise in (-layer, 0.0, layer, lines.bottom_layers * layer)),
    ]
    rising = np.unique(np.clip(np.concatenate(cuts), 0.0, height))
    result: Floats = rising[np.concatenate([np.diff(rising) > _NEAR_MM, [True]])]
    return result


def _flat_levels(facets: Facets, chosen: NDArray[np.bool_], count: int) -> Floats:
    """Heights of the largest level areas, rising."""
    height = np.round(facets.bottom[chosen] / _NEAR_MM).astype(np.int64)
    if not len(height):
        return np.zeros(0)
    level, place = np.unique(height, return_inverse=True)
    area = np.bincount(place, weights=facets.area[chosen])
    largest = np.sort(np.argsort(-area, kind="stable")[:count])
    return np.asarray(level[largest] * _NEAR_MM, dtype=np.float64)
