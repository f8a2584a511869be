"""How a machine is set: the tables of the room as typed values."""

import math
from dataclasses import dataclass
from functools import lru_cache

from partwright.geometry.part import Vector
from partwright.manufacturing.processes.fused_filament.motion import Drive
from partwright.manufacturing.tables import Tables

ROOM = "fused_filament"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Threads of a machine's print profile and what is laid from them, at its base layer height. Lengths in mm.

    A thread is a rectangle with round sides, so neighbors are set closer than its width (`spacing_mm`).
    """

    layer_height_mm: float
    width_mm: float
    walls: int
    infill: float
    top_layers: int
    bottom_layers: int
    angle_deg: float
    overlap: float
    link_mm: float
    hook_mm: float
    skin_margin_mm: float
    small_wall_mm: float
    support_width_mm: float
    support_gap_mm: float
    support_clearance_mm: float
    support_closing_mm: float
    support_foot_mm: float
    support_foot: float
    interface_gap_mm: float
    interface_layers: int
    contact_gap_mm: float
    support_angle_deg: float

    @property
    def spacing_mm(self) -> float:
        return self.width_mm - self.layer_height_mm * (1.0 - math.pi / 4.0)

    @property
    def support_spacing_mm(self) -> float:
        return self.support_width_mm - self.layer_height_mm * (1.0 - math.pi / 4.0)

    @property
    def narrow_mm(self) -> float:
        """The narrowest place that a wall still enters: Slic3r lets threads overlap by 40 %."""
        return 0.6 * self.spacing_mm

    @property
    def gap_min_mm(self) -> float:
        """The narrowest gap that is filled: a fifth of a wall's width, less the overlap that is let."""
        return 0.2 * 0.6 * self.width_mm

    @property
    def fill_inset_mm(self) -> float:
        """From the innermost wall's center to the area left for infill, whose lines end half a spacing further in."""
        return (0.5 - self.overlap) * self.spacing_mm

    @property
    def shell_mm(self) -> float:
        """From the contour to the area left for infill."""
        return self.width_mm / 2.0 + (self.walls - 1) * self.spacing_mm + self.fill_inset_mm


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A printer: what fits, how it moves, and the profile it prints."""

    id: str
    envelope_mm: Vector
    lines: Lines
    wall_mm_s2: float
    infill_mm_s2: float
    first_layer_mm_s2: float
    jerk_mm_s: float
    travel_drive: Drive
    travel_mm_s: float
    retract_travel_mm: float
    speeds_mm_s: tuple[float, ...]  # the nominal speeds for which the survey keeps times


def machine_ids(tables: Tables) -> tuple[str, ...]:
    """Machines, the smallest first."""
    return tables.words(f"{ROOM}.offer.machines")


@lru_cache(maxsize=64)
def read_machine(tables: Tables, machine: str) -> Machine:
    """A machine of the tables.

    Raises:
        TableError: the tables lack one of its numbers.
    """
    path = f"{ROOM}.machines.{machine}"
    jerk = tables.value(f"{path}.jerk", "mm/s")

    def acceleration(name: str) -> float:
        limit = tables.value(f"{path}.acceleration_axis", "mm/s2")
        return min(tables.value(f"{path}.acceleration_{name}", "mm/s2"), limit)

    x, y, z = tables.values(f"{path}.envelope", "mm")
    return Machine(
        id=machine,
        envelope_mm=(x, y, z),
        lines=read_lines(tables, path),
        wall_mm_s2=acceleration("wall"),
        infill_mm_s2=acceleration("infill"),
        first_layer_mm_s2=acceleration("first_layer"),
        jerk_mm_s=jerk,
        travel_drive=Drive(acceleration_mm_s2=acceleration("travel"), jerk_mm_s=jerk),
        travel_mm_s=tables.value(f"{path}.speed_travel", "mm/s"),
        retract_travel_mm=tables.value(f"{path}.retract_travel", "mm"),
        speeds_mm_s=tables.values(f"{ROOM}.survey.speeds", "mm/s"),
    )


@lru_cache(maxsize=64)
def read_lines(tables: Tables, path: str) -> Lines:
    """The threads of the machine whose numbers stand below `path`."""

    def mm(name: str) -> float:
        return tables.value(f"{path}.{name}", "mm")

    def number(name: str) -> float:
        return tables.value(f"{path}.{name}", "1")

    return Lines(
        layer_height_mm=mm("layer_height"),
        width_mm=mm("line_width"),
        walls=round(number("walls")),
        infill=tables.value(f"{path}.infill", "%") / 100.0,
        top_layers=round(number("top_layers")),
        bottom_layers=round(number("bottom_layers")),
        angle_deg=tables.value(f"{path}.infill_angle", "deg"),
        overlap=tables.value(f"{path}.infill_overlap", "%") / 100.0,
        link_mm=mm("infill_link"),
        hook_mm=mm("infill_hook"),
        skin_margin_mm=mm("skin_margin"),
        small_wall_mm=2.0 * math.pi * mm("small_wall_radius"),
        support_width_mm=mm("support_line_width"),
        support_gap_mm=mm("support_gap"),
        support_clearance_mm=mm("support_clearance"),
        support_closing_mm=mm("support_closing"),
        support_foot_mm=mm("support_foot_margin"),
        support_foot=tables.value(f"{path}.support_foot_density", "%") / 100.0,
        interface_gap_mm=mm("interface_gap"),
        interface_layers=round(number("interface_layers")),
        contact_gap_mm=mm("contact_gap"),
        support_angle_deg=tables.value(f"{path}.support_threshold", "deg"),
    )
