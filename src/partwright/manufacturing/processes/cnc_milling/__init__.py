"""CNC milling: setups, tools and paths of a body on a 3-axis machining center, and what they cost."""

from partwright.geometry.anatomy import Anatomy
from partwright.manufacturing.process import Capacity, CostItem, Finding, Plan, ProcessCatalog
from partwright.manufacturing.processes.cnc_milling.catalog import list_offer
from partwright.manufacturing.processes.cnc_milling.cost import occupy, price_plan
from partwright.manufacturing.processes.cnc_milling.dfm import find_problems
from partwright.manufacturing.processes.cnc_milling.plan import plan_body
from partwright.manufacturing.processes.cnc_milling.survey import MillingSurvey, survey_body
from partwright.manufacturing.specification import ProcessId, Specification
from partwright.manufacturing.tables import Tables

__all__ = ["PROCESS", "CncMilling", "MillingSurvey"]


class CncMilling:
    """The milling room."""

    id = ProcessId.CNC_MILLING

    def survey(self, anatomy: Anatomy, *, tables: Tables) -> MillingSurvey:
        return survey_body(anatomy, tables=tables)

    def findings(self, survey: MillingSurvey, specification: Specification, *, tables: Tables) -> tuple[Finding, ...]:
        return find_problems(survey, specification, tables=tables)

    def plan(self, survey: MillingSurvey, specification: Specification, *, tables: Tables) -> Plan:
        return plan_body(survey, specification, tables=tables)

    def cost(self, plan: Plan, specification: Specification, *, tables: Tables) -> tuple[CostItem, ...]:
        return price_plan(plan, specification, tables=tables)

    def capacity(self, plan: Plan, specification: Specification, *, tables: Tables) -> Capacity:
        return occupy(plan, specification, tables=tables)

    def catalog(self, tables: Tables) -> ProcessCatalog:
        return list_offer(tables)


PROCESS = CncMilling()
