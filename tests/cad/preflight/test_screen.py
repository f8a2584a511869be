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
from partwright.errors import EmptyFileError, FileError, FileTooLargeError, UnsupportedFormatError

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
