"""Every named error, from the file that deserves it to the sentence that the user reads."""

import gzip
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
from OCP.gp import gp_Pnt
from tests.attacks.archives import zipped
from tests.attacks.meshes import binary_stl
from tests.attacks.step import step
from tests.shapes import solids

from partwright.analysis.reader import Reader
from partwright.cad.sandbox import Limits
from partwright.errors import FILE_ERRORS, FileCrashedError, FileError, FileTimeoutError

BOX = solids.step_bytes(solids.box(30, 20, 10))
WIRE = solids.brep_bytes(BRepBuilderAPI_MakeEdge(gp_Pnt(0, 0, 0), gp_Pnt(10, 0, 0)).Edge())
LONG = solids.step_bytes(solids.box(10_001, 20, 10))
THIN = solids.step_bytes(solids.box(30, 20, 0.009))
BOMB = gzip.compress(bytes(64 * 1024**2), 9, mtime=0)
CASES = [
    ("file.empty", "a.step", b"", "is empty"),
    ("file.empty", "a.step", step(), "has no entities"),
    ("file.empty", "a.zip", zipped({}), "without files"),
    ("file.unreadable", "a.step", BOX[: len(BOX) // 2], "is cut off"),
    ("file.unreadable", "a.stl", binary_stl(count=9), "9 triangles"),
    ("file.too_large", "a.step", step(b"#1=A();" * 4_100_000), "4,000,000"),
    ("file.hostile", "a.step.gz", BOMB, "times its size"),
    ("file.hostile", "a.step", step(b"#1=A(" + b"(" * 100 + b")" * 100 + b");"), "64 deep"),
    ("format.unsupported", "a.sldprt", b"\xd0\xcf\x11\xe0" + bytes(600), "kind that is not read here"),
    ("geometry.not_solid", "a.brep", WIRE, "no faces"),
    ("geometry.absurd", "a.step", LONG, "long"),
    ("geometry.absurd", "a.step", THIN, "thick"),
    ("geometry.absurd", "a.step", step(b"#1=CARTESIAN_POINT('',(1.E308,0.,0.));"), "too large for any part"),
]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as running:
        yield running


@pytest.mark.parametrize(("code", "name", "content", "words"), CASES, ids=[f"{case[0]}-{case[3]}" for case in CASES])
def test_a_file_is_refused_by_name_with_a_sentence_that_says_what_to_do(
    code: str, name: str, content: bytes, words: str, reader: Reader, tmp_path: Path
) -> None:
    file = tmp_path / "upload"
    file.write_bytes(content)
    with pytest.raises(FileError) as caught:
        reader.read(file, name=name)
    error = caught.value
    assert error.code == code, str(error)
    assert str(error).startswith(error.file_name + " ")
    assert words in error.reason
    assert str(error).endswith(f": {error.remedy}.")
    assert len(error.remedy.split()) >= 4


def test_a_file_that_takes_too_long_is_told_so(tmp_path: Path) -> None:
    # A million entities take seconds; the server looks at the clock four times a second.
    (tmp_path / "upload").write_bytes(step(b"#1=CARTESIAN_POINT('',(0.,0.,0.));" * 1_000_000))
    with Reader(limits=Limits(wall_s=0.05)) as hasty, pytest.raises(FileTimeoutError, match="simplify the part"):
        hasty.read(tmp_path / "upload", name="crowd.step")


def test_a_file_that_ends_its_reader_is_told_so(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "upload").write_bytes(BOX)

    def kill(_stage: str) -> None:
        server = reader._server.server_pid
        for child in Path(f"/proc/{server}/task/{server}/children").read_text("ascii").split():
            os.kill(int(child), signal.SIGKILL)

    with pytest.raises(FileCrashedError, match="repair it and export it again"):
        reader.read(tmp_path / "upload", name="box.step", on_stage=kill)


def test_no_named_error_is_without_a_case() -> None:
    assert {code for code, *_ in CASES} | {FileTimeoutError.code, FileCrashedError.code} == set(FILE_ERRORS)
