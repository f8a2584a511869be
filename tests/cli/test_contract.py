"""What the contract says of a quote, on parts that can be priced, must be looked at or cannot be made."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.attacks.archives import zipped
from tests.attacks.meshes import text_stl
from tests.cli.conftest import Run
from tests.shapes import solids

CENT = Decimal("0.01")


def quoted(run: Run, file: Path, *arguments: str) -> dict[str, Any]:
    ran = run("quote", "--json", *arguments, file)
    assert ran.status == 0
    assert ran.err == ""
    found: dict[str, Any] = json.loads(ran.out, parse_constant=pytest.fail)[0]
    return found


def test_two_runs_give_the_same_bytes(run: Run, parts: Path) -> None:
    asked = ("quote", "--json", "--quantity", "1,7", parts / "bracket.step")
    assert run(*asked).out == run(*asked).out


def test_a_price_is_exact_and_lies_in_its_band(run: Run, parts: Path) -> None:
    for option in quoted(run, parts / "plate.step", "--quantity", "1,3,7,1000")["options"]:
        assert 0 < option["confidence"] < 1
        for price in option["prices"]:
            unit, total, low, high = (Decimal(price[name]) for name in ("unit", "total", "low", "high"))
            assert (unit.as_tuple().exponent, total.as_tuple().exponent) == (-4, -2)
            assert (unit * price["quantity"]).quantize(CENT, rounding="ROUND_HALF_UP") == total
            assert low <= unit <= high
            assert all(line["source"] and line["seconds"] != 0 for line in price["lines"])


def test_a_plan_holds_together(run: Run, parts: Path) -> None:
    found = quoted(run, parts / "plate.step", "--quantity", "10")
    faces = {face["id"] for face in found["bodies"][0]["faces"]}
    for option in found["options"]:
        operations = option["plan"]["operations"]
        for number, setup in enumerate(option["plan"]["setups"]):
            assert setup["operations"] == [at for at, one in enumerate(operations) if one["setup"] == number]
        assert all(set(one["faces"]) <= faces for one in operations)
        lines = [line for line in option["prices"][0]["lines"] if line["operation"] is not None]
        assert all(line["operation"] < len(operations) for line in lines)
        if option["process"] == "cnc_milling":
            for line in lines:
                one = operations[line["operation"]]
                assert line["seconds"] == pytest.approx(one["setup_s"] + 10 * one["run_s"])


def test_a_part_that_no_process_can_make_is_an_answer_that_says_why(run: Run, tmp_path: Path) -> None:
    (tmp_path / "beam.step").write_bytes(solids.step_bytes(solids.box(3000, 50, 50)))
    found = quoted(run, tmp_path / "beam.step")
    blocking = {finding["id"] for finding in found["findings"] if finding["severity"] == "blocker"}
    for option in found["options"]:
        assert (option["feasible"], option["plan"], option["prices"], option["confidence"]) == (False, None, [], None)
        assert blocking & set(option["findings"])


def test_a_part_that_a_person_must_look_at_has_a_reason_and_no_price(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cube.stl").write_bytes(text_stl())
    (option,) = quoted(run, tmp_path / "cube.stl", "--process", "cnc_milling")["options"]
    assert option["feasible"]
    assert option["prices"] == []
    assert [list(review) for review in option["review"]] == [["code", "reason"]]


def test_a_mesh_has_no_faces_and_its_findings_have_triangles_unless_about_the_whole(run: Run, tmp_path: Path) -> None:
    (tmp_path / "slab.stl").write_bytes(text_stl(0.3))
    found = quoted(run, tmp_path / "slab.stl", "--units", "mm")
    assert (found["bodies"][0]["kind"], found["bodies"][0]["faces"]) == ("mesh", [])
    where = {finding["rule"]: (finding["faces"], bool(finding["triangles"])) for finding in found["findings"]}
    assert where["thin_wall"] == ([], True)
    assert where["too_small"] == ([], False)


def test_an_archive_on_standard_input_names_its_members(run: Run, parts: Path) -> None:
    ran = run("analyze", "--json", "-", stdin=zipped({"a/plate.step": (parts / "plate.step").read_bytes()}))
    assert [found["file"]["name"] for found in json.loads(ran.out)] == ["-/a/plate.step"]
