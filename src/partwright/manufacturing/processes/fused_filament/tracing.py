"""The print of a body, traced slice by slice: how much of each kind of path there is and how long it takes."""

from dataclasses import dataclass, replace

import numpy as np
from manifold3d import CrossSection
from numpy.typing import NDArray

from partwright.geometry.arrays import FloatArray
from partwright.manufacturing.processes.fused_filament.contours import cross_sections
from partwright.manufacturing.processes.fused_filament.hatching import hatch
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
from partwright.manufacturing.processes.fused_filament.slabs import Facets, Slabs, divide
from partwright.manufacturing.processes.fused_filament.supports import Held, shadow, support_columns
from partwright.manufacturing.processes.fused_filament.toolpaths import (
    LayerPaths,
    Neighbors,
    Role,
    Sections,
    layer_paths,
)

_ROLES = len(Role)
_MARGIN_MM = 1e-3
# Which kind of thread of a `Sample` each role is; supports are never scaled.
_KINDS = np.array([0, 0, 0, 0, 1, 2, 3, 4, 0, 0])
_FILLS = [Role.SPARSE, Role.SOLID, Role.TOP, Role.BRIDGE]


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
    faces: Facets,
    hanging: NDArray[np.int64],
    slabs: int,
    levels: int,
    tolerance_mm: float,
    support_tolerance_mm: float,
    effort: Effort,
) -> Trace:
    """Traces a body standing on z = 0. `hanging`: its triangles that need support."""
    lines = machine.lines
    cut = divide(faces, lines, slabs=slabs, levels=levels)
    outlines = outline(vertices, triangles, cut)
    sample = choose_slices(outlines, faces, cut, lines, overhang_by_slab(faces, hanging, cut), effort)
    slices, neighbors = _slices(vertices, triangles, cut, sample.traced, lines, tolerance_mm)
    drawn = Sections(lines)
    layers = [
        layer_paths(section, around, drawn, turn=int(number))
        for number, section, around in zip(sample.traced, slices, neighbors, strict=True)
    ]
    columns = support_columns(
        [slices[number] for number in sample.stand_in],
        cut.thickness_mm,
        shadow(vertices, triangles[hanging]).simplify(support_tolerance_mm),
        lines,
        tolerance_mm=support_tolerance_mm,
    )
    skirt_mm = _skirt(slices[0]) if slices else 0.0  # a flat surface has no slice
    return _assemble(cut, sample, _measure(layers, columns, machine), skirt_mm, lines.layer_height_mm)


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
    around = own[:, None] + steps
    # On a slope the layer beyond the shell is all but like the last within: one cut serves both.
    slope = np.flatnonzero(~cut.prismatic[traced])
    around[slope[:, None], [4, 6]] = around[slope[:, None], [3, 5]]
    heights = cut.stand_ins(around.ravel())
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

    def part(self, chosen: slice | Integers) -> "_Measured":
        """Some of the slices."""
        return _Measured(*(getattr(self, name)[chosen] for name in self.__slots__))


@dataclass(frozen=True, slots=True, eq=False)
class _Layers:
    """printed: the traced slices. standing, fresh: (k) supports of all slices. fresh_share: (k,) as `Held`."""

    printed: _Measured
    standing: _Measured
    fresh: _Measured
    fresh_share: Floats


