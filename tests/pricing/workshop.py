"""A process small enough to work its prices by hand, standing in for a room that no issue has furnished yet."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from partwright.geometry.anatomy import Anatomy
from partwright.manufacturing.process import (
    Capacity,
    CostItem,
    CostKind,
    Finding,
    FinishEntry,
    MachineEntry,
    MaterialEntry,
    Operation,
    OperationId,
    Plan,
    ProcessCatalog,
    Review,
    Setup,
    Severity,
    ToleranceEntry,
)
from partwright.manufacturing.specification import ProcessId, Specification
from partwright.manufacturing.tables import Tables

IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
PIECE_COST = {"brass": Decimal(4), "steel": Decimal(2)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TurningSurvey:
    """A bar of some length."""

    process: Literal[ProcessId.CNC_TURNING] = ProcessId.CNC_TURNING
    body: int = 0
    length_mm: float = 50.0


class Turning:
    """60 an hour: half an hour of set-up an order, three minutes a piece; lots of twenty are plated for 30."""

    id = ProcessId.CNC_TURNING

    def survey(self, anatomy: Anatomy, *, tables: Tables) -> TurningSurvey:
        return TurningSurvey(body=anatomy.body.index)

    def findings(self, survey: TurningSurvey, specification: Specification, *, tables: Tables) -> tuple[Finding, ...]:
        if survey.length_mm <= 200:
            return ()
        finding = Finding(
            body=survey.body,
            process=self.id,
            rule="envelope",
            severity=Severity.BLOCKER,
            measured=survey.length_mm,
            limit=200.0,
            unit="mm",
            message="This bar is too long.",
            advice="Shorten it.",
            source="test",
        )
        return (finding,)

    def plan(self, survey: TurningSurvey, specification: Specification, *, tables: Tables) -> Plan:
        slender = Review(code="shape.slender", reason="It bends.")
        return Plan(
            machine="lathe",
            orientation=IDENTITY,
            stock_mm=(survey.length_mm, 10.0, 10.0),
            parameters={},
            setups=(Setup(direction=(1.0, 0.0, 0.0), operations=(0, 1)),),
            operations=(
                Operation(operation=OperationId.SETUP, setup=0, setup_s=1800.0),
                Operation(operation=OperationId.TURN, setup=0, faces=(0,), run_s=180.0),
            ),
            review=(slender,) if survey.length_mm > 150 else (),
        )

    def cost(self, plan: Plan, specification: Specification, *, tables: Tables) -> tuple[CostItem, ...]:
        rate = Decimal(60) if specification.tolerance == "standard" else Decimal(90)
        material = CostItem(kind=CostKind.MATERIAL, piece_cost=PIECE_COST[specification.material], source="bar")
        setup = CostItem(
            kind=CostKind.LABOR, operation=0, rate=rate, order_s=1800.0, order_cost=rate / 2, source="half an hour"
        )
        turn = CostItem(
            kind=CostKind.MACHINE, operation=1, rate=rate, piece_s=180.0, piece_cost=rate / 20, source="three minutes"
        )
        plate = CostItem(kind=CostKind.BOUGHT, batch_cost=Decimal(30), batch_size=20, source="a lot of twenty")
        return (material, setup, turn, *((plate,) if specification.finish == "plate" else ()))

    def capacity(self, plan: Plan, specification: Specification, *, tables: Tables) -> Capacity:
        return Capacity(first_h=0.55, piece_h=0.05, outside_days=3 if specification.finish == "plate" else 0)

    def catalog(self, tables: Tables) -> ProcessCatalog:
        return ProcessCatalog(
            id=self.id,
            name="CNC turning",
            machines=(MachineEntry(id="lathe", envelope_mm=(200.0, 100.0, 100.0), parameters={}),),
            materials=(
                MaterialEntry(id="steel", name="Steel", density_g_cm3=7.85, default=True),
                MaterialEntry(id="brass", name="Brass", density_g_cm3=8.5),
            ),
            finishes=(
                FinishEntry(id="none", name="As turned", materials=("steel", "brass")),
                FinishEntry(id="plate", name="Plated", materials=("brass",)),
            ),
            tolerances=(ToleranceEntry(id="standard", name="Standard"), ToleranceEntry(id="fine", name="Fine")),
        )
