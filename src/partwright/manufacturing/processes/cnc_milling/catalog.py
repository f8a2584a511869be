"""What the milling room offers: machines, materials, finishes and tolerance classes."""

from partwright.manufacturing.process import (
    FinishEntry,
    MachineEntry,
    MaterialEntry,
    ProcessCatalog,
    ToleranceEntry,
)
from partwright.manufacturing.processes.cnc_milling.shop import Machine, Shop, open_shop
from partwright.manufacturing.specification import ProcessId
from partwright.manufacturing.tables import Tables


def list_offer(tables: Tables) -> ProcessCatalog:
    """Everything that can be chosen, in the order shown."""
    shop = open_shop(tables)
    return ProcessCatalog(
        id=ProcessId.CNC_MILLING,
        name="CNC milling",
        machines=tuple(
            MachineEntry(id=machine.id, envelope_mm=machine.envelope_mm, parameters=_parameters(machine, shop))
            for machine in shop.machines
        ),
        materials=tuple(
            MaterialEntry(
                id=material.id,
                name=material.name,
                density_g_cm3=material.density_g_cm3,
                default=material.id == shop.default_material,
            )
            for material in shop.materials.values()
        ),
        finishes=(
            FinishEntry(id="none", name="As milled, edges broken", materials=tuple(shop.materials)),
            *(
                FinishEntry(
                    id=finish.id,
                    name=finish.name,
                    materials=tuple(
                        material.id for material in shop.materials.values() if material.family.id in finish.families
                    ),
                )
                for finish in shop.finishes.values()
            ),
        ),
        tolerances=tuple(ToleranceEntry(id=row.id, name=row.name) for row in shop.tolerances.values()),
    )


def _parameters(machine: Machine, shop: Shop) -> dict[str, float | bool | str]:
    crib = shop.crib
    diameters = ", ".join(f"{diameter:g}" for diameter in crib.mill_mm[: crib.face])
    return {
        "name": machine.name,
        "spindle_max_rpm": machine.spindle_max_rpm,
        "rapid_mm_s": round(machine.rapid_mm_s, 3),
        "feed_max_mm_s": round(machine.feed_max_mm_s, 3),
        "power_kw": machine.power_kw,
        "tool_change_s": machine.tool_change_s,
        "end_mills_mm": diameters,
        "ball_mills_mm": ", ".join(f"{diameter:g}" for diameter in crib.ball_mm),
        "face_mill_mm": float(crib.mill_mm[crib.face]),
        "drill_max_mm": crib.drill_max_mm,
    }
