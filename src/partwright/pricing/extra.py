"""Work that requirements add to a plan, and what it is priced with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from partwright.manufacturing.holes import HoleFacts
from partwright.manufacturing.process import CostItem, CostKind, Operation, OperationId, Plan
from partwright.manufacturing.specification import Specification
from partwright.manufacturing.tables import Tables

ROOT = "pricing.requirements"
MINUTE_S = 60.0
_MICRO = Decimal("0.000001")
_HOUR_S = Decimal(3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Money an hour, and where it stands."""

    kind: CostKind
    amount: Decimal
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One operation more and what it costs; the items get their operation when the plan is complete."""

    operation: Operation
    costs: tuple[CostItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shop:
    """What requirements are priced with: plan and specification they come on top of, the body's holes, rates.

    `machine` is the rate of the machine that the plan uses, None where it uses none. `setups` is by feature the setup
    that drills it, or else the first that cuts it.
    """

    specification: Specification
    plan: Plan
    holes: HoleFacts
    tables: Tables
    labor: Rate
    machine: Rate | None
    setups: Mapping[int, int]

    def value(self, path: str, unit: str) -> float:
        """The number at a path below `pricing.requirements`."""
        return self.tables.value(f"{ROOT}.{path}", unit)

    def seconds(self, path: str) -> float:
        """A time below `pricing.requirements` that stands in minutes, in seconds."""
        return self.value(path, "min") * MINUTE_S

    def money(self, path: str) -> Decimal:
        """A price below `pricing.requirements` in the base currency."""
        return self.tables.money(f"{ROOT}.{path}", "EUR")

    def name(self, path: str) -> str:
        """What customers read of a row."""
        return self.tables.word(f"{ROOT}.{path}.name")

    def does(self, path: str) -> bool:
        """Whether a row is for the process; without a list it is for all."""
        processes = self.tables.words(f"{ROOT}.{path}.processes")
        return not processes or self.specification.process in processes


def open_shop(
    specification: Specification, *, plan: Plan, items: Sequence[CostItem], holes: HoleFacts, tables: Tables
) -> Shop:
    """The shop for a plan that costs `items`: its machine's rate is the one that they are charged at."""
    own = f"{specification.process}.rates.labor"
    path = own if own in tables else f"{ROOT}.rates.labor"
    running = next((item.rate for item in items if item.kind is CostKind.MACHINE and item.rate is not None), None)
    return Shop(
        specification=specification,
        plan=plan,
        holes=holes,
        tables=tables,
        labor=Rate(kind=CostKind.LABOR, amount=tables.money(path, "EUR/h"), source=path),
        machine=None
        if running is None
        else Rate(kind=CostKind.MACHINE, amount=running, source=f"rate of {plan.machine}"),
        setups=_setups(plan),
    )


def _setups(plan: Plan) -> dict[int, int]:
    found: dict[int, int] = {}
    for operation in sorted(plan.operations, key=lambda one: one.operation is not OperationId.DRILL):
        if operation.setup is not None:
            for feature in operation.features:
                found.setdefault(feature, operation.setup)
    return found


def timed(operation: Operation, rate: Rate) -> CostItem:
    """The time of an operation at a rate."""
    return CostItem(
        kind=rate.kind,
        rate=rate.amount,
        order_s=operation.setup_s,
        piece_s=operation.run_s,
        order_cost=_amount(operation.setup_s, rate),
        piece_cost=_amount(operation.run_s, rate),
        source=f"{operation.note}; {rate.source}",
    )


def _amount(seconds: float, rate: Rate) -> Decimal:
    return (Decimal(f"{seconds:.6f}") * rate.amount / _HOUR_S).quantize(_MICRO)
