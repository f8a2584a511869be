"""Every attack is refused by its name before a parser sees it, every honest file passes."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.attacks.archives import archive_attacks, zipped
from tests.attacks.attack import Attack
from tests.attacks.meshes import CUBE_STL, honest_meshes, mesh_attacks
from tests.attacks.step import step, step_attacks
from tests.attacks.xml import CUBE_3MF, xml_attacks

from partwright.cad.formats import FileFormat
from partwright.cad.preflight import Archive, Budget, Screened, screen
from partwright.errors import (
    AbsurdGeometryError,
    EmptyFileError,
    FileError,
    FileTooLargeError,
    UnreadableFileError,
    UnsupportedFormatError,
)

SEED = 20261124
POINT = b"#1=CARTESIAN_POINT('',(0.,0.,0.));"


def attacks() -> Iterator[Attack]:
    for attack in (*archive_attacks(SEED), *mesh_attacks(), *step_attacks(), *xml_attacks()):
        if attack.screened:
            yield attack


def screened(content: bytes, name: str, folder: Path, **budget: int) -> Screened | Archive:
    path = folder / "upload"
    path.write_bytes(content)
    return screen(path, name=name, budget=Budget(**budget))


@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.name)
def test_an_attack_is_refused_by_its_name(attack: Attack, tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        screened(attack.content, attack.name, tmp_path)
    assert caught.value.code in attack.codes, str(caught.value)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(("name", "content"), honest_meshes().items())
def test_an_honest_mesh_passes(name: str, content: bytes, tmp_path: Path) -> None:
    passed = screened(content, name, tmp_path)
    assert passed == Screened(name, FileFormat(name.rpartition(".")[2]), content)


def test_an_honest_3mf_passes(tmp_path: Path) -> None:
    assert screened(CUBE_3MF, "cube.3mf", tmp_path) == Screened("cube.3mf", FileFormat.THREEMF, CUBE_3MF)


@pytest.mark.parametrize("name", ["-", "part", "part.stl", "part.step.txt"])
def test_content_tells_the_format_whatever_the_name(name: str, tmp_path: Path) -> None:
    passed = screened(step(POINT), name, tmp_path)
    assert isinstance(passed, Screened)
    assert passed.format is FileFormat.STEP


def test_parentheses_and_signs_in_strings_and_comments_do_not_count(tmp_path: Path) -> None:
    line = b"#2=PRODUCT('((((it''s /* no comment','',$,()); /* ((( ' */"
    assert isinstance(screened(step(POINT, line), "part.step", tmp_path), Screened)


def test_gzip_is_undone_in_content_and_name(tmp_path: Path) -> None:
    passed = screened(gzip.compress(CUBE_STL), "cube.stl.gz", tmp_path)
    assert passed == Screened("cube.stl", FileFormat.STL, CUBE_STL)


def test_an_archive_gives_its_members_with_their_paths(tmp_path: Path) -> None:
    members = {"a/cube.stl": CUBE_STL, "readme.txt": b"hello", "__MACOSX/a/._cube.stl": b"x", "b/": b""}
    passed = screened(zipped(members), "parts.zip", tmp_path)
    assert isinstance(passed, Archive)
    assert [(member.name, member.content) for member in passed.members] == [
        ("parts.zip/a/cube.stl", CUBE_STL),
        ("parts.zip/readme.txt", b"hello"),
    ]


def test_an_archive_may_hold_3mf_files(tmp_path: Path) -> None:
    passed = screened(zipped({"cube.3mf": CUBE_3MF}), "parts.zip", tmp_path)
    assert isinstance(passed, Archive)
    assert passed.members[0].content == CUBE_3MF


@pytest.mark.parametrize("content", [b"", b"\0" * 40, b" \r\n"])
def test_nothing_is_empty(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(EmptyFileError):
        screened(content, "part.step", tmp_path)


def test_a_file_over_the_budget_is_too_large(tmp_path: Path) -> None:
    with pytest.raises(FileTooLargeError, match="simplify the part"):
        screened(CUBE_STL, "cube.stl", tmp_path, file_bytes=100)


@pytest.mark.parametrize("content", [b"hello", b"\x89PNG\r\n\x1a\n", b"AC1032", b"%PDF-1.4", b"Rar!\x1a\x07"])
def test_other_files_are_named_as_such(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormatError, match="export the part as STEP"):
        screened(content, "part.step", tmp_path)


def test_iges_lines_must_be_as_many_as_its_end_says(tmp_path: Path) -> None:
    passed = screened(iges(directory=2), "part.igs", tmp_path)
    assert isinstance(passed, Screened)
    assert passed.format is FileFormat.IGES
    with pytest.raises(FileError, match="other lines"):
        screened(iges(directory=2, stated=4), "part.igs", tmp_path)


def iges(*, directory: int, stated: int | None = None) -> bytes:
    def line(text: str, section: str, number: int) -> str:
        return f"{text:<72}{section}{number:>7}"

    lines = [line("", "S", 1), line("1H,,1H;", "G", 1)]
    lines += [line("116 1 0 0 0 0 0 0 00000000", "D", number + 1) for number in range(directory)]
    lines += [line("116,0.,0.,0.;", "P", 1)]
    lines += [line(f"S{1:>7}G{1:>7}D{stated or directory:>7}P{1:>7}", "T", 1)]
    return "\n".join([*lines, ""]).encode()


def test_a_gzipped_file_in_an_archive_comes_out_as_itself(tmp_path: Path) -> None:
    content = zipped({"a/cube.STL.GZ": gzip.compress(CUBE_STL), "b.3mf.gz": gzip.compress(CUBE_3MF), "c.stl": CUBE_STL})
    passed = screened(content, "parts.zip", tmp_path)
    assert isinstance(passed, Archive)
    assert [(member.name, member.content) for member in passed.members] == [
        ("parts.zip/a/cube.STL", CUBE_STL),
        ("parts.zip/b.3mf", CUBE_3MF),
        ("parts.zip/c.stl", CUBE_STL),
    ]


def test_a_gzipped_3mf_passes(tmp_path: Path) -> None:
    passed = screened(gzip.compress(CUBE_3MF), "cube.3mf.gz", tmp_path)
    assert passed == Screened("cube.3mf", FileFormat.THREEMF, CUBE_3MF)


def test_gzipped_members_use_up_the_budget_of_their_archive(tmp_path: Path) -> None:
    packed = gzip.compress(CUBE_STL)
    content = zipped({"a.stl.gz": packed, "b.stl.gz": packed})
    enough = 2 * (len(packed) + len(CUBE_STL))
    assert isinstance(screened(content, "a.zip", tmp_path, inflated_bytes=enough), Archive)
    with pytest.raises(FileTooLargeError):
        screened(content, "a.zip", tmp_path, inflated_bytes=enough - 1)


@pytest.mark.parametrize("number", [b"NAN", b"-nan(ind)", b"1.#QNAN", b"inf", b"+INFINITY"])
def test_a_number_that_is_none_is_refused_before_a_parser_walks_along_it(number: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="NaN"):
        screened(step(POINT.replace(b"0.", number, 1)), "a.step", tmp_path)


@pytest.mark.parametrize("number", [b"1.E308", b"1.E+0308", b"-1.E12", b"1000000000000.", b"12345678901234.5E0"])
def test_a_point_beyond_any_part_is_refused(number: bytes, tmp_path: Path) -> None:
    with pytest.raises(AbsurdGeometryError):
        screened(step(POINT.replace(b"0.", number, 1)), "a.step", tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        b"#1=CARTESIAN_POINT('NaN, 1.E308',(1.E-300,99999999999.,-1.5E+003));",
        b"#1=TRIMMED_CURVE('',#2,(PARAMETER_VALUE(-2.E+100)),(PARAMETER_VALUE(2.E+100)),.T.,.PARAMETER.);",
        b"#1=NAN_FORM(.INFINITE.,#1234567890123);",
        b"#1=MEASURE_WITH_UNIT(TIME_MEASURE(1763942400000.5),#2); /* 1.E400, NaN */",
    ],
)
def test_large_and_odd_values_that_are_no_places_pass(line: bytes, tmp_path: Path) -> None:
    assert isinstance(screened(step(line), "a.step", tmp_path), Screened)


def test_a_crowd_of_large_numbers_is_looked_at_once(tmp_path: Path) -> None:
    crowd = b"#1=A((" + b",".join([b"1.E50"] * 400_000) + b"));"
    assert isinstance(screened(step(crowd), "a.step", tmp_path), Screened)


def test_a_brep_with_a_number_that_is_none_is_refused(tmp_path: Path) -> None:
    for number, error in ((b"nan", UnreadableFileError), (b"1e308", AbsurdGeometryError)):
        with pytest.raises(error):
            screened(b"DBRep_DrawableShape\n\nCASCADE Topology V1, (c) Matra\n1 0 0 " + number + b" 0\n", "a", tmp_path)