def _measure(layers: list[LayerPaths], columns: list[Held], machine: Machine) -> _Layers:
    """Lengths and times of all that is printed, in one go. Supports that slices have in common are measured once."""
    place = np.cumsum([number > 0 and columns[number] is not columns[number - 1] for number in range(len(columns))])
    distinct = [columns[number] for number in np.unique(place, return_index=True)[1]]
    count, held = len(layers), len(distinct)
    hatches = [
        *(layer.hatches for layer in layers),
        *(one.standing for one in distinct),
        *(one.fresh for one in distinct),
    ]
    hatched = hatch([replace(job, owner=n * _ROLES + job.owner) for n, jobs in enumerate(hatches) for job in jobs])
    loops = join([replace(layer.loops, owner=layer.loops.owner + n * _ROLES) for n, layer in enumerate(layers)])
    islands = [layer.islands for layer in layers] + [np.zeros((0, 4))] * (2 * held)
    paths = join([loops, hatched])
    # The first slice of the part is the first layer, and so is that of the supports.
    first = np.isin(paths.owner // _ROLES, (0, count, count + held))
    acceleration = np.where(np.arange(len(paths.owner)) < len(loops.owner), machine.wall_mm_s2, machine.infill_mm_s2)
    total = len(hatches)
    time = path_times(
        paths,
        np.where(first, machine.first_layer_mm_s2, acceleration),
        jerk_mm_s=machine.jerk_mm_s,
        speeds_mm_s=machine.speeds_mm_s,
        owners=total * _ROLES,
    )
    length = np.bincount(paths.owner, weights=paths.lengths(), minlength=total * _ROLES).astype(np.float64)
    travel, retractions = _travels(paths, islands, machine)
    measured = _Measured(
        length=length.reshape(total, _ROLES),
        time=time.reshape(total, _ROLES, -1),
        travel=travel,
        retractions=retractions,
        gap=np.array([layer.gap_mm2 for layer in layers] + [0.0] * (2 * held)),
    )
    return _Layers(
        printed=measured.part(slice(count)),
        standing=measured.part(count + place),
        fresh=measured.part(count + held + place),
        fresh_share=np.array([one.fresh_share for one in columns]),
    )


def _assemble(cut: Slabs, sample: Sample, layers: _Layers, skirt_mm: float, layer_mm: float) -> Trace:
    """The whole slices: traced layers scaled to the slices they stand for, supports added, as often as they occur."""
    share, standing, fresh = layers.fresh_share, layers.standing, layers.fresh
    printed = layers.printed.part(sample.stand_in)
    length, time = _carried_over(sample, layers.printed)
    per_slice = cut.thickness_mm / layer_mm
    copies = np.repeat(per_slice[:, None], _ROLES, axis=1)
    copies[:, Role.INTERFACE] = 1.0  # drawn for all layers of a slice together
    times = time + standing.time + fresh.time * share[:, None, None]
    retractions = printed.retractions + standing.retractions + fresh.retractions * share
    return Trace(
        thickness_mm=cut.thickness_mm,
        length_mm=(length + standing.length + fresh.length * share[:, None]) * copies,
        time_s=(times * copies[:, :, None]).reshape(len(share), -1),
        gap_mm3=layers.printed.gap[sample.source[:, 0]] * sample.walls * cut.thickness_mm,
        travel_s=(printed.travel + standing.travel + fresh.travel * share) * per_slice,
        # Each layer begins with one more retraction, at its change of height.
        retractions=(retractions + 1.0) * per_slice,
        skirt_mm=skirt_mm,
    )


def _carried_over(sample: Sample, printed: _Measured) -> tuple[Floats, Floats]:
    """Length (k, roles) and time (k, roles, speeds) of a layer of each slice, from the traced slices it is most like.

    Walls are scaled; of what fills them a slice has so much more or less, at the pace of its kind in all traced slices.
    """
    source, roles = sample.source[:, _KINDS], np.arange(_ROLES)
    before = printed.length[source, roles]
    length = before * np.where(_KINDS == 0, sample.walls[:, None], 1.0)
    length[:, _FILLS] = np.maximum(before + sample.more[:, _KINDS], 0.0)[:, _FILLS]
    total_mm, total_s = printed.length.sum(axis=0), printed.time.sum(axis=0)
    # A kind that was traced nowhere goes at the pace of all that fills.
    unseen = total_mm <= 0.0
    total_mm[unseen], total_s[unseen] = total_mm[_FILLS].sum(), total_s[_FILLS].sum(axis=0)
    pace = total_s / np.maximum(total_mm, _MARGIN_MM)[:, None]
    scale = np.minimum(length, before) / np.maximum(before, _MARGIN_MM)
    time = printed.time[source, roles] * scale[:, :, None] + np.maximum(length - before, 0.0)[:, :, None] * pace
    return length, time


def _travels(paths: Paths, islands: list[Floats], machine: Machine) -> tuple[Floats, Floats]:
    """Seconds and retractions of one layer of each slice: from the end of each path to the start of the next.

    Island by island, first the walls, then what fills them.
    """
    count = len(islands)
    first, last, owner = paths.points[paths.starts], paths.points[paths.ends()], paths.owner // _ROLES
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
