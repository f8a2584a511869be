from decimal import Decimal

import pytest

from partwright.units import LengthUnit, format_duration, format_length, round_money


@pytest.mark.parametrize(
    ("length_mm", "unit", "text"),
    [
        (12.5, LengthUnit.MM, "12.5 mm"),
        (100.0, LengthUnit.MM, "100 mm"),
        (0.004, LengthUnit.MM, "0 mm"),
        (25.4, LengthUnit.INCH, "1.000 in"),
    ],
)
def test_lengths_carry_their_unit(length_mm: float, unit: LengthUnit, text: str) -> None:
    assert format_length(length_mm, unit=unit) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (59, "59 s"), (59.6, "1 min"), (3599, "1 h 00 min"), (12_000, "3 h 20 min")]
)
def test_durations_read_as_a_shop_says_them(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


def test_money_is_rounded_half_up() -> None:
    assert round_money(Decimal("2.345")) == Decimal("2.35")
    assert round_money(Decimal("0.00005"), places=4) == Decimal("0.0001")
