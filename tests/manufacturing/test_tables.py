from decimal import Decimal
from pathlib import Path

import pytest

from partwright.errors import TableError
from partwright.manufacturing.tables import Entry, Tables, read_tables

GOOD = """
[limits]
hole_diameter_min = { value = 1.0, unit = "mm", source = "a page" }
steps = { value = [1, 2.5], unit = "mm", source = "a page" }

[machines.small]
name = "Small"
on = true
does = ["drill", "mill"]

[machines.big]
name = "Big"
"""


def tables_of(folder: Path, text: str) -> Tables:
    (folder / "table.toml").write_text(text)
    return read_tables({"room": folder})


def test_numbers_words_and_rows_are_found_by_path(tmp_path: Path) -> None:
    tables = tables_of(tmp_path, GOOD)
    assert tables.value("room.limits.hole_diameter_min", "mm") == 1.0
    assert tables.money("room.limits.hole_diameter_min", "mm") == Decimal("1.0")
    assert tables.values("room.limits.steps", "mm") == (1.0, 2.5)
    assert tables.rows("room.machines") == ("small", "big")
    assert tables.word("room.machines.big.name") == "Big"
    assert tables.words("room.machines.small.does") == ("drill", "mill")
    assert tables.flag("room.machines.small.on")
    assert not tables.flag("room.machines.big.on")


@pytest.mark.parametrize(
    "line",
    [
        "speed = 3",
        'speed = { value = 3, unit = "mm/s" }',
        'speed = { value = 3, source = "a page" }',
        'speed = { value = 3, unit = "mm/s", source = "" }',
        'speed = { value = "3", unit = "mm/s", source = "a page" }',
        'speed = { value = nan, unit = "mm/s", source = "a page" }',
        'speed = { value = true, unit = "mm/s", source = "a page" }',
        'speed = { value = [], unit = "mm/s", source = "a page" }',
        'speed = { value = 3, unit = "mm/s", source = "a page", note = "?" }',
        "speeds = [1, 2]",
    ],
)
def test_a_number_without_unit_or_source_is_refused_by_name(tmp_path: Path, line: str) -> None:
    with pytest.raises(TableError, match=r"table\.toml: room\.speed"):
        tables_of(tmp_path, line)


def test_the_wrong_unit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="is in mm, inch is wanted"):
        tables_of(tmp_path, GOOD).value("room.limits.hole_diameter_min", "inch")


def test_an_override_keeps_the_unit_and_changes_the_digest(tmp_path: Path) -> None:
    tables = tables_of(tmp_path, GOOD)
    changed = tables.overridden({"room.limits.hole_diameter_min": 2.0}, source="shop")
    assert changed.entry("room.limits.hole_diameter_min") == Entry(2.0, "mm", "shop")
    assert changed.digest != tables.digest
    with pytest.raises(TableError):
        tables.overridden({"room.limits.nothing": 2.0}, source="shop")
    with pytest.raises(TableError):
        tables.overridden({"room.limits.hole_diameter_min": float("inf")}, source="shop")


def test_the_digest_depends_on_content_alone(tmp_path: Path) -> None:
    first = Tables({"a": "x", "b": Entry(1.0, "mm", "page")})
    assert first == Tables({"b": Entry(1.0, "mm", "page"), "a": "x"})
    assert first != Tables({"b": Entry(1.0, "mm", "another page"), "a": "x"})


def test_the_same_path_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(GOOD)
    with pytest.raises(TableError, match="stands in two files"):
        tables_of(tmp_path, GOOD)
