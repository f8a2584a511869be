"""FDM printing: how a body lies on the bed, what is printed of it, how long that takes and what it costs."""

from partwright.manufacturing.processes.fused_filament.catalog import list_offer
from partwright.manufacturing.processes.fused_filament.cost import occupy, price_plan
from partwright.manufacturing.processes.fused_filament.dfm import find_problems
from partwright.manufacturing.processes.fused_filament.plan import plan_body
from partwright.manufacturing.processes.fused_filament.survey import FilamentSurvey, survey_body
from partwright.manufacturing.specification import ProcessId

__all__ = ["PROCESS", "FilamentSurvey", "FusedFilament"]


class FusedFilament:
    """The printing room."""

    id = ProcessId.FUSED_FILAMENT
    survey = staticmethod(survey_body)
    findings = staticmethod(find_problems)
    plan = staticmethod(plan_body)
    cost = staticmethod(price_plan)
    capacity = staticmethod(occupy)
    catalog = staticmethod(list_offer)


PROCESS = FusedFilament()
