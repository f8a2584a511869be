"""Print time and filament of a traced body with a machine, a material and a layer height: arithmetic only."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from partwright.manufacturing.processes.fused_filament.motion import Drive, Floats, straight_times
from partwright.manufacturing.processes.fused_filament.settings import ROOM, Lines, read_lines
from partwright.manufacturing.processes.fused_filament.toolpaths import SKINS, Role
from partwright.manufacturing.processes.fused_filament.tracing import Trace
from partwright.manufacturing.tables import Tables

_HOLDING = [Role.SUPPORT, Role.INTERFACE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How a body is printed: speeds by role (mm/s) and all that time is lost to besides."""

    lines: Lines
    layer_height_mm: float
    speed_mm_s: tuple[float, ...]
    first_layer_mm_s: float
    least_mm_s: float
    least_layer_s: float
    retract_s: float
    lift_s: float
    grid_mm_s: tuple[float, ...]
    skirt_loops: float
    skirt_gap_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """What a print takes: seconds and threads laid, mm³; `part_mm3` without supports and skirt."""

    print_s: float
    layers: int
    part_mm3: float
    support_mm3: float
    skirt_mm3: float


@lru_cache(maxsize=256)
def read_profile(tables: Tables, *, machine: str, material: str, tolerance: str) -> Profile:
    """The profile of a machine for a material and a tolerance class.

    A nozzle melts only so much a second: speeds are cut to the material's flow.
    """
    path = f"{ROOM}.machines.{machine}"
    lines = read_lines(tables, path)
    layer = tables.value(f"{ROOM}.tolerances.{tolerance}.layer_height", "mm")
    flow = tables.value(f"materials.filaments.{material}.flow", "mm3/s")
    slow = tables.value(f"{ROOM}.tolerances.{tolerance}.speed_factor", "1")
    thread = layer * (lines.width_mm - layer * (1.0 - math.pi / 4.0))

    def speed(name: str) -> float:
        return min(tables.value(f"{path}.speed_{name}", "mm/s"), flow / thread)

    return Profile(
        lines=lines,
        layer_height_mm=layer,
        speed_mm_s=tuple(speed(role.name.lower()) * slow for role in Role),
        first_layer_mm_s=speed("first_layer"),
        least_mm_s=tables.value(f"materials.filaments.{material}.least_speed", "mm/s"),
        least_layer_s=tables.value(f"materials.filaments.{material}.layer_time", "s"),
        retract_s=2.0 * (_extruder_s(tables, path) + _lift_s(tables, path, tables.value(f"{path}.z_hop", "mm"))),
        lift_s=_lift_s(tables, path, layer),
        grid_mm_s=tables.values(f"{ROOM}.survey.speeds", "mm/s"),
        skirt_loops=tables.value(f"{path}.skirt_loops", "1"),
        skirt_gap_mm=tables.value(f"{path}.skirt_gap", "mm"),
    )


def _extruder_s(tables: Tables, path: str) -> float:
    drive = Drive(
        acceleration_mm_s2=tables.value(f"{path}.acceleration_retract", "mm/s2"),
        jerk_mm_s=tables.value(f"{path}.jerk_extruder", "mm/s"),
    )
    length = np.array([tables.value(f"{path}.retract_length", "mm")])
    return float(straight_times(length, drive, speed_mm_s=tables.value(f"{path}.retract_speed", "mm/s"))[0])


def _lift_s(tables: Tables, path: str, distance_mm: float) -> float:
    drive = Drive(
        acceleration_mm_s2=tables.value(f"{path}.acceleration_z", "mm/s2"),
        jerk_mm_s=tables.value(f"{path}.jerk_z", "mm/s"),
    )
    return float(straight_times(np.array([distance_mm]), drive, speed_mm_s=tables.value(f"{path}.speed_z", "mm/s"))[0])


def estimate(trace: Trace, profile: Profile) -> Print:
    """Time and filament of one print."""
    base = profile.lines.layer_height_mm
    height = np.full(len(trace.thickness_mm), profile.layer_height_mm)
    height[0] = base  # the first layer is as thick in every class
    layers = trace.thickness_mm / height
    copies = np.repeat((base / height)[:, None], len(Role), axis=1)
    copies[:, list(SKINS)] = 1.0
    speeds = np.repeat(np.array(profile.speed_mm_s)[None], len(layers), axis=0)
    speeds[0] = np.minimum(speeds[0], profile.first_layer_mm_s)
    length = trace.length_mm * copies
    moves = (trace.travel_s + trace.retractions * profile.retract_s) * base / height + layers * profile.lift_s
    speeds[1:] = _slowed(speeds, length, moves, layers, profile)[1:]
    printing = (_at_speed(trace, speeds, profile.grid_mm_s) * copies).sum(axis=1)
    skirt_mm = profile.skirt_loops * (trace.skirt_mm + 2.0 * math.pi * profile.skirt_gap_mm)
    part, support = _volumes(trace, profile, height, copies)
    return Print(
        print_s=float((printing + moves).sum() + skirt_mm / profile.first_layer_mm_s),
        layers=round(float(layers.sum())),
        part_mm3=part,
        support_mm3=support,
        skirt_mm3=skirt_mm * base * profile.lines.spacing_mm,
    )


def _slowed(speeds: Floats, length: Floats, moves: Floats, layers: Floats, profile: Profile) -> Floats:
    """(k, roles) mm/s: speeds cut, the fastest first, until a layer has the time to set that its material needs.

    Slicers count length over speed here, without the ramps.
    """
    caps = np.geomspace(profile.least_mm_s, max(profile.speed_mm_s), 64)
    seconds = (length[:, None, :] / np.minimum(speeds[:, None, :], caps[None, :, None])).sum(axis=2) + moves[:, None]
    slow_enough = seconds >= (profile.least_layer_s * layers)[:, None]
    cap = caps[np.maximum(slow_enough.sum(axis=1) - 1, 0)]
    result: Floats = np.minimum(speeds, cap[:, None])
    return result


def _at_speed(trace: Trace, speeds: Floats, grid: tuple[float, ...]) -> Floats:
    """(k, roles) seconds at the wanted speeds, from those kept at the grid's.

    What is interpolated, over 1/speed, is the time itself: it is linear there but for the ramps at corners.
    """
    kept = trace.time_s.reshape(*speeds.shape, len(grid))
    slowness = 1.0 / np.array(grid)
    wanted = 1.0 / speeds
    right = np.clip(np.searchsorted(-slowness, -wanted), 1, len(grid) - 1)
    share = (wanted - slowness[right - 1]) / (slowness[right] - slowness[right - 1])
    near = np.take_along_axis(kept, (right - 1)[..., None], axis=2)[..., 0]
    far = np.take_along_axis(kept, right[..., None], axis=2)[..., 0]
    result: Floats = near + share * (far - near)
    return result


def _volumes(trace: Trace, profile: Profile, height: Floats, copies: Floats) -> tuple[float, float]:
    """mm³ of thread in part and support."""
    lines = profile.lines
    shrink = 1.0 - math.pi / 4.0
    widths = np.full(len(Role), lines.width_mm)
    widths[_HOLDING] = lines.support_width_mm
    volume = trace.length_mm * copies * height[:, None] * (widths[None, :] - height[:, None] * shrink)
    volume[:, Role.GAP] = trace.gap_mm3
    support = float(volume[:, _HOLDING].sum())
    return float(volume.sum()) - support, support
