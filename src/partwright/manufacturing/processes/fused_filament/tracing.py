"""The print of a body, traced slice by slice: how much of each kind of path there is and how long it takes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from manifold3d import CrossSection
from numpy.typing import NDArray

from partwright.geometry.arrays import FloatArray
from partwright.manufacturing.processes.fused_filament.contours import cross_sections
from partwright.manufacturing.processes.fused_filament.hatching import Hatch, hatch
from partwright.manufacturing.processes.fused_filament.motion import (
    Floats,
    Integers,
    Paths,
    join,
    path_times,
    straight_times,
)
from partwright.manufacturing.processes.fused_filament.sampling import (
    Effort,
    Sample,
    choose_slices,
    outline,
    overhang_by_slab,
)
from partwright.manufacturing.processes.fused_filament.settings import Lines, Machine
from partwright.manufacturing.processes.fused_filament.slabs import Slabs, divide, facets
from partwright.manufacturing.processes.fused_filament.supports import overhanging, shadow, support_columns
from partwright.manufacturing.processes.fused_filament.toolpaths import (
    WALLS,
    LayerPaths,
    Neighbors,
    Role,
    layer_paths,
)

_ROLES = len(Role)
_MARGIN_MM = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trace:
    """What is printed in k slices of a body, at the machine's base layer height and with its accelerations.

    thickness_mm: (k,) the height each slice stands for; the first is the first layer.
    length_mm: (k, roles) of path, and time_s: (k, roles × speeds) at each nominal speed of the machine, both for the
    whole slice; skins (top, bridge, support interface) count once, all else once a layer.
    gap_mm3: (k,) what gap fill puts down. travel_s, retractions, travels: (k,) moves without printing, whole slice.
    """

    thickness_mm: FloatArray
    length_mm: FloatArray
    time_s: FloatArray
    gap_mm3: FloatArray
    travel_s: FloatArray
    retractions: FloatArray
    skirt_mm: float


def trace(
    vertices: Floats,
    triangles: NDArray[np.int32],
    machine: Machine,
    *,
    slabs: int,
    levels: int,
    tolerance_mm: float,
    effort: Effort,
) -> Trace:
    """Traces a body standing on z = 0."""
    lines = machine.lines
    faces = facets(vertices, triangles)
    cut = divide(faces, lines, slabs=slabs, levels=levels)
    hanging = overhanging(faces, angle_deg=lines.support_angle_deg)
    outlines = outline(vertices, triangles, cut)
    sample = choose_slices(outlines, cut, lines, overhang_by_slab(faces, hanging, cut), effort)
    sections, neighbors = _slices(vertices, triangles, cut, sample.traced, lines, tolerance_mm)
    layers = [
        layer_paths(section, around, lines, turn=int(number))
        for number, section, around in zip(sample.traced, sections, neighbors, strict=True)
    ]
    supports = support_columns(
        [sections[number] for number in sample.stand_in], shadow(vertices, triangles[hanging]), lines
    )
    printed, held = _measure_paths(layers, machine), _measure_supports(supports, machine)
    skirt_mm = _skirt(sections[0]) if sections else 0.0  # a flat surface has no slice
    return _assemble(cut, sample, printed, held, skirt_mm, lines.layer_height_mm)


def _slices(
    vertices: Floats,
    triangles: NDArray[np.int32],
    cut: Slabs,
    traced: Integers,
    lines: Lines,
    tolerance_mm: float,
) -> tuple[list[CrossSection], list[Neighbors]]:
    """The traced slices and what lies around them."""
    layer = lines.layer_height_mm
    roof, floor = lines.top_layers, lines.bottom_layers
    steps = np.array([0.0, 1.0, -1.0, roof - 1.0, roof, 1.0 - floor, -floor]) * layer
    own = cut.height_mm[traced]
    heights = cut.stand_ins((own[:, None] + steps).ravel())
    found = cross_sections(vertices, triangles, heights, tolerance_mm=tolerance_mm)
    rows = [found[start : start + len(steps)] for start in range(0, len(found), len(steps))]
    sections = [row[0] for row in rows]
    neighbors = []
    for row, height in zip(rows, own, strict=True):
        above, below, roof_end, overlying, floor_end, underlying = (None if one is row[0] else one for one in row[1:])
        neighbors.append(
            Neighbors(
                above=above,
                below=None if height < layer else below,
                roofed=_common(above, roof_end),
                overlying=overlying,
                floored=_common(below, floor_end),
                underlying=underlying,
            )
        )
    return sections, neighbors


def _common(one: CrossSection | None, other: CrossSection | None) -> CrossSection | None:
    """What two sections share; None stands for one that takes nothing away."""
    if one is None or other is None:
        return other if one is None else one
    return one if one is other else one ^ other


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """One layer of each of n slices. length: (n, roles) mm; time: (n, roles, speeds) s; travel: (n,) s; retractions,
    gap: (n,) of a layer, mm²."""

    length: Floats
    time: Floats
    travel: Floats
    retractions: Floats
    gap: Floats


def _measure_paths(layers: list[LayerPaths], machine: Machine) -> _Measured:
    loops = join([replace(layer.loops, owner=layer.loops.owner + n * _ROLES) for n, layer in enumerate(layers)])
    hatched = _hatched([layer.hatches for layer in layers])
    return _measure(loops, hatched, [layer.islands for layer in layers], [layer.gap_mm2 for layer in layers], machine)


def _measure_supports(supports: list[list[Hatch]], machine: Machine) -> _Measured:
    """Supports of all slices; those that a slice has in common with the one above are measured once."""
    place = np.cumsum([number > 0 and supports[number] is not supports[number - 1] for number in range(len(supports))])
    distinct = [supports[number] for number in np.unique(place, return_index=True)[1]]
    count = len(distinct)
    once = _measure(join([]), _hatched(distinct), [np.zeros((0, 4))] * count, [0.0] * count, machine)
    return _Measured(
        length=once.length[place],
        time=once.time[place],
        travel=once.travel[place],
        retractions=once.retractions[place],
        gap=once.gap[place],
    )


def _hatched(hatches: Sequence[Sequence[Hatch]]) -> Paths:
    return hatch([replace(job, owner=n * _ROLES + job.owner) for n, jobs in enumerate(hatches) for job in jobs])


def _measure(loops: Paths, hatched: Paths, islands: list[Floats], gaps: list[float], machine: Machine) -> _Measured:
    count = len(islands)
    times = np.zeros((count, _ROLES, len(machine.speeds_mm_s)))
    lengths = np.zeros((count, _ROLES))
    for paths, drive in ((loops, machine.wall_drive), (hatched, machine.infill_drive)):
        total = path_times(paths, drive, speeds_mm_s=machine.speeds_mm_s, owners=count * _ROLES)
        times += total.reshape(times.shape)
        lengths += np.bincount(paths.owner, weights=paths.lengths(), minlength=count * _ROLES).reshape(lengths.shape)
    travel, retractions = _travels(loops, hatched, islands, machine)
    return _Measured(length=lengths, time=times, travel=travel, retractions=retractions, gap=np.array(gaps))


def _assemble(
    cut: Slabs, sample: Sample, printed: _Measured, held: _Measured, skirt_mm: float, layer_mm: float
) -> Trace:
    """The whole slices: traced layers scaled to the slices they stand for, supports added, as often as they occur."""
    growth = np.repeat(sample.fill[:, None], _ROLES, axis=1)
    growth[:, WALLS] = sample.walls[:, None]
    per_slice = cut.thickness_mm / layer_mm
    copies = np.repeat(per_slice[:, None], _ROLES, axis=1)
    copies[:, Role.INTERFACE] = 1.0  # drawn for all layers of a slice together
    chosen = sample.stand_in
    times = (printed.time[chosen] * growth[:, :, None] + held.time) * copies[:, :, None]
    return Trace(
        thickness_mm=cut.thickness_mm,
        length_mm=(printed.length[chosen] * growth + held.length) * copies,
        time_s=times.reshape(len(chosen), _ROLES * times.shape[2]),
        gap_mm3=printed.gap[chosen] * sample.walls * cut.thickness_mm,
        travel_s=(printed.travel[chosen] + held.travel) * per_slice,
        # Each layer begins with one more retraction, at its change of height.
        retractions=(printed.retractions[chosen] + held.retractions + 1.0) * per_slice,
        skirt_mm=skirt_mm,
    )


def _travels(loops: Paths, hatched: Paths, islands: list[Floats], machine: Machine) -> tuple[Floats, Floats]:
    """Seconds and retractions of one layer of each slice: from the end of each path to the start of the next.

    Island by island, first the walls, then what fills them.
    """
    count = len(islands)
    first = np.concatenate([loops.points[loops.starts], hatched.points[hatched.starts]])
    last = np.concatenate([loops.points[loops.ends()], hatched.points[hatched.ends()]])
    owner = np.concatenate([loops.owner, hatched.owner]) // _ROLES
    order = np.lexsort((np.arange(len(owner)), _island_of(first, owner, islands), owner))
    first, last, owner = first[order], last[order], owner[order]
    distance = np.hypot(*(first[1:] - last[:-1]).T)
    same = np.diff(owner) == 0
    distance, owner = distance[same], owner[1:][same]
    seconds = straight_times(distance, machine.travel_drive, speed_mm_s=machine.travel_mm_s)
    retracts = np.asarray(distance > machine.retract_travel_mm, dtype=np.float64)
    drawn = np.bincount(owner, weights=retracts, minlength=count)
    return np.bincount(owner, weights=seconds, minlength=count).astype(np.float64), drawn.astype(np.float64)


def _island_of(points: Floats, owner: Integers, islands: list[Floats]) -> Integers:
    """(n,) the number of the island, in its slice, that each point lies in; the smallest of several, -1 for none."""
    found = np.full(len(points), -1, dtype=np.int64)
    by_owner = np.argsort(owner, kind="stable")
    ends = np.searchsorted(owner[by_owner], np.arange(len(islands) + 1))
    for number, boxes in enumerate(islands):
        if len(boxes) > 1:
            chosen = by_owner[ends[number] : ends[number + 1]]
            inside = (points[chosen, None] >= boxes[:, :2] - _MARGIN_MM) & (
                points[chosen, None] <= boxes[:, 2:] + _MARGIN_MM
            )
            size = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
            fit = np.where(inside.all(axis=2), size, np.inf)
            found[chosen] = np.where(np.isinf(fit).all(axis=1), -1, fit.argmin(axis=1))
    return found


def _skirt(section: CrossSection) -> float:
    """Length of a line around the first layer, mm."""
    hull = section.hull().to_polygons()
    return sum(float(np.hypot(*(np.roll(loop, -1, axis=0) - loop).T).sum()) for loop in hull)
