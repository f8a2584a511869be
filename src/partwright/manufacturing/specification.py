"""What the customer wants beside the shape."""

from dataclasses import dataclass
from enum import StrEnum


class ProcessId(StrEnum):
    """Every process the contract names; those without a room yet are not in `PROCESSES`."""

    CNC_MILLING = "cnc_milling"
    CNC_TURNING = "cnc_turning"
    SHEET_METAL = "sheet_metal"
    FUSED_FILAMENT = "fused_filament"
    POWDER_BED_FUSION = "powder_bed_fusion"
    VAT_PHOTOPOLYMERIZATION = "vat_photopolymerization"
    MATERIAL_JETTING = "material_jetting"
    METAL_POWDER_BED_FUSION = "metal_powder_bed_fusion"
    BINDER_JETTING = "binder_jetting"
    URETHANE_CASTING = "urethane_casting"
    INJECTION_MOLDING = "injection_molding"


class LeadTime(StrEnum):
    """How soon the customer wants it, slowest first."""

    ECONOMY = "economy"
    STANDARD = "standard"
    EXPEDITE = "expedite"


@dataclass(frozen=True, slots=True)
class Specification:
    """Process, material, finish and tolerance class, by catalog id. Quantity and lead time belong to the price."""

    process: ProcessId
    material: str
    finish: str
    tolerance: str
