"""How a reader's language writes numbers, and with it every number of the pages: amounts, lengths, times.

The words of the pages are English; a German reader still takes `1.234` for more than a thousand, so marks follow what
the browser asks for. Pieces that repeat (cells, rows) are written here by hand: a template is read often and run once,
a cell of the price table is run at every click.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from html import escape
from importlib import import_module

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import to_locale

from partwright.units import LengthUnit, format_duration, format_length, round_money
from partwright.web.shop.models import LENGTH_UNITS
from partwright.web.shop.selectors import recent_shop

CUBIC_MM_PER_CUBIC_CM = 1000.0
SQUARE_MM_PER_SQUARE_CM = 100.0
SIGNS = {"1": "", "mm2": " mm²", "mm3": " mm³", "deg": "°"}
LENGTHS_IN_TEXT = re.compile(r"(\d+(?:\.\d+)?(?: × \d+(?:\.\d+)?)*) mm\b(?![²³/])")
DECIMALS = re.compile(r"\d+\.\d+")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{2,4})?")
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers as one reader writes them: decimal mark, what groups thousands, unit of length."""

    decimal: str = "."
    group: str = ","
    unit: LengthUnit = LengthUnit.MM

    def written(self, number: str) -> str:
        """A number such as `-1,234.50` with this reader's marks and a real minus."""
        if "-" in number:
            number = number.replace("-", "−")
        if self.decimal == ".":
            return number if self.group == "," else number.replace(",", self.group)
        return number.replace(",", "\0").replace(".", self.decimal).replace("\0", self.group)

    def amount(self, amount: Decimal, *, places: int = 2) -> str:
        """An amount without its currency."""
        return self.written(f"{round_money(amount, places=places):,}")

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount with its currency, for a reader of plain text."""
        return f"{self.amount(amount)}{SPACE}{currency}"

    def exact(self, amount: Decimal) -> str:
        """HTML of an amount to four decimals, so that a column sums exactly; those below the cent stand back."""
        text = self.written(f"{amount:,.4f}")
        return f'<span class="number">{text[:-2]}<span class="below-cent">{text[-2:]}</span></span>'

    def length(self, sides_mm: Sequence[float]) -> str:
        """HTML of one length, or of the sides of a box with their unit said once; the script rewrites it."""
        *first, last = [self.written(format_length(side, unit=self.unit)) for side in sides_mm]
        text = " × ".join([*(side.rpartition(" ")[0] for side in first), last])
        return f'<span class="length" data-mm="{" ".join(f"{side:g}" for side in sides_mm)}">{text}</span>'

    def sentence(self, text: str) -> str:
        """HTML of a sentence whose lengths follow the reader's unit and marks."""
        return _sentence(self, text)

    def measure(self, value: float | None, unit: str | None) -> str:
        """HTML of what a rule measured, or its limit, in the rule's own unit."""
        if value is None:
            return "–"
        if unit == "mm":
            return self.length((value,))
        sign = SIGNS.get(unit or "1", f" {escape(unit or '')}")
        shown = f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
        return f'<span class="number">{self.written(shown)}{sign}</span>'

    def volume(self, volume_mm3: float) -> str:
        """HTML of a volume."""
        if self.unit is LengthUnit.INCH:
            text = f"{self.written(f'{volume_mm3 / LengthUnit.INCH.in_mm**3:,.3f}')} in³"
        else:
            text = f"{self.written(f'{volume_mm3 / CUBIC_MM_PER_CUBIC_CM:,.2f}')} cm³"
        return f'<span class="number" data-mm3="{volume_mm3:g}">{text}</span>'

    def area(self, area_mm2: float) -> str:
        """HTML of an area."""
        if self.unit is LengthUnit.INCH:
            text = f"{self.written(f'{area_mm2 / LengthUnit.INCH.in_mm**2:,.3f}')} in²"
        else:
            text = f"{self.written(f'{area_mm2 / SQUARE_MM_PER_SQUARE_CM:,.2f}')} cm²"
        return f'<span class="number" data-mm2="{area_mm2:g}">{text}</span>'

    def duration(self, seconds: float) -> str:
        """HTML of a time as people in a shop say it."""
        return f'<span class="number">{format_duration(seconds)}</span>'


def figures_of(request: HttpRequest) -> Figures:
    """How whoever sent a request reads numbers."""
    return _figures(request.headers.get("Accept-Language", "")[:100], length_unit_of(request))


def length_unit_of(request: HttpRequest) -> LengthUnit:
    """The unit of length that a request asks for, else the shop's."""
    asked = request.GET.get("length-unit", "")
    return LengthUnit(asked if asked in LENGTH_UNITS else recent_shop().length_unit)


def safe(html: str) -> SafeString:
    """HTML whose text was escaped, or written here."""
    return mark_safe(html)  # noqa: S308 -- that is what this module is for


@lru_cache(maxsize=256)
def _figures(languages: str, unit: LengthUnit) -> Figures:
    """The marks of the first language asked for, as Django's locales know them; English ones where they do not."""
    for name in _locales(languages.partition(",")[0].partition(";")[0].strip().lower()):
        try:
            formats = import_module(f"django.conf.locale.{name}.formats")
        except ModuleNotFoundError:
            continue
        decimal = getattr(formats, "DECIMAL_SEPARATOR", ".")
        group = getattr(formats, "THOUSAND_SEPARATOR", ",")
        return Figures(decimal, NARROW_SPACE if group.isspace() else group, unit)
    return Figures(unit=unit)


def _locales(language: str) -> Iterator[str]:
    """Names that Django's modules for a language would have, the closest first; letters alone, whatever is sent."""
    if LANGUAGE.fullmatch(language):
        yield to_locale(language)
        yield language.partition("-")[0]


@lru_cache(maxsize=2048)
def _sentence(figures: Figures, text: str) -> str:
    """Escaped once and remembered: rules say the same sentences at every click."""
    pieces: list[str] = []
    end = 0
    for found in LENGTHS_IN_TEXT.finditer(text):
        lengths = [float(length) for length in found[1].split(" × ")]
        pieces += (_plain(figures, text[end : found.start()]), figures.length(lengths))
        end = found.end()
    return "".join([*pieces, _plain(figures, text[end:])])


def _plain(figures: Figures, text: str) -> str:
    return DECIMALS.sub(lambda found: figures.written(found[0]), escape(text))
