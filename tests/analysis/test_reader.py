"""Files through a real child process."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from OCP.TopoDS import TopoDS_Shape
from tests.shapes import solids

from partwright.analysis.analysis import Analysis
from partwright.analysis.reader import Reader
from partwright.analysis.report import default_findings, report, to_json
from partwright.cad.preflight import Archive
from partwright.errors import EmptyFileError, FileCrashedError, FileError
from partwright.manufacturing.processes import default_tables
from partwright.units import LengthUnit, UnitSource


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as one:
        yield one


@pytest.fixture
def plate(tmp_path: Path) -> Path:
    file = tmp_path / "upload"
    file.write_bytes(solids.step_bytes(solids.plate_with_pocket()))
    return file


def as_json(analysis: Analysis | Archive) -> str:
    assert isinstance(analysis, Analysis)
    return to_json(report(analysis, findings=default_findings(analysis, tables=default_tables())))


def test_a_file_is_read_and_the_stages_are_told(reader: Reader, plate: Path) -> None:
    told: list[str] = []
    analysis = reader.read(plate, name="plate.step", on_stage=told.append)
    assert isinstance(analysis, Analysis)
    assert analysis.part.file.name == "plate.step"
    assert analysis.timings_ms["total"] > 0
    expected = ["screening", "reading", "meshing", "finding features", "measuring walls", "planning"]
    assert list(dict.fromkeys(told)) == expected


def test_two_readings_say_the_same(reader: Reader, plate: Path) -> None:
    assert as_json(reader.read(plate, name="plate.step")) == as_json(reader.read(plate, name="plate.step"))


@pytest.mark.parametrize(("name", "write"), [("box.igs", solids.iges_bytes), ("box.brep", solids.brep_bytes)])
def test_a_locked_up_child_reads_every_exact_format(
    reader: Reader, tmp_path: Path, name: str, write: Callable[[TopoDS_Shape], bytes]
) -> None:
    file = tmp_path / name
    file.write_bytes(write(solids.box(10, 20, 30)))
    analysis = reader.read(file, name=name)
    assert isinstance(analysis, Analysis)
    assert analysis.part.bodies[0].mass.volume_mm3 == pytest.approx(6000)


def test_declared_units_are_taken(reader: Reader, plate: Path) -> None:
    analysis = reader.read(plate, name="plate.step", units=LengthUnit.INCH)
    assert isinstance(analysis, Analysis)
    assert analysis.part.file.unit_source is UnitSource.DECLARED
    assert analysis.part.bodies[0].mass.bounding_box_mm[0] == pytest.approx(2540.0)


def test_an_archive_comes_back_as_its_members(reader: Reader, plate: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.write(plate, "sub/plate.step")
    members = reader.read(bundle, name="bundle.zip")
    assert isinstance(members, Archive)
    assert [member.name for member in members.members] == ["bundle.zip/sub/plate.step"]
    assert members.members[0].content == plate.read_bytes()


def test_a_refusal_of_the_child_is_raised_here(reader: Reader, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_bytes(b"")
    with pytest.raises(EmptyFileError):
        reader.read(empty, name="empty.step")
    noise = tmp_path / "noise"
    noise.write_bytes(bytes(range(256)) * 9)
    with pytest.raises(FileError):
        reader.read(noise, name="noise.step")


def test_an_answer_that_is_none_counts_as_a_crash(plate: Path, monkeypatch: pytest.MonkeyPatch, reader: Reader) -> None:
    monkeypatch.setattr(reader._server, "run", lambda *args, **kwargs: b"PWANSW01 hello")
    with pytest.raises(FileCrashedError):
        reader.read(plate, name="plate.step")
