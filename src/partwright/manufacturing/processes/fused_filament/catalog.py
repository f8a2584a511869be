"""What the printing room offers: machines, materials, finishes and tolerance classes."""

from partwright.manufacturing.process import (
    FinishEntry,
    MachineEntry,
    MaterialEntry,
    ProcessCatalog,
    ToleranceEntry,
)
from partwright.manufacturing.processes.fused_filament.settings import ROOM
from partwright.manufacturing.specification import ProcessId
from partwright.manufacturing.tables import Tables

_SUFFIXES = {
    "mm": "_mm",
    "mm/s": "_mm_s",
    "mm/s2": "_mm_s2",
    "%": "_percent",
    "deg": "_deg",
    "1": "",
}


def list_offer(tables: Tables) -> ProcessCatalog:
    """Everything that can be chosen, in the order shown."""
    materials = tables.words(f"{ROOM}.offer.materials")
    default = tables.word(f"{ROOM}.offer.default_material")
    return ProcessCatalog(
        id=ProcessId.FUSED_FILAMENT,
        name="FDM 3D printing",
        machines=tuple(_machine(tables, machine) for machine in tables.words(f"{ROOM}.offer.machines")),
        materials=tuple(
            MaterialEntry(
                id=material,
                name=tables.word(f"materials.filaments.{material}.name"),
                density_g_cm3=tables.value(f"materials.filaments.{material}.density", "g/cm3"),
                default=material == default,
            )
            for material in materials
        ),
        finishes=tuple(_finish(tables, finish, materials) for finish in tables.words(f"{ROOM}.offer.finishes")),
        tolerances=tuple(
            ToleranceEntry(id=row, name=tables.word(f"{ROOM}.tolerances.{row}.name"))
            for row in tables.words(f"{ROOM}.offer.tolerances")
        ),
    )


def _finish(tables: Tables, finish: str, materials: tuple[str, ...]) -> FinishEntry:
    path = f"{ROOM}.finishes.{finish}"
    families = tables.words(f"{path}.families")
    return FinishEntry(
        id=finish,
        name=tables.word(f"{path}.name"),
        materials=tuple(
            material for material in materials if tables.word(f"materials.filaments.{material}.family") in families
        ),
    )


def _machine(tables: Tables, machine: str) -> MachineEntry:
    path = f"{ROOM}.machines.{machine}"
    x, y, z = tables.values(f"{path}.envelope", "mm")
    parameters: dict[str, float | bool | str] = {"name": tables.word(f"{path}.name")}
    for row in tables.rows(path):
        if row not in ("name", "envelope"):
            entry = tables.entry(f"{path}.{row}")
            parameters[f"{row}{_SUFFIXES[entry.unit]}"] = tables.value(f"{path}.{row}", entry.unit)
    return MachineEntry(id=machine, envelope_mm=(x, y, z), parameters=parameters)
