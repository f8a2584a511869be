"""Which slices of a body are traced, and which of them stands for each of the others.

Paths are drawn for a few slices only, as many as a budget of contour segments allows. How alike slices are is told by
the threads they need, and those follow closely enough from two lengths and areas that cost next to nothing: the outline
and the area of the section, and how much of it the layers above and below leave uncovered.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.manufacturing.processes.fused_filament.contours import cut_triangles
from partwright.manufacturing.processes.fused_filament.motion import Floats, Integers
from partwright.manufacturing.processes.fused_filament.settings import Lines
from partwright.manufacturing.processes.fused_filament.slabs import Facets, Slabs

_NEAR_MM = 1e-3
_DIGITS = 6
# Walls, sparse, solid, and what skins and bridges take more than solid: typical profiles print them at 35, 80, 80, 40
# and 25 mm/s.
_SLOWNESS = np.array([2.3, 1.0, 1.0, 1.0, 2.2])
_FEWEST = 6  # slices of a plate: first layer, solid, sparse, bridge, solid, skin
_OVERHANGS = 4  # traced on both sides for their supports; below the others stands what begins at these
_SCALED = 1.5  # how much larger a slice may be and still be taken for alike but scaled
_SHAPE = 0.1  # share of the difference in length that counts though scaling makes up for it


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is traced. segments: contour segments in all slices traced together, where one slice more would exceed
    them. error: share of the threads of the whole body that may be misplaced before another slice is traced."""

    segments: int
    error: float


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """Sections in numbers, each (k,): area mm², length mm of all contours, segments those consist of."""

    area: Floats
    length: Floats
    segments: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """traced: (t,) slices, rising. stand_in: (k,) for each slice the place in `traced` of the one that stands for it.

    walls, fill: (k,) how much more outline and area a slice has than its stand-in.
    """

    traced: Integers
    stand_in: Integers
    walls: Floats
    fill: Floats


def outline(vertices: Floats, triangles: NDArray[np.int32], slabs: Slabs) -> Outlines:
    """The sections of a mesh at all slices, without joining their segments."""
    heights, place = np.unique(slabs.height_mm[slabs.alike], return_inverse=True)
    cuts = cut_triangles(vertices, triangles, heights)
    steps = cuts.end - cuts.start
    turned = cuts.start[:, 0] * cuts.end[:, 1] - cuts.start[:, 1] * cuts.end[:, 0]
    count = len(heights)
    return Outlines(
        area=np.abs(np.bincount(cuts.level, weights=turned, minlength=count))[place] / 2.0,
        length=np.bincount(cuts.level, weights=np.hypot(*steps.T), minlength=count).astype(np.float64)[place],
        segments=np.bincount(cuts.level, minlength=count)[place],
    )


