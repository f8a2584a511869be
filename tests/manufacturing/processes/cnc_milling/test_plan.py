"""The order of work, tools and surveys that travel between processes."""

from dataclasses import replace

import pytest
from pydantic import TypeAdapter
from tests.shapes.solids import body_of, box, cut, cylinder, fuse, plate_with_pocket, sphere

from partwright.geometry.anatomy import anatomize
from partwright.geometry.arrays import ArrayStore
from partwright.manufacturing.process import OperationId, Plan
from partwright.manufacturing.processes import default_tables
from partwright.manufacturing.processes.cnc_milling import PROCESS, MillingSurvey
from partwright.manufacturing.processes.cnc_milling.cut import CutKind
from partwright.manufacturing.specification import ProcessId, Specification

TABLES = default_tables()
SPECIFICATION = Specification(ProcessId.CNC_MILLING, "aluminum_6061", "none", "standard")


def survey(shape: object) -> MillingSurvey:
    return PROCESS.survey(anatomize(body_of(shape)), tables=TABLES)


def plan(shape: object) -> Plan:
    return PROCESS.plan(survey(shape), SPECIFICATION, tables=TABLES)


def test_operations_come_in_the_order_of_the_shop() -> None:
    found = [step.operation for step in plan(plate_with_pocket()).operations]
    assert found[0] is OperationId.PROGRAM
    assert found[1:4] == [OperationId.SETUP, OperationId.LOAD, OperationId.ROUGH]
    assert found[-3:] == [OperationId.DEBURR, OperationId.INSPECT, OperationId.PACK]
    assert found.index(OperationId.DRILL) < found.index(OperationId.FINISH)


def test_every_face_is_cut_by_some_operation() -> None:
    for shape in (plate_with_pocket(), fuse(box(40, 40, 10), cylinder(8, 20, at=(20, 20, 10)))):
        body = body_of(shape)
        made = {face for step in plan(shape).operations for face in step.faces}
        assert made == set(range(len(body.faces)))


def test_setups_list_their_own_operations() -> None:
    found = plan(plate_with_pocket())
    for number, setup in enumerate(found.setups):
        assert all(found.operations[index].setup == number for index in setup.operations)


def test_a_hole_too_wide_for_drills_is_opened_with_an_end_mill() -> None:
    found = plan(cut(box(60, 60, 20), cylinder(15, 22, at=(30, 30, -1))))
    assert all(step.operation is not OperationId.DRILL for step in found.operations)


def test_clearing_cuts_and_bores_remove_what_the_box_has_more_than_the_part() -> None:
    found = survey(plate_with_pocket())
    volume = 0.0
    for measures, labels in zip(found.cuts.measures, found.cuts.labels, strict=True):
        if labels[0] in {CutKind.CLEAR, CutKind.BORE}:
            volume += measures[0] * measures[1] * labels[4]
    assert volume == pytest.approx(100 * 60 * 20 - found.volume_mm3, rel=0.01)


def test_what_was_planned_before_changes_nothing() -> None:
    used = survey(plate_with_pocket())
    dearer = TABLES.overridden({"cnc_milling.machines.vmc_small.rapid": 7.0}, source="test")
    for tables in (TABLES, dearer):
        for material in ("aluminum_6061", "pom_c", "titanium_6al4v", "aluminum_6061"):
            wish = replace(SPECIFICATION, material=material)
            fresh = replace(used)
            assert PROCESS.plan(used, wish, tables=tables) == PROCESS.plan(fresh, wish, tables=tables)
            assert PROCESS.findings(used, wish, tables=tables) == PROCESS.findings(fresh, wish, tables=tables)


def test_a_ball_is_surfaced_from_two_sides() -> None:
    found = plan(sphere(15))
    assert len(found.setups) == 2
    assert any(step.tool and "ball mill" in step.tool for step in found.operations)


def test_a_survey_survives_the_way_between_processes() -> None:
    before = survey(plate_with_pocket())
    adapter, store = TypeAdapter(MillingSurvey), ArrayStore()
    header = adapter.dump_json(before, context=store)
    after = adapter.validate_json(header, context=ArrayStore(store.arrays))
    assert PROCESS.plan(after, SPECIFICATION, tables=TABLES) == PROCESS.plan(before, SPECIFICATION, tables=TABLES)
