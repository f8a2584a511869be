"""FDM printing: how a body lies on the bed, what is printed of it, how long that takes and what it costs."""

from partwright.geometry.anatomy import Anatomy
from partwright.manufacturing.process import Capacity, CostItem, Finding, Plan, ProcessCatalog
from partwright.manufacturing.processes.fused_filament.catalog import list_offer
from partwright.manufacturing.processes.fused_filament.cost import occupy, price_plan
from partwright.manufacturing.processes.fused_filament.dfm import find_problems
from partwright.manufacturing.processes.fused_filament.plan import plan_body
from partwright.manufacturing.processes.fused_filament.survey import FilamentSurvey, survey_body
from partwright.manufacturing.specification import ProcessId, Specification
from partwright.manufacturing.tables import Tables

__all__ = ["PROCESS", "FilamentSurvey", "FusedFilament"]


class FusedFilament:
    """The printing room."""

    id = ProcessId.FUSED_FILAMENT

    def survey(self, anatomy: Anatomy, *, tables: Tables) -> FilamentSurvey:
        return survey_body(anatomy, tables=tables)

    def findings(self, survey: FilamentSurvey, specification: Specification, *, tables: Tables) -> tuple[Finding, ...]:
        return find_problems(survey, specification, tables=tables)

    def plan(self, survey: FilamentSurvey, specification: Specification, *, tables: Tables) -> Plan:
        return plan_body(survey, specification, tables=tables)

    def cost(self, plan: Plan, specification: Specification, *, tables: Tables) -> tuple[CostItem, ...]:
        return price_plan(plan, specification, tables=tables)

    def capacity(self, plan: Plan, specification: Specification, *, tables: Tables) -> Capacity:
        return occupy(plan, specification, tables=tables)

    def catalog(self, tables: Tables) -> ProcessCatalog:
        return list_offer(tables)


PROCESS = FusedFilament()
