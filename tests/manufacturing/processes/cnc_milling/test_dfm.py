"""Each rule on a solid just inside and just outside its limit."""

import dataclasses

import pytest
from tests.shapes.solids import body_of, box, cut, cylinder, fuse, plate_with_pocket

from partwright.geometry.anatomy import anatomize
from partwright.geometry.part import Body, BodyKind
from partwright.manufacturing.process import Finding, Severity
from partwright.manufacturing.processes import default_tables
from partwright.manufacturing.processes.cnc_milling import PROCESS
from partwright.manufacturing.specification import ProcessId, Specification

TABLES = default_tables()


def findings(body: Body, material: str = "aluminum_6061") -> dict[str, Finding]:
    survey = PROCESS.survey(anatomize(body), tables=TABLES)
    specification = Specification(ProcessId.CNC_MILLING, material, "none", "standard")
    return {finding.rule: finding for finding in PROCESS.findings(survey, specification, tables=TABLES)}


def holed(diameter: float, depth: float) -> Body:
    return body_of(cut(box(60, 40, depth + 10), cylinder(diameter / 2, depth + 1, at=(30, 20, 10))))


def test_an_ordinary_part_has_nothing_against_it() -> None:
    assert findings(body_of(plate_with_pocket())) == {}


def test_a_small_hole_is_a_warning_and_a_tiny_one_stops_steel() -> None:
    assert findings(holed(2.0, 6))["small_hole"].severity is Severity.WARNING
    found = findings(holed(1.0, 3), "steel_1018")["small_hole"]
    assert found.severity is Severity.BLOCKER
    assert (found.measured, found.limit, found.unit) == (pytest.approx(1.0), 1.2, "mm")
    assert "small_hole" not in findings(holed(2.5, 6))


def test_a_hole_deeper_than_ten_diameters_is_a_warning() -> None:
    assert findings(holed(4, 44))["deep_hole"].severity is Severity.WARNING
    assert findings(holed(4, 20))["deep_hole"].severity is Severity.INFO
    assert "deep_hole" not in findings(holed(4, 15))


def test_a_sharp_inside_corner_is_said_and_still_planned() -> None:
    body = body_of(plate_with_pocket(corner_radius=0))
    found = findings(body)["sharp_corner"]
    assert found.severity is Severity.WARNING
    assert found.faces
    survey = PROCESS.survey(anatomize(body), tables=TABLES)
    specification = Specification(ProcessId.CNC_MILLING, "aluminum_6061", "none", "standard")
    assert PROCESS.plan(survey, specification, tables=TABLES).review == ()


def test_a_pocket_deep_for_its_corners_is_a_warning() -> None:
    deep = body_of(plate_with_pocket((100, 60, 40), pocket=(60, 30, 30), corner_radius=2))
    assert findings(deep)["deep_pocket"].measured == pytest.approx(15, rel=1e-3)


def test_a_thin_wall_is_measured_against_metal_and_plastic() -> None:
    fin = body_of(fuse(box(60, 40, 10), box(60, 1.2, 15, at=(0, 20, 10))))
    assert "thin_wall" not in findings(fin)
    found = findings(fin, "pom_c")["thin_wall"]
    assert found.measured == pytest.approx(1.2, abs=0.05)
    assert found.limit == 1.5


def test_a_part_larger_than_the_machines_is_stopped() -> None:
    assert findings(body_of(box(1800, 300, 100)))["envelope"].severity is Severity.BLOCKER


def test_a_mesh_is_left_to_a_person() -> None:
    body = body_of(box(30, 20, 10))
    mesh = dataclasses.replace(body, kind=BodyKind.MESH, faces=body.faces[:1], edges=())
    survey = PROCESS.survey(dataclasses.replace(anatomize(body), body=mesh), tables=TABLES)
    plan = PROCESS.plan(
        survey, Specification(ProcessId.CNC_MILLING, "aluminum_6061", "none", "standard"), tables=TABLES
    )
    assert [review.code for review in plan.review] == ["mesh.no_features"]
    assert plan.operations == ()


def test_every_finding_has_advice_and_a_source() -> None:
    for finding in findings(holed(1.0, 20), "titanium_6al4v").values():
        assert finding.advice
        assert finding.source
        assert finding.message.endswith(".")


def test_equal_faults_are_said_once() -> None:
    pockets = [box(10, 10, 6, at=(x, 5, 10)) for x in (5, 25, 45)]
    holes = [cylinder(1.0, 16, at=(x, 25, -1)) for x in (10, 30, 50)]
    body = body_of(cut(box(60, 30, 15), *pockets, *holes))
    survey = PROCESS.survey(anatomize(body), tables=TABLES)
    specification = Specification(ProcessId.CNC_MILLING, "aluminum_6061", "none", "standard")
    found = PROCESS.findings(survey, specification, tables=TABLES)
    assert sorted(finding.rule for finding in found) == ["deep_hole", "sharp_corner", "small_hole"]
    by_rule = {finding.rule: finding for finding in found}
    assert by_rule["sharp_corner"].message.startswith("3 recesses")
    assert by_rule["small_hole"].message.startswith("3 holes are 2 mm wide")
    assert by_rule["deep_hole"].measured == pytest.approx(7.5)
