"""Units of length, and how lengths, times and money are written."""

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class LengthUnit(StrEnum):
    """Units a file can be drawn in; the values are those of the command line."""

    MM = "mm"
    CM = "cm"
    M = "m"
    INCH = "inch"

    @property
    def in_mm(self) -> float:
        """Millimeters in one of this unit."""
        return {"mm": 1.0, "cm": 10.0, "m": 1000.0, "inch": 25.4}[self.value]


class UnitSource(StrEnum):
    """Who said which unit a file is in."""

    FILE = "file"
    DECLARED = "declared"
    GUESSED = "guessed"


def format_length(length_mm: float, *, unit: LengthUnit = LengthUnit.MM) -> str:
    """Length with its unit, to 0.01 mm or 0.001 inch: `12.5 mm`, `0.492 in`."""
    if unit is LengthUnit.INCH:
        return f"{length_mm / LengthUnit.INCH.in_mm:.3f} in"
    return f"{length_mm:.2f}".rstrip("0").rstrip(".") + " mm"


def format_duration(seconds: float) -> str:
    """Time as people in a shop say it: `45 s`, `12 min`, `3 h 20 min`."""
    if seconds < 59.5:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def round_money(amount: Decimal, *, places: int = 2) -> Decimal:
    """Amount rounded half up, as invoices are, to `places` decimals."""
    return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
