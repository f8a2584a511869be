"""Which slices of a body are traced, and which of them stands for each of the others.

Paths are drawn for a few slices only, as many as a budget of contour segments allows. How alike slices are is told by
the threads they need, and those follow closely enough from a length and areas that cost next to nothing: the outline
and the area of the section, and how much of it the layers above and below leave uncovered. By these, too, what a traced
slice has of each kind of thread is carried over to the slices it stands for.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.manufacturing.processes.fused_filament.motion import Floats, Integers
from partwright.manufacturing.processes.fused_filament.settings import Lines
from partwright.manufacturing.processes.fused_filament.slabs import Facets, Slabs, drawn_in

_NEAR_MM = 1e-3
_DIGITS = 6
_TINY = 1e-9
_LEVEL = 0.99  # cosine of the slope below which the shell steps over sparse infill in bridges
# Walls, sparse, solid, skins and bridges: typical profiles print them at 35, 80, 80, 40 and 25 mm/s.
_SLOWNESS = np.array([2.3, 1.0, 1.0, 2.0, 3.2])
_FEWEST = 4  # slices of a plate: first layer, solid, sparse, skin
_OVERHANGS = 2  # traced on both sides for their supports; below the others stands what begins at these
_SHAPE = 0.25  # share of the difference between slices that counts though it is made up for by its length


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
    """Which slices are traced and what stands for the others.

    traced: (t,) slices, rising. stand_in: (k,) for each slice the place in `traced` of the one most like it.
    source: (k, 5) the same for each kind of thread: walls, sparse, solid, top skin, bridges; more: (k, 5) mm a layer
    that a slice has more of each than its source. walls: (k,) the same for walls as a factor.
    """

    traced: Integers
    stand_in: Integers
    source: Integers
    more: Floats
    walls: Floats


def outline(vertices: Floats, triangles: NDArray[np.int32], slabs: Slabs) -> Outlines:
    """The sections of a mesh at all slices, without finding where their segments lie.

    All segments that a triangle leaves in planes z = height are parallel: their length rises evenly up to its middle
    corner and falls beyond, and their distance from the axis is linear in the height. Green's theorem makes the area of
    both.
    """
    heights, place = np.unique(slabs.height_mm[slabs.alike], return_inverse=True)
    corners = vertices[triangles]
    rise = corners[..., 2]
    low, high = rise.min(axis=1), rise.max(axis=1)
    first = np.searchsorted(heights, low, side="left")
    count = np.searchsorted(heights, high, side="left") - first
    crossed = np.flatnonzero(count)
    corners, low, high = corners[crossed] - vertices[0], low[crossed], high[crossed]
    rise = rise[crossed]
    middle = rise.sum(axis=1) - low - high
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    level = np.maximum(np.hypot(normal[:, 0], normal[:, 1]), _TINY**2)
    longest = level / (high - low)
    distance = np.einsum("ij,ij->i", normal, corners[:, 0]) / level
    lean = normal[:, 2] / level
    count = count[crossed]
    facet = np.repeat(np.arange(len(crossed)), count)
    number = np.arange(len(facet)) + np.repeat(first[crossed] - np.cumsum(count) + count, count)
    height = heights[number]
    # The grain of sand lets a plane through a level side at the bottom cut that side.
    risen = (height - low[facet] + _TINY) / (middle - low + _TINY)[facet]
    falling = (high[facet] - height) / np.maximum(high - middle, _TINY)[facet]
    length = longest[facet] * np.minimum(np.minimum(risen, falling), 1.0)
    turned = length * (distance[facet] - lean[facet] * (height - vertices[0, 2]))
    levels = len(heights)
    return Outlines(
        area=np.abs(np.bincount(number, weights=turned, minlength=levels))[place] / 2.0,
        length=np.bincount(number, weights=length, minlength=levels).astype(np.float64)[place],
        segments=np.bincount(number, minlength=levels)[place],
    )


def choose_slices(
    outlines: Outlines, facets: Facets, slabs: Slabs, lines: Lines, hanging: Floats, effort: Effort
) -> Sample:
    """The slices to trace, the first always. `hanging`: (k,) mm² of overhang that begins above each."""
    threads = _threads(outlines, facets, slabs, lines)
    weight = slabs.thickness_mm / lines.layer_height_mm
    if not len(weight):
        none = np.zeros(0, dtype=np.int64)
        return Sample(
            traced=none, stand_in=none, source=np.zeros((0, 5), dtype=np.int64), more=np.zeros((0, 5)), walls=weight
        )
    mistaken = np.abs(threads[:, None] - threads[None]) * (_SHAPE * _SLOWNESS)
    allowed = effort.error * float(weight @ (threads @ _SLOWNESS))
    traced = [0, *_below_overhangs(hanging, outlines.segments, effort.segments // 3)]
    spent = int(outlines.segments[traced].sum())
    loss = mistaken[:, traced].min(axis=1)
    while float(weight @ loss.sum(axis=1)) > allowed:
        gain = np.einsum("k,ktr->t", weight, np.maximum(loss[:, None] - mistaken, 0.0))
        chosen = int(np.argmax(np.round(gain, _DIGITS)))
        spent += int(outlines.segments[chosen])
        if gain[chosen] <= 0.0 or (spent > effort.segments and len(traced) >= _FEWEST):
            break
        traced.append(chosen)
        loss = np.minimum(loss, mistaken[:, chosen])
    return _sample(np.unique(traced), mistaken, threads)


def _sample(traced: Integers, mistaken: Floats, threads: Floats) -> Sample:
    mistaken = mistaken[:, traced].copy()
    mistaken[traced, np.arange(len(traced))] = -1.0  # a slice that is traced stands for itself
    source = np.argmin(np.round(mistaken, _DIGITS), axis=1)
    before = np.take_along_axis(threads[traced], source, axis=0)
    return Sample(
        traced=traced,
        stand_in=np.argmin(np.round(mistaken.sum(axis=2), _DIGITS), axis=1),
        source=source,
        more=threads - before,
        walls=np.where(before[:, 0] > 0.0, threads[:, 0] / np.maximum(before[:, 0], _TINY), 1.0),
    )


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


def _threads(outlines: Outlines, facets: Facets, slabs: Slabs, lines: Lines) -> Floats:
    """(k, 5) mm in a layer of each slice: walls, sparse, solid, top skin and bridges.

    What the layers above a slice leave bare is the area of the facets between, seen from above.
    """
    layer, own, height = lines.layer_height_mm, outlines.area, slabs.height_mm
    up, down = facets.normal[:, 2] > 0.0, facets.normal[:, 2] < 0.0

    def bare(chosen: NDArray[np.bool_], low: float, high: float) -> Floats:
        return drawn_in(facets, height + low * layer, height + high * layer, chosen=chosen)

    roof, floor = float(lines.top_layers), float(lines.bottom_layers)
    shell = np.minimum(bare(up, 0.0, roof) + bare(down, -floor, 0.0), own)
    top, bridge = bare(up, 0.0, 1.0), bare(down, -1.0, 0.0)
    bridge[height < layer] = 0.0  # the bed is no air
    # Over sparse infill the lowest layer of a shell is a bridge where it is wide.
    bridge += bare(facets.normal[:, 2] > _LEVEL, roof - 1.0, roof)
    top, bridge = np.minimum(top, shell), np.minimum(bridge, np.maximum(shell - top, 0.0))
    areas = np.stack([own - shell, shell - top - bridge, top, bridge], axis=1)
    # Lines are joined along the edge, half of it in all; walls take their part of every area.
    joined = outlines.length / np.maximum(own, _TINY) / 2.0
    inside = np.clip(1.0 - lines.shell_mm * outlines.length / np.maximum(own, _TINY), 0.0, 1.0)
    dense = np.array([lines.infill, 1.0, 1.0, 1.0]) / lines.spacing_mm
    filled = areas * (dense + joined[:, None]) * inside[:, None]
    return np.concatenate([lines.walls * outlines.length[:, None], filled], axis=1)


def overhang_by_slab(facets: Facets, chosen: Integers, slabs: Slabs) -> Floats:
    """(k,) mm² of the chosen facets, seen from below, that begin above the middle of each slice and below the next."""
    number = np.searchsorted(slabs.height_mm, facets.bottom[chosen] + _NEAR_MM) - 1
    seen = (facets.area * np.abs(facets.normal[:, 2]))[chosen]
    return np.bincount(np.maximum(number, 0), weights=seen, minlength=len(slabs.height_mm)).astype(np.float64)
