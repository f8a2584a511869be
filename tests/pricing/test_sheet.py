"""Cells that say what they say, and do nothing."""

from decimal import Decimal

import pytest

from partwright.pricing.sheet import cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\0"])
def test_a_cell_is_never_a_formula(start: str) -> None:
    assert cell(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "yes"), (False, "no"), (12, "12"), (Decimal("12.3400"), "12.3400"), ("a=b", "a=b"), ("", "")],
)
def test_a_value_is_written_as_it_is(value: object, text: str) -> None:
    assert cell(value) == text
