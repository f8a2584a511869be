"""The workshop as values: machines, tools, cutting data, times and rates, read once from the tables."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from partwright.errors import SpecificationError
from partwright.geometry.part import Vector
from partwright.manufacturing.specification import Specification
from partwright.manufacturing.tables import Tables

ROOM = "cnc_milling"
FloatVector = NDArray[np.float64]
Choice = TypeVar("Choice")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Machine:
    """A machining center. `envelope_mm` is the largest part, upright side last."""

    id: str
    name: str
    envelope_mm: Vector
    spindle_max_rpm: float
    rapid_mm_s: float
    feed_max_mm_s: float
    power_kw: float
    tool_change_s: float
    rate: Decimal

    def holds(self, box_mm: Vector, *, heights_mm: tuple[float, ...]) -> bool:
        """Whether a part with these sides fits the table, standing as high as each of `heights_mm`."""
        table = sorted(self.envelope_mm[:2])
        for height in heights_mm:
            lying = sorted(box_mm)
            lying.remove(min(lying, key=lambda side: abs(side - height)))
            if height > self.envelope_mm[2] or lying[0] > table[0] or lying[1] > table[1]:
                return False
        return True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Family:
    """How a group of materials is cut. Ratios are over the cutter's diameter."""

    id: str
    speed_m_min: float
    feed_ratio: float
    teeth: int
    width_ratio: float
    depth_ratio: float
    cutting_force_n_mm2: float
    face_speed_m_min: float
    face_feed_mm: float
    drill_speed_m_min: float
    drill_feed_ratio: float
    peck_ratio: float
    hardness: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Material:
    id: str
    name: str
    family: Family
    density_g_cm3: float
    price_eur_kg: Decimal
    price_source: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crib:
    """The tools on the shelf, each list in rising order of diameter.

    The last of `mill_mm` is the face mill; `stickout_ratios` and `stickout_factors` say how feed falls with depth over
    diameter.
    """

    mill_mm: FloatVector
    mill_flute_mm: FloatVector
    teeth_small: int
    small_below_mm: float
    rough_max_mm: float
    face_teeth: int
    face_depth_mm: float
    face_overlap: float
    ball_mm: FloatVector
    ball_flute_mm: FloatVector
    ball_teeth: int
    chamfer_mm: float
    chamfer_teeth: int
    chamfer_cutting_mm: float
    drill_min_mm: float
    drill_max_mm: float
    drill_step_mm: float
    stickout_ratios: FloatVector
    stickout_factors: FloatVector

    @property
    def face(self) -> int:
        """Position of the face mill."""
        return len(self.mill_mm) - 1

    @property
    def rough_top(self) -> int:
        """Position of the largest end mill used for roughing."""
        return int(np.searchsorted(self.mill_mm, self.rough_max_mm, side="right")) - 1

    def fitting(self, diameter_mm: float) -> int:
        """Position of the largest end mill not above a diameter; the smallest where none is."""
        found = int(np.searchsorted(self.mill_mm[: self.face], diameter_mm + 1e-6, side="right")) - 1
        return max(found, 0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ToleranceClass:
    id: str
    name: str
    wall_passes: float
    hole_factor: float
    feed_factor: float
    inspect_factor: float
    scallop_mm: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BoughtFinish:
    """A finish from another house: the larger of its minimum and area and pieces at their prices."""

    id: str
    name: str
    families: tuple[str, ...]
    minimum: Decimal
    area_price_dm2: Decimal
    piece_price: Decimal
    days: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shop:
    """Everything the room owns. `cutting`, `times_s`, `stock` and `limits` are the tables of these names by key."""

    machines: tuple[Machine, ...]
    materials: dict[str, Material]
    default_material: str
    crib: Crib
    cutting: dict[str, float]
    times: dict[str, float]
    stock: dict[str, float]
    plates_mm: tuple[float, ...]
    bars_mm: tuple[float, ...]
    plate_size_mm: tuple[float, ...]
    labor_rate: Decimal
    tolerances: dict[str, ToleranceClass]
    finishes: dict[str, BoughtFinish]

    def material(self, specification: Specification) -> Material:
        """The material of a specification.

        Raises:
            SpecificationError: it is not cut here.
        """
        return _chosen(self.materials, "material", specification.material)

    def tolerance(self, specification: Specification) -> ToleranceClass:
        """The tolerance class of a specification.

        Raises:
            SpecificationError: it is not offered.
        """
        return _chosen(self.tolerances, "tolerance", specification.tolerance)

    def finish(self, specification: Specification) -> BoughtFinish | None:
        """The bought finish of a specification, None for `none`.

        Raises:
            SpecificationError: it is not offered, or not on this material.
        """
        if specification.finish == "none":
            return None
        finish = _chosen(self.finishes, "finish", specification.finish)
        if self.material(specification).family.id not in finish.families:
            raise SpecificationError("finish", finish.id, reason=f"does not go on {specification.material}")
        return finish


def _chosen(offered: dict[str, Choice], field: str, wish: str) -> Choice:
    if wish not in offered:
        raise SpecificationError(field, wish, choices=tuple(offered))
    return offered[wish]


@lru_cache(maxsize=8)
def open_shop(tables: Tables) -> Shop:
    """The workshop that the tables describe."""
    families = {row: _family(tables, row) for row in tables.rows(f"{ROOM}.families")}
    stock, seconds = f"{ROOM}.stock", f"{ROOM}.times"
    return Shop(
        machines=tuple(_machine(tables, row) for row in tables.words(f"{ROOM}.offer.machines")),
        materials={row: _material(tables, row, families) for row in tables.words(f"{ROOM}.offer.materials")},
        default_material=tables.word(f"{ROOM}.offer.default_material"),
        crib=_crib(tables),
        cutting=_numbers(tables, f"{ROOM}.cutting"),
        times=_numbers(tables, seconds),
        stock=_numbers(tables, stock),
        plates_mm=tables.values(f"{stock}.plate_thicknesses", "mm"),
        bars_mm=tables.values(f"{stock}.bar_sides", "mm"),
        plate_size_mm=tables.values(f"{stock}.plate_size", "mm"),
        labor_rate=tables.money(f"{ROOM}.rates.labor", "EUR/h"),
        tolerances={row: _tolerance(tables, row) for row in tables.words(f"{ROOM}.offer.tolerances")},
        finishes={row: _finish(tables, row) for row in tables.words(f"{ROOM}.offer.finishes")},
    )


def _numbers(tables: Tables, path: str) -> dict[str, float]:
    """The single numbers below a path by key; minutes become seconds."""
    entries = ((row, tables.entry(f"{path}.{row}")) for row in tables.rows(path))
    return {
        row: entry.value * (60.0 if entry.unit == "min" else 1.0)
        for row, entry in entries
        if not isinstance(entry.value, tuple)
    }


def _machine(tables: Tables, row: str) -> Machine:
    path = f"{ROOM}.machines.{row}"
    x, y, z = tables.values(f"{path}.envelope", "mm")
    return Machine(
        id=row,
        name=tables.word(f"{path}.name"),
        envelope_mm=(x, y, z),
        spindle_max_rpm=tables.value(f"{path}.spindle_max", "rpm"),
        rapid_mm_s=tables.value(f"{path}.rapid", "m/min") * 1000 / 60,
        feed_max_mm_s=tables.value(f"{path}.feed_max", "m/min") * 1000 / 60,
        power_kw=tables.value(f"{path}.power", "kW"),
        tool_change_s=tables.value(f"{path}.tool_change", "s"),
        rate=tables.money(f"{path}.rate", "EUR/h"),
    )


def _family(tables: Tables, row: str) -> Family:
    path = f"{ROOM}.families.{row}"
    return Family(
        id=row,
        speed_m_min=tables.value(f"{path}.speed", "m/min"),
        feed_ratio=tables.value(f"{path}.feed_ratio", "1"),
        teeth=round(tables.value(f"{path}.teeth", "1")),
        width_ratio=tables.value(f"{path}.width_ratio", "1"),
        depth_ratio=tables.value(f"{path}.depth_ratio", "1"),
        cutting_force_n_mm2=tables.value(f"{path}.cutting_force", "N/mm2"),
        face_speed_m_min=tables.value(f"{path}.face_speed", "m/min"),
        face_feed_mm=tables.value(f"{path}.face_feed", "mm"),
        drill_speed_m_min=tables.value(f"{path}.drill_speed", "m/min"),
        drill_feed_ratio=tables.value(f"{path}.drill_feed_ratio", "1"),
        peck_ratio=tables.value(f"{path}.peck_ratio", "1"),
        hardness=tables.word(f"{path}.hardness"),
    )


def _material(tables: Tables, row: str, families: dict[str, Family]) -> Material:
    path = f"materials.{row}"
    return Material(
        id=row,
        name=tables.word(f"{path}.name"),
        family=families[tables.word(f"{path}.family")],
        density_g_cm3=tables.value(f"{path}.density", "g/cm3"),
        price_eur_kg=tables.money(f"{path}.price", "EUR/kg"),
        price_source=tables.source(f"{path}.price"),
    )


def _crib(tables: Tables) -> Crib:
    path = f"{ROOM}.tools"

    def one(key: str, unit: str) -> float:
        return tables.value(f"{path}.{key}", unit)

    def several(key: str, unit: str, *, and_last: tuple[float, ...] = ()) -> FloatVector:
        return np.array(tables.values(f"{path}.{key}", unit) + and_last)

    return Crib(
        mill_mm=several("end_mill.diameters", "mm", and_last=(one("face_mill.diameter", "mm"),)),
        mill_flute_mm=several("end_mill.flute_lengths", "mm", and_last=(one("face_mill.flute_length", "mm"),)),
        teeth_small=round(one("end_mill.teeth_small", "1")),
        small_below_mm=one("end_mill.small_below", "mm"),
        rough_max_mm=one("end_mill.rough_diameter_max", "mm"),
        face_teeth=round(one("face_mill.teeth", "1")),
        face_depth_mm=one("face_mill.depth_max", "mm"),
        face_overlap=one("face_mill.overlap", "1"),
        ball_mm=several("ball_mill.diameters", "mm"),
        ball_flute_mm=several("ball_mill.flute_lengths", "mm"),
        ball_teeth=round(one("ball_mill.teeth", "1")),
        chamfer_mm=one("chamfer_mill.diameter", "mm"),
        chamfer_teeth=round(one("chamfer_mill.teeth", "1")),
        chamfer_cutting_mm=one("chamfer_mill.cutting_diameter", "mm"),
        drill_min_mm=one("drill.diameter_min", "mm"),
        drill_max_mm=one("drill.diameter_max", "mm"),
        drill_step_mm=one("drill.diameter_step", "mm"),
        stickout_ratios=several("stickout.ratios", "1"),
        stickout_factors=several("stickout.feed_factors", "1"),
    )


def _tolerance(tables: Tables, row: str) -> ToleranceClass:
    path = f"{ROOM}.tolerances.{row}"
    return ToleranceClass(
        id=row,
        name=tables.word(f"{path}.name"),
        wall_passes=tables.value(f"{path}.wall_passes", "1"),
        hole_factor=tables.value(f"{path}.hole_factor", "1"),
        feed_factor=tables.value(f"{path}.feed_factor", "1"),
        inspect_factor=tables.value(f"{path}.inspect_factor", "1"),
        scallop_mm=tables.value(f"{path}.scallop", "mm"),
    )


def _finish(tables: Tables, row: str) -> BoughtFinish:
    path = f"{ROOM}.finishes.{row}"
    return BoughtFinish(
        id=row,
        name=tables.word(f"{path}.name"),
        families=tables.words(f"{path}.families"),
        minimum=tables.money(f"{path}.minimum", "EUR"),
        area_price_dm2=tables.money(f"{path}.area_price", "EUR/dm2"),
        piece_price=tables.money(f"{path}.piece_price", "EUR"),
        days=round(tables.value(f"{path}.days", "d")),
        source=tables.source(f"{path}.minimum"),
    )
