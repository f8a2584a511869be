"""`partwright analyze` as other programs see it."""

import json
import os
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from partwright.cad.preflight import Budget
from partwright.cli import reading


def test_json_is_a_list_with_one_object_per_file_in_order(run: Run, parts: Path) -> None:
    ran = run("analyze", "--json", parts / "plate.step", parts / "bracket.step")
    assert ran.status == 0
    assert [found["file"]["name"] for found in json.loads(ran.out)] == ["plate.step", "bracket.step"]
    assert ran.err == ""


def test_two_runs_give_the_same_bytes(run: Run, parts: Path) -> None:
    assert run("analyze", "--json", parts / "plate.step").out == run("analyze", "--json", parts / "plate.step").out


def test_an_unreadable_file_is_named_and_the_others_still_printed(run: Run, parts: Path) -> None:
    ran = run("analyze", "--json", parts / "broken.step", parts / "plate.step", parts / "missing.step")
    assert ran.status == 1
    broken, plate, missing = json.loads(ran.out)
    assert broken["error"]["code"] in {"file.unreadable", "file.empty"}
    assert broken["file"]["bytes"] == (parts / "broken.step").stat().st_size
    assert plate["error"] is None
    assert missing["error"]["code"] == "file.unreadable"
    assert "broken.step: file." in ran.err
    assert "missing.step: file.unreadable: " in ran.err


def test_a_dash_is_standard_input_told_by_its_content(run: Run, parts: Path) -> None:
    found = json.loads(run("analyze", "--json", "-", stdin=(parts / "plate.step").read_bytes()).out)
    assert found[0]["file"]["name"] == "-"
    assert found[0]["file"]["format"] == "step"


def test_standard_input_named_twice_is_read_once(run: Run, parts: Path) -> None:
    ran = run("analyze", "--json", "-", "-", stdin=(parts / "plate.step").read_bytes())
    assert sorted(str(found["error"] and found["error"]["code"]) for found in json.loads(ran.out)) == [
        "None",
        "file.empty",
    ]


def test_a_pipe_is_read_like_a_file(run: Run, parts: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    content = (parts / "plate.step").read_bytes()
    with ThreadPoolExecutor() as pool:
        pool.submit((tmp_path / "pipe").write_bytes, content)
        (found,) = json.loads(run("analyze", "--json", tmp_path / "pipe").out)
    assert found["file"]["bytes"] == len(content)


def test_input_without_end_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "Budget", lambda: Budget(file_bytes=10_000))
    ran = run("analyze", "--json", "/dev/zero")
    assert (ran.status, json.loads(ran.out)[0]["file"]["bytes"]) == (1, 10_001)


def test_a_folder_is_named_as_such(run: Run, tmp_path: Path) -> None:
    assert "is a folder" in run("analyze", tmp_path).err


def test_a_file_is_named_alike_whether_it_could_be_read_or_not(run: Run, parts: Path) -> None:
    ran = run("analyze", "--json", parts / "plate.step", parts / "broken.step", parts / "missing.step")
    assert [found["file"]["name"] for found in json.loads(ran.out)] == ["plate.step", "broken.step", "missing.step"]
    assert str(parts / "missing.step") in ran.err


@pytest.mark.parametrize("command", ["analyze", "quote"])
def test_a_name_that_is_no_text_is_printed_without_what_is_not(run: Run, command: str, tmp_path: Path) -> None:
    (tmp_path / "b\udcff\x1b[31mad.step").write_bytes(b"nothing")
    for path in (tmp_path / "b\udcff\x1b[31mad.step", tmp_path / "\udcff" / "b\udcff\x1b[31mad.step"):
        ran = run(command, "--json", path)
        (found,) = json.loads(ran.out)
        assert found["file"]["name"] == "b[31mad.step"
        (ran.out + ran.err).encode()
        assert "\x1b" not in found["error"]["message"]
        assert "\x1b" not in ran.err


def test_an_archive_gives_one_object_per_member(run: Run, parts: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.zip"
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.write(parts / "plate.step", "a/plate.step")
        archive.writestr("read me.txt", "hello")
        archive.write(parts / "bracket.step", "bracket.step")
    ran = run("analyze", "--json", bundle)
    names = {found["file"]["name"]: found["error"] for found in json.loads(ran.out)}
    assert ran.status == 1
    assert names["bundle.zip/a/plate.step"] is None
    assert names["bundle.zip/bracket.step"] is None
    assert names["bundle.zip/read me.txt"]["code"] == "format.unsupported"


def test_units_can_be_declared(run: Run, parts: Path) -> None:
    found = json.loads(run("analyze", "--json", "--units", "cm", parts / "plate.step").out)[0]
    assert found["file"]["units"] == "cm"
    assert found["file"]["unit_source"] == "declared"
    assert found["bodies"][0]["oriented_box_mm"] == pytest.approx([1000.0, 600.0, 200.0])


def test_a_unit_that_is_none_is_wrong_usage(run: Run, parts: Path) -> None:
    ran = run("analyze", "--units", "furlong", parts / "plate.step")
    assert ran.status == 2
    assert "inch" in ran.err


def test_no_file_is_wrong_usage(run: Run) -> None:
    assert run("analyze").status == 2


def test_timings_are_told(run: Run, parts: Path) -> None:
    found = json.loads(run("analyze", "--json", "--timings", parts / "plate.step").out)[0]
    assert found["timings_ms"]["total"] > 0


def test_people_see_size_features_and_volume(run: Run, parts: Path) -> None:
    out = run("analyze", parts / "plate.step").out
    assert "100 × 60 × 20 mm" in out
    assert "cm³" in out
    assert "pocket" in out
    assert "corner radius 5 mm" in out
