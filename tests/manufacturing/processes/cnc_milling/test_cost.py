"""Cost lines, finishes, tolerance classes and capacity."""

from decimal import Decimal

import pytest
from tests.shapes.solids import body_of, plate_with_pocket

from partwright.errors import SpecificationError
from partwright.geometry.anatomy import anatomize
from partwright.manufacturing.process import CostItem, CostKind
from partwright.manufacturing.processes import default_tables
from partwright.manufacturing.processes.cnc_milling import PROCESS, MillingSurvey
from partwright.manufacturing.processes.cnc_milling.cost import machining_s
from partwright.manufacturing.specification import ProcessId, Specification

TABLES = default_tables()


@pytest.fixture(scope="module")
def survey() -> MillingSurvey:
    return PROCESS.survey(anatomize(body_of(plate_with_pocket())), tables=TABLES)


def wish(*, material: str = "aluminum_6061", finish: str = "none", tolerance: str = "standard") -> Specification:
    return Specification(ProcessId.CNC_MILLING, material, finish, tolerance)


def items(survey: MillingSurvey, specification: Specification) -> tuple[CostItem, ...]:
    return PROCESS.cost(PROCESS.plan(survey, specification, tables=TABLES), specification, tables=TABLES)


def total(survey: MillingSurvey, specification: Specification, quantity: int = 10) -> Decimal:
    lines = items(survey, specification)
    return sum((max(i.order_cost + quantity * i.piece_cost, i.minimum_cost) for i in lines), Decimal(0))


def test_timed_lines_are_seconds_times_rate(survey: MillingSurvey) -> None:
    for item in items(survey, wish()):
        if item.rate is not None:
            assert float(item.piece_cost) == pytest.approx(item.piece_s * float(item.rate) / 3600, abs=1e-5)
            assert float(item.order_cost) == pytest.approx(item.order_s * float(item.rate) / 3600, abs=1e-5)


def test_every_line_says_where_it_comes_from(survey: MillingSurvey) -> None:
    assert all(item.source for item in items(survey, wish(finish="anodize_clear")))


def test_a_bought_finish_costs_its_minimum_for_one_and_its_area_for_many(survey: MillingSurvey) -> None:
    bought = next(item for item in items(survey, wish(finish="anodize_clear")) if item.kind is CostKind.BOUGHT)
    assert bought.minimum_cost == 70
    # 214.99 cm² at 0.9 EUR/dm² and 0.6 EUR for racking
    assert float(bought.piece_cost) == pytest.approx(0.6 + 0.9 * 2.1499, abs=1e-3)


def test_finer_tolerances_cost_more(survey: MillingSurvey) -> None:
    costs = [total(survey, wish(tolerance=tolerance)) for tolerance in ("standard", "fine", "precision")]
    assert costs == sorted(costs)
    assert len(set(costs)) == 3


@pytest.mark.parametrize("material", [entry.id for entry in PROCESS.catalog(TABLES).materials])
def test_every_material_and_finish_on_offer_has_a_price(survey: MillingSurvey, material: str) -> None:
    for finish in PROCESS.catalog(TABLES).finishes:
        if material in finish.materials:
            assert total(survey, wish(material=material, finish=finish.id)) > 0


def test_a_finish_that_does_not_go_on_the_material_is_refused(survey: MillingSurvey) -> None:
    with pytest.raises(SpecificationError, match="does not go on"):
        PROCESS.plan(survey, wish(material="steel_1018", finish="anodize_clear"), tables=TABLES)


def test_capacity_counts_the_machine_and_the_finisher(survey: MillingSurvey) -> None:
    specification = wish(finish="anodize_clear")
    plan = PROCESS.plan(survey, specification, tables=TABLES)
    capacity = PROCESS.capacity(plan, specification, tables=TABLES)
    assert capacity.outside_days == 4
    assert capacity.piece_h * 3600 == pytest.approx(machining_s(plan) + 2 * 90)
    assert capacity.first_h > capacity.piece_h


def test_a_dearer_hour_in_the_tables_makes_a_dearer_part(survey: MillingSurvey) -> None:
    dearer = TABLES.overridden({"cnc_milling.machines.vmc_small.rate": 99.0}, source="test")
    plan = PROCESS.plan(survey, wish(), tables=dearer)
    machine = [item for item in PROCESS.cost(plan, wish(), tables=dearer) if item.kind is CostKind.MACHINE]
    assert all(item.rate == Decimal("99.0") for item in machine)
