"""CNC milling: setups, tools and paths of a body on a 3-axis machining center, and what they cost."""

from partwright.manufacturing.processes.cnc_milling.catalog import list_offer
from partwright.manufacturing.processes.cnc_milling.cost import occupy, price_plan
from partwright.manufacturing.processes.cnc_milling.dfm import find_problems
from partwright.manufacturing.processes.cnc_milling.plan import plan_body
from partwright.manufacturing.processes.cnc_milling.survey import MillingSurvey, survey_body
from partwright.manufacturing.specification import ProcessId

__all__ = ["PROCESS", "CncMilling", "MillingSurvey"]


class CncMilling:
    """The milling room."""

    id = ProcessId.CNC_MILLING
    survey = staticmethod(survey_body)
    findings = staticmethod(find_problems)
    plan = staticmethod(plan_body)
    cost = staticmethod(price_plan)
    capacity = staticmethod(occupy)
    catalog = staticmethod(list_offer)


PROCESS = CncMilling()
