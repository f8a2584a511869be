"""The public JSON of an analysis."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.shapes import solids
from tests.shapes.analyses import bracket_analysis, plate_analysis

from partwright.analysis.analyze import analyze
from partwright.analysis.report import TIMINGS, default_findings, report, report_error, to_json
from partwright.cad.kernel.topology import faces_of
from partwright.errors import EmptyFileError
from partwright.geometry.part import BodyKind
from partwright.manufacturing.process import Finding, Severity
from partwright.manufacturing.processes import default_tables
from partwright.manufacturing.specification import ProcessId

FILE_KEYS = ["schema", "engine_version", "file", "error", "notes", "instances", "bodies", "findings"]
BODY_KEYS = [
    "index", "name", "kind", "watertight", "volume_mm3", "area_mm2", "bounding_box_mm", "oriented_box_mm",
    "center_of_mass_mm", "min_wall_mm", "face_count", "triangle_count", "faces", "features", "pmi",
]  # fmt: skip
FINDING_KEYS = [
    "id", "body", "process", "rule", "severity", "faces", "triangles", "measured", "limit", "unit", "message",
    "advice", "source",
]  # fmt: skip


def listed(**options: bool) -> dict[str, Any]:
    analysis = plate_analysis()
    return report(analysis, findings=default_findings(analysis, tables=default_tables()), **options)


def finding(**changes: Any) -> Finding:
    said = {
        "body": 0,
        "process": ProcessId.CNC_MILLING,
        "rule": "hole_depth",
        "severity": Severity.WARNING,
        "faces": (3, 4),
        "message": "Deep.",
        "advice": "Shorten it.",
        "source": "test",
    }
    return Finding(**{**said, **changes})


def test_keys_stand_in_the_order_of_the_contract() -> None:
    found = listed()
    assert list(found) == FILE_KEYS
    assert list(found["file"]) == ["name", "sha256", "bytes", "format", "units", "unit_source"]
    assert list(found["instances"][0]) == ["body", "name", "path", "transform"]
    body = found["bodies"][0]
    assert list(body) == BODY_KEYS
    assert list(body["faces"][0]) == ["id", "surface", "area_mm2", "radius_mm", "feature"]
    assert all(list(feature) == ["type", "faces", "parameters"] for feature in body["features"])


def test_an_open_surface_has_neither_volume_nor_center() -> None:
    pipe = faces_of(solids.cylinder(20, 40))[0]
    analysis = analyze(solids.part_of(pipe, name="pipe.step"), tables=default_tables())
    (body,) = report(analysis, findings=default_findings(analysis, tables=default_tables()))["bodies"]
    assert (body["kind"], body["watertight"]) == ("surface", False)
    assert body["volume_mm3"] is body["center_of_mass_mm"] is None
    assert body["area_mm2"] > 0


def test_an_open_mesh_has_neither_volume_nor_center_whatever_it_is_priced_by() -> None:
    analysis = plate_analysis()
    for kind, known in ((BodyKind.MESH, False), (BodyKind.SOLID, True)):
        body = replace(analysis.part.bodies[0], kind=kind, watertight=False)
        opened = replace(analysis, part=replace(analysis.part, bodies=(body,)))
        (listed_body,) = report(opened, findings=())["bodies"]
        assert (listed_body["volume_mm3"] is not None) is known
        assert (listed_body["center_of_mass_mm"] is not None) is known


def test_types_are_those_of_the_contract() -> None:
    body = listed()["bodies"][0]
    assert body["kind"] == "solid"
    assert isinstance(body["watertight"], bool)
    assert body["oriented_box_mm"] == sorted(body["oriented_box_mm"], reverse=True)
    assert body["face_count"] == len(body["faces"])
    assert all(isinstance(body[key], float) for key in ("volume_mm3", "area_mm2", "min_wall_mm"))


def test_faces_and_features_point_at_each_other() -> None:
    body = listed()["bodies"][0]
    for number, feature in enumerate(body["features"]):
        for face_id in feature["faces"]:
            face = next(face for face in body["faces"] if face["id"] == face_id)
            assert face["feature"] == number


def test_timings_come_only_when_asked() -> None:
    assert "timings_ms" not in listed()
    assert tuple(listed(timings=True)["timings_ms"]) == TIMINGS


def test_a_step_that_was_not_taken_has_no_time() -> None:
    timed = replace(plate_analysis(), timings_ms={"read": 0.12345})
    timings_ms = report(timed, findings=(), timings=True)["timings_ms"]
    assert timings_ms.pop("read") == 0.123
    assert set(timings_ms.values()) == {None}


def test_two_runs_give_the_same_bytes() -> None:
    assert to_json(listed()) == to_json(listed())


def test_a_number_that_is_not_finite_is_never_written() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        to_json({"volume_mm3": float("nan")})


def test_a_finding_has_the_keys_of_the_contract() -> None:
    found = report(bracket_analysis(), findings=[finding()])["findings"][0]
    assert list(found) == FINDING_KEYS
    assert found["triangles"] is None
    assert found["measured"] is None


def test_ids_of_findings_are_stable_and_distinct() -> None:
    findings = [finding(), finding(faces=(5,)), finding(rule="envelope", faces=()), finding(message="Deep too.")]
    forward = [one["id"] for one in report(bracket_analysis(), findings=findings)["findings"]]
    assert len(set(forward)) == 4
    alone = report(bracket_analysis(), findings=[finding(faces=(5,))])["findings"][0]["id"]
    assert alone == forward[1]


def test_the_same_finding_is_listed_once() -> None:
    assert len(report(bracket_analysis(), findings=[finding(), finding()])["findings"]) == 1


def test_a_message_that_a_child_sent_is_clean_and_can_be_written() -> None:
    error = report_error(EmptyFileError("x.stl", reason="has \ud800 \x1b[31mno bytes"), name="x.stl")
    assert b"has  [31mno bytes: " in to_json(error).encode()


def test_a_file_without_part_has_the_same_keys() -> None:
    error = report_error(EmptyFileError("x.stl", reason="has no bytes"), name="x.stl")
    assert list(error) == FILE_KEYS
    assert error["error"]["code"] == "file.empty"
    assert json.loads(to_json(error))["file"]["units"] is None
