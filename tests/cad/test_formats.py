"""Formats told by their content."""

import gzip

import pytest
from tests.attacks.archives import zipped
from tests.attacks.meshes import CUBE_STL, binary_stl, obj, ply, text_stl
from tests.attacks.step import step

from partwright.cad.formats import FileFormat, Wrapping, format_of_name, is_binary_stl, tell_format


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (step(), FileFormat.STEP),
        (b"\xef\xbb\xbf /* by hand */ \n" + step(), FileFormat.STEP),
        (CUBE_STL, FileFormat.STL),
        (binary_stl(header=b"solid part"), FileFormat.STL),
        (text_stl(), FileFormat.STL),
        (obj(), FileFormat.OBJ),
        (ply(), FileFormat.PLY),
        (b"\nCASCADE Topology V1, (c) Matra-Datavision\n", FileFormat.BREP),
        (b"DBRep_DrawableShape\n", FileFormat.BREP),
        (b" " * 72 + b"S      1\n", FileFormat.IGES),
        (gzip.compress(b"x", mtime=0), Wrapping.GZIP),
        (zipped({"a": b"x"}), Wrapping.ZIP),
        (zipped({}), Wrapping.ZIP),
        (b"hello world", None),
        (b"v", None),
        (b"%PDF-1.7 v 1 2 3", None),
        (b"\x7fELF", None),
    ],
)
def test_the_content_alone_tells_the_format(content: bytes, expected: FileFormat | Wrapping | None) -> None:
    assert tell_format(content) is expected


def test_an_extension_never_overrules_the_content() -> None:
    assert tell_format(step(), name="part.stl") is FileFormat.STEP
    assert tell_format(CUBE_STL, name="part.step") is FileFormat.STL


def test_the_extension_decides_where_the_content_is_too_poor() -> None:
    vague = b"f 1 2 3\n"
    assert tell_format(vague) is None
    assert tell_format(vague, name="part.obj") is FileFormat.OBJ


@pytest.mark.parametrize("name", ["part.STP", "a.b.step", "x.p21"])
def test_extensions_are_read_in_any_case(name: str) -> None:
    assert format_of_name(name) is FileFormat.STEP


def test_a_binary_stl_has_exactly_the_length_its_count_asks_for() -> None:
    assert is_binary_stl(CUBE_STL)
    assert not is_binary_stl(CUBE_STL + b"\0")
    assert not is_binary_stl(CUBE_STL[:-1])
