"""The worked example of docs/algorithms/cnc_milling.md, read from the page and recomputed."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from tests.shapes.solids import body_of, plate_with_pocket

from partwright.geometry.anatomy import anatomize
from partwright.manufacturing.process import CostItem, CostKind, Plan
from partwright.manufacturing.processes import default_tables
from partwright.manufacturing.processes.cnc_milling import PROCESS
from partwright.manufacturing.processes.cnc_milling.cost import machining_s
from partwright.manufacturing.specification import ProcessId, Specification

PAGE = (Path(__file__).parents[4] / "docs/algorithms/cnc_milling.md").read_text("utf-8")
SPECIFICATION = Specification(ProcessId.CNC_MILLING, "aluminum_6061", "none", "standard")


@pytest.fixture(scope="module")
def plan() -> Plan:
    tables = default_tables()
    survey = PROCESS.survey(anatomize(body_of(plate_with_pocket())), tables=tables)
    return PROCESS.plan(survey, SPECIFICATION, tables=tables)


@pytest.fixture(scope="module")
def items(plan: Plan) -> tuple[CostItem, ...]:
    return PROCESS.cost(plan, SPECIFICATION, tables=default_tables())


def documented_operations() -> list[tuple[int, str, str, float]]:
    rows = re.findall(r"^\| (\d) \| (\w+) \| ([^|]+) \| ([\d.]+) \|$", PAGE, re.MULTILINE)
    return [(int(setup) - 1, operation, tool, float(seconds)) for setup, operation, tool, seconds in rows]


def documented_costs(what: str) -> tuple[float, float]:
    order, piece = re.search(rf"^\| {what}[^|]*\| ([\d.]+) \| ([\d.]+) \|$", PAGE, re.MULTILINE).groups()
    return float(order), float(piece)


def test_two_setups_from_the_blank_on_the_page(plan: Plan) -> None:
    assert len(plan.setups) == 2
    assert plan.stock_mm == (104.0, 70.0, 25.0)


def test_every_operation_takes_the_time_on_the_page(plan: Plan) -> None:
    cutting = [
        (step.setup, str(step.operation), step.tool, step.run_s)
        for step in plan.operations
        if step.operation in {"rough", "finish", "drill", "tool_change"}
    ]
    documented = documented_operations()
    assert len(cutting) == len(documented) == 9
    for done, (setup, operation, tool, seconds) in zip(cutting, documented, strict=True):
        assert done[:2] == (setup, operation)
        assert (done[2] or "–").startswith(tool)
        assert done[3] == pytest.approx(seconds, abs=0.015)


def test_machining_time_is_the_one_on_the_page(plan: Plan) -> None:
    said = float(re.search(r"Machining time ([\d.]+) s", PAGE).group(1))
    assert machining_s(plan) == pytest.approx(said, abs=0.1)


@pytest.mark.parametrize("kind", [CostKind.MATERIAL, CostKind.MACHINE, CostKind.LABOR], ids=str)
def test_costs_are_those_on_the_page(items: tuple[CostItem, ...], kind: CostKind) -> None:
    order, piece = documented_costs(kind)
    mine = [item for item in items if item.kind is kind]
    assert float(sum(item.order_cost for item in mine)) == pytest.approx(order, abs=0.01)
    assert float(sum(item.piece_cost for item in mine)) == pytest.approx(piece, abs=0.01)


@pytest.mark.parametrize("quantity", [1, 10])
def test_the_sum_is_the_one_on_the_page(items: tuple[CostItem, ...], quantity: int) -> None:
    one, ten = re.search(r"One piece costs ([\d.]+) EUR.* one of ten ([\d.]+) EUR", PAGE).groups()
    total = sum((max(i.order_cost + quantity * i.piece_cost, i.minimum_cost) for i in items), Decimal(0))
    assert float(total) / quantity == pytest.approx(float(one if quantity == 1 else ten), abs=0.01)
