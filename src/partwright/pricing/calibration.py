"""How sure a price is: a band around the unit price from the uncertainty of each kind of cost."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from partwright.manufacturing.process import CostKind
from partwright.manufacturing.tables import Tables
from partwright.pricing.quantity import MICROS_PER_UNIT

COST_KINDS = (CostKind.MATERIAL, CostKind.MACHINE, CostKind.LABOR, CostKind.BOUGHT)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Relative standard deviations of true cost about the estimate, by kind and common to all."""

    confidence: float
    normal_quantile: float
    deviations: Mapping[CostKind, float]
    common: float

    def factor_micros(self, costs: Mapping[CostKind, int]) -> int:
        """What to divide and multiply a price by for the band that holds the true one with `confidence`, in millionths.

        Kinds err independently, in proportion to their share of the cost; the whole is log-normal, so that the band
        stays above zero.
        """
        whole = sum(costs.values())
        if whole == 0:
            return MICROS_PER_UNIT
        spread = math.hypot(self.common, *(self.deviations[kind] * cost / whole for kind, cost in costs.items()))
        return round(math.exp(self.normal_quantile * spread) * MICROS_PER_UNIT)


@lru_cache(maxsize=8)
def calibration(tables: Tables) -> Calibration:
    """The calibration a price book holds."""
    return Calibration(
        confidence=tables.value("pricing.uncertainty.confidence", "1"),
        normal_quantile=tables.value("pricing.uncertainty.normal_quantile", "1"),
        deviations={kind: tables.value(f"pricing.uncertainty.{kind}", "1") for kind in COST_KINDS},
        common=tables.value("pricing.uncertainty.common", "1"),
    )
