"""`partwright quote --requirements`: threads, inspection and the rest from a JSON file."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run
from tests.shapes import solids
from tests.shapes.solids import Product

GRAY = (0.5, 0.5, 0.5)
MILLED = ("--json", "--process", "cnc_milling")


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    return tmp_path / "requirements.json"


def quoted(run: Run, file: Path, requirements: Path, *arguments: str) -> dict[str, Any]:
    ran = run("quote", *MILLED, *arguments, "--requirements", requirements, file)
    assert (ran.status, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)[0]
    return found


def holes_of(found: dict[str, Any], body: int = 0) -> list[int]:
    return [feature["faces"][0] for feature in found["bodies"][body]["features"] if feature["type"] == "hole"]


def test_threads_are_priced_on_the_holes_picked(run: Run, parts: Path, asked: Path) -> None:
    asked.write_text("{}")
    plain = quoted(run, parts / "plate.step", asked)
    holes = holes_of(plain)
    asked.write_text(json.dumps({"threads": [{"size": "m8", "faces": holes}]}))
    (option,) = quoted(run, parts / "plate.step", asked)["options"]
    (tap,) = [one for one in option["plan"]["operations"] if one["operation"] == "tap"]
    assert tap["faces"] == sorted(holes)
    assert list(option)[-1] == "requirements"
    assert option["requirements"]["threads"] == [{"size": "m8", "faces": holes, "count": None, "depth_mm": None}]
    price = option["prices"][0]
    assert sum(Decimal(line["cost"]) for line in price["lines"]) == Decimal(price["total"])
    assert Decimal(price["total"]) > Decimal(plain["options"][0]["prices"][0]["total"])


def test_asking_for_nothing_prints_the_same_bytes(run: Run, parts: Path, asked: Path) -> None:
    asked.write_text('{"threads": [], "notes": ""}')
    plain = run("quote", *MILLED, parts / "plate.step")
    assert run("quote", *MILLED, "--requirements", asked, parts / "plate.step").out == plain.out


def test_each_body_takes_what_is_picked_on_it(run: Run, tmp_path: Path, asked: Path) -> None:
    file = tmp_path / "two.step"
    plate = Product("plate", solids.plate_with_pocket(), GRAY, ((0.0, 0.0, 0.0),))
    bracket = Product("bracket", solids.bracket(hole=6.8), GRAY, ((200.0, 0.0, 0.0),))
    file.write_bytes(solids.assembly_step_bytes(plate, bracket))
    asked.write_text("{}")
    plain = quoted(run, file, asked)
    mine = holes_of(plain, 1)
    asked.write_text(json.dumps({"threads": [{"size": "m8", "faces": mine, "depth_mm": 8}]}))
    first, second = sorted(quoted(run, file, asked)["options"], key=lambda option: option["body"])
    assert "requirements" not in first
    assert second["requirements"]["threads"][0]["faces"] == mine
    assert first["prices"]
    assert second["prices"]


def test_a_reason_for_review_is_an_answer(run: Run, parts: Path, asked: Path) -> None:
    asked.write_text('{"threads": [{"size": "m8", "faces": [4711]}], "export_controlled": true}')
    (option,) = quoted(run, parts / "plate.step", asked)["options"]
    assert [review["code"] for review in option["review"]] == [
        "requirements.face_unknown",
        "requirements.export_control",
    ]
    assert option["prices"] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "is no object"),
        ('{"inspection": "harsh"}', "requirements.inspection 'harsh' is not offered"),
        ('{"threads": [{"size": "m7", "faces": [1]}]}', "requirements.threads[0].size 'm7'"),
        ('{"notes": "' + "x" * 4_000_000 + '"}', "is too large"),
    ],
)
def test_a_wrong_file_is_wrong_usage(run: Run, parts: Path, asked: Path, content: str, said: str) -> None:
    asked.write_text(content)
    ran = run("quote", *MILLED, "--requirements", asked, parts / "plate.step")
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_a_file_that_is_not_there_is_wrong_usage(run: Run, parts: Path, asked: Path) -> None:
    ran = run("quote", *MILLED, "--requirements", asked, parts / "plate.step")
    assert (ran.status, ran.out) == (2, "")
    assert "cannot be read" in ran.err


def test_people_see_what_threads_cost(run: Run, parts: Path, asked: Path) -> None:
    asked.write_text('{"marking": {"method": "laser", "text": "PN 1024"}}')
    ran = run("quote", "--process", "cnc_milling", "--requirements", asked, parts / "plate.step")
    assert "Laser marked on the part, 6 characters" in ran.out
