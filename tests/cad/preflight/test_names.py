"""Names that hide, forge or climb."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwright.cad.preflight import safe_name
from partwright.cad.preflight.names import is_climbing, safe_member_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("bracket v2.step", "bracket v2.step"),
        ("größe·ø12.stp", "größe·ø12.stp"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\part.stl", "part.stl"),
        ("evil\u202eptes.exe", "evilptes.exe"),
        ("a\r\nSet-Cookie: x=1.step", "a  Set-Cookie: x=1.step"),
        ("nul\0l.stl", "null.stl"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_a_name_is_made_safe_and_stays_recognizable(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=5000))
def test_no_name_is_long_hidden_or_a_path(name: str) -> None:
    for made in (safe_name(name), *safe_member_name(name).split("/")):
        assert 0 < len(made.encode()) <= 255
        assert "/" not in made
        assert "\\" not in safe_name(name)
        assert made not in (".", "..")
        assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in made)


def test_a_long_name_keeps_its_extension() -> None:
    assert safe_name("ü" * 4000 + ".step").endswith("ü.step")


@given(st.lists(st.sampled_from(["..", ".", "a", "b.stl", ""]), min_size=1, max_size=6))
def test_a_path_that_leaves_its_folder_is_always_seen(steps: list[str]) -> None:
    path = "/".join(steps)
    depth, lowest = 0, 0
    for step in steps:
        depth += -1 if step == ".." else int(step not in ("", "."))
        lowest = min(lowest, depth)
    if lowest < 0 or path.startswith("/"):
        assert is_climbing(path)
