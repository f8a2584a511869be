"""The words that other programs rely on: fixed by the contract, so a change here breaks somebody's script."""

from enum import StrEnum

import pytest

from partwright.geometry.part import BodyKind, SurfaceKind
from partwright.manufacturing.process import CostKind, OperationId, Severity
from partwright.manufacturing.specification import LeadTime, ProcessId
from partwright.units import LengthUnit, UnitSource

WORDS: dict[type[StrEnum], str] = {
    ProcessId: "cnc_milling cnc_turning sheet_metal fused_filament powder_bed_fusion vat_photopolymerization "
    "material_jetting metal_powder_bed_fusion binder_jetting urethane_casting injection_molding",
    LeadTime: "economy standard expedite",
    OperationId: "program setup load rough finish drill tap tool_change deburr turn cut bend print support_removal "
    "mold inject inspect finish_treatment pack",
    CostKind: "material machine labor bought margin minimum lead_time quantity rounding",
    Severity: "info warning blocker",
    BodyKind: "solid surface mesh profile",
    SurfaceKind: "plane cylinder cone sphere torus bspline other facets",
    LengthUnit: "mm cm m inch",
    UnitSource: "file declared guessed",
}


@pytest.mark.parametrize("kind", WORDS, ids=lambda kind: kind.__name__)
def test_words_are_those_of_the_contract(kind: type[StrEnum]) -> None:
    assert [word.value for word in kind] == WORDS[kind].split()
