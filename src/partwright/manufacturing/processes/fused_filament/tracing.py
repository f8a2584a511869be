"""The print of a body, traced slice by slice: how much of each kind of path there is and how long it takes."""

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
    gather,
    path_times,
    straight_times,
)
from partwright.manufacturing.processes.fused_filament.settings import Lines, Machine
from partwright.manufacturing.processes.fused_filament.slabs import Slabs, divide, facets
from partwright.manufacturing.processes.fused_filament.supports import overhanging, shadow, support_columns
from partwright.manufacturing.processes.fused_filament.toolpaths import LayerPaths, Neighbors, Role, layer_paths

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
    vertices: Floats, triangles: NDArray[np.int32], machine: Machine, *, slabs: int, levels: int, tolerance_mm: float
) -> Trace:
    """Traces a body standing on z = 0."""
    lines = machine.lines
    faces = facets(vertices, triangles)
    cut = divide(faces, lines, slabs=slabs, levels=levels)
    sections, neighbors = _slices(vertices, triangles, cut, lines, tolerance_mm)
    layers = [
        layer_paths(section, around, lines, turn=number)
        for number, (section, around) in enumerate(zip(sections, neighbors, strict=True))
    ]
    hanging = overhanging(faces, angle_deg=lines.support_angle_deg)
    supports = support_columns(sections, shadow(vertices, triangles[hanging]), lines)
    return _measure(cut, layers, supports, sections, machine)


def _slices(
    vertices: Floats, triangles: NDArray[np.int32], cut: Slabs, lines: Lines, tolerance_mm: float
) -> tuple[list[CrossSection], list[Neighbors]]:
    layer = lines.layer_height_mm
    roof, floor = lines.top_layers, lines.bottom_layers
    steps = np.array([0.0, 1.0, -1.0, roof - 1.0, roof, 1.0 - floor, -floor]) * layer
    heights = cut.stand_ins((cut.height_mm[:, None] + steps).ravel())
    found = cross_sections(vertices, triangles, heights, tolerance_mm=tolerance_mm)
    rows = [found[start : start + len(steps)] for start in range(0, len(found), len(steps))]
    sections = [row[0] for row in rows]
    neighbors = []
    for row, height in zip(rows, cut.height_mm, strict=True):
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


def _measure(
    cut: Slabs, layers: list[LayerPaths], supports: list[list[Hatch]], sections: list[CrossSection], machine: Machine
) -> Trace:
    count = len(layers)
    per_slice = cut.thickness_mm / machine.lines.layer_height_mm
    times = per_slice[:, None, None] * np.zeros((count, _ROLES, len(machine.speeds_mm_s)))
    lengths = np.zeros((count, _ROLES))
    loops, hatched = _paths(layers, supports)
    for paths, drive in ((loops, machine.wall_drive), (hatched, machine.infill_drive)):
        total = path_times(paths, drive, speeds_mm_s=machine.speeds_mm_s, owners=count * _ROLES)
        times += total.reshape(times.shape)
        lengths += np.bincount(paths.owner, weights=paths.lengths(), minlength=count * _ROLES).reshape(lengths.shape)
    travel, retractions = _travels(loops, hatched, [layer.islands for layer in layers], machine)
    copies = np.repeat(per_slice[:, None], _ROLES, axis=1)
    copies[:, Role.INTERFACE] = 1.0  # drawn for all layers of a slice together
    return Trace(
        thickness_mm=cut.thickness_mm,
        length_mm=lengths * copies,
        time_s=(times * copies[:, :, None]).reshape(count, _ROLES * len(machine.speeds_mm_s)),
        gap_mm3=np.array([layer.gap_mm2 for layer in layers]) * cut.thickness_mm,
        travel_s=travel * per_slice,
        retractions=retractions * per_slice,
        skirt_mm=_skirt(sections[0]) if sections else 0.0,  # a flat surface has no slice
    )


def _paths(layers: list[LayerPaths], supports: list[list[Hatch]]) -> tuple[Paths, Paths]:
    polylines, owners, jobs = [], [], []
    for number, (layer, below) in enumerate(zip(layers, supports, strict=True)):
        base = number * _ROLES
        for role, loop in layer.loops:
            polylines.append(loop)
            owners.append(base + role)
        jobs += [replace(job, owner=base + job.owner) for job in (*below, *layer.hatches)]
    return gather(polylines, owners), hatch(jobs)


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
    # Each layer begins with one more retraction, at its change of height.
    drawn = np.bincount(owner, weights=retracts, minlength=count) + 1.0
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