def choose_slices(outlines: Outlines, slabs: Slabs, lines: Lines, hanging: Floats, effort: Effort) -> Sample:
    """The slices to trace, the first always. `hanging`: (k,) mm² of overhang that begins above each."""
    threads = _threads(outlines, slabs, lines)
    weight = slabs.thickness_mm / lines.layer_height_mm
    walls, fill = _ratios(outlines.length), _ratios(outlines.area)
    apart = _apart(threads, walls, fill)
    allowed = effort.error * float((weight * threads.sum(axis=1)).sum())
    if not len(weight):
        return Sample(
            traced=np.zeros(0, dtype=np.int64), stand_in=np.zeros(0, dtype=np.int64), walls=weight, fill=weight
        )
    traced = [0, *_below_overhangs(hanging, outlines.segments, effort.segments // 3)]
    spent = int(outlines.segments[traced].sum())
    loss = apart[:, traced].min(axis=1)
    while float(weight @ loss) > allowed:
        gain = weight @ (loss[:, None] - np.minimum(loss[:, None], apart))
        chosen = int(np.argmax(np.round(gain, _DIGITS)))
        spent += int(outlines.segments[chosen])
        if gain[chosen] <= 0.0 or (spent > effort.segments and len(traced) >= _FEWEST):
            break
        traced.append(chosen)
        loss = np.minimum(loss, apart[:, chosen])
    places = np.unique(traced)
    apart[places, places] = -1.0  # a slice that is traced stands for itself
    stand_in = np.argmin(np.round(apart[:, places], _DIGITS), axis=1)
    numbers = np.arange(len(stand_in))
    return Sample(
        traced=places,
        stand_in=stand_in,
        walls=walls[numbers, places[stand_in]],
        fill=fill[numbers, places[stand_in]],
    )


def _apart(threads: Floats, walls: Floats, fill: Floats) -> Floats:
    """(k, k) mm by which the threads of a slice are mistaken where another, scaled to its size, stands for it."""
    growth = np.stack([walls, fill, fill, fill, fill], axis=2)
    mistaken = np.abs(threads[:, None] - growth * threads[None]).sum(axis=2)
    # Scaling keeps lengths, but long lines are faster than short ones, and a thin ring says nothing of a full section.
    share = np.where((np.maximum(fill, walls) > _SCALED) | (np.minimum(fill, walls) < 1.0 / _SCALED), 1.0, _SHAPE)
    return np.asarray(mistaken + share * np.abs(threads[:, None] - threads[None]).sum(axis=2), dtype=np.float64)


def _ratios(amount: Floats) -> Floats:
    """(k, k) how much more each slice has than each other; 1 where that has nothing."""
    return np.where(amount[None] > 0.0, amount[:, None] / np.maximum(amount[None], 1e-12), 1.0)


def _below_overhangs(hanging: Floats, segments: Integers, allowed: int) -> list[int]:
    """Both slices at each overhang, the largest overhangs first: supports begin between them."""
    order = np.argsort(-np.round(hanging, _DIGITS), kind="stable")
    pairs = [
        min(number + step, len(hanging) - 1)
        for number in order[hanging[order] > 0.0][:_OVERHANGS].tolist()
        for step in (0, 1)
    ]
    within = int((np.cumsum(segments[pairs]) <= allowed).sum()) if pairs else 0
    return pairs[: max(within, 2)]


def _threads(outlines: Outlines, slabs: Slabs, lines: Lines) -> Floats:
    """(k, 5) in a layer of each slice: walls, sparse, solid, top skin and bridges, were sections nested.

    In mm of sparse infill that take as long.
    """
    layer = lines.layer_height_mm
    edges = np.cumsum(slabs.thickness_mm)

    def area(rise: float) -> Floats:
        heights = slabs.height_mm + rise * layer
        number = np.minimum(np.searchsorted(edges, heights), len(edges) - 1)
        return np.where((heights < 0.0) | (heights > edges[-1]), 0.0, outlines.area[number])

    own = outlines.area
    above, roof_end, overlying = (
        np.minimum(own, area(rise)) for rise in (1.0, lines.top_layers - 1.0, lines.top_layers)
    )
    below, underlying = (np.minimum(own, area(-rise)) for rise in (1.0, float(lines.bottom_layers)))
    roofed = np.minimum(above, roof_end)
    covered = np.minimum.reduce([roofed, overlying, below, underlying])
    # Over sparse infill the lowest layer of a shell is a bridge.
    bridge = own - below + np.maximum(np.minimum.reduce([roofed, below, underlying]) - overlying, 0.0)
    areas = np.stack([covered * lines.infill, own - covered, own - above, bridge], axis=1) / lines.spacing_mm
    result: Floats = np.concatenate([lines.walls * outlines.length[:, None], areas], axis=1) * _SLOWNESS
    return result


def overhang_by_slab(facets: Facets, chosen: NDArray[np.bool_], slabs: Slabs) -> Floats:
    """(k,) mm² of the chosen facets, seen from below, that begin above the middle of each slice and below the next."""
    number = np.searchsorted(slabs.height_mm, facets.bottom[chosen] + _NEAR_MM) - 1
    seen = (facets.area * np.abs(facets.normal[:, 2]))[chosen]
    return np.bincount(np.maximum(number, 0), weights=seen, minlength=len(slabs.height_mm)).astype(np.float64)
