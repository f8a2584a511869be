"""Numbers as pages show them: with their unit, in the reader's unit of length, never broken over a line."""

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from partwright.units import LengthUnit, format_duration, format_length, format_money

register = template.Library()

CUBIC_MM_PER_CUBIC_CM = 1000.0
SQUARE_MM_PER_SQUARE_CM = 100.0
SIGNS = {"1": "", "mm2": " mm²", "mm3": " mm³", "deg": "°"}
LENGTHS_IN_TEXT = re.compile(r"(\d+(?:\.\d+)?(?: × \d+(?:\.\d+)?)*) mm\b(?![²³/])")


def _unit(context: Context) -> LengthUnit:
    return LengthUnit.INCH if context.get("length_unit") == "inch" else LengthUnit.MM


def _span(sides_mm: Sequence[float], unit: LengthUnit) -> SafeString:
    """One length, or the sides of a box with their unit said once; the script rewrites it in the other unit."""
    *first, last = [format_length(side, unit=unit) for side in sides_mm]
    text = " × ".join([*(side.rpartition(" ")[0] for side in first), last])
    return format_html('<span class="length" data-mm="{}">{}</span>', " ".join(f"{side:g}" for side in sides_mm), text)


@register.simple_tag(takes_context=True)
def length(context: Context, *sides_mm: float) -> SafeString:
    """A length in mm, or the sides of a box."""
    return _span(sides_mm, _unit(context))


@register.simple_tag(takes_context=True)
def with_lengths(context: Context, text: str) -> SafeString:
    """A sentence whose lengths follow the reader's unit."""
    pieces: list[tuple[Any]] = []
    end = 0
    for found in LENGTHS_IN_TEXT.finditer(text):
        pieces += [(text[end : found.start()],), (_span([float(n) for n in found[1].split(" × ")], _unit(context)),)]
        end = found.end()
    return format_html_join("", "{}", [*pieces, (text[end:],)])


@register.simple_tag(takes_context=True)
def measure(context: Context, value: float | None, unit: str | None) -> SafeString | str:
    """What a rule measured, or its limit, in the rule's own unit."""
    if value is None:
        return "–"
    if unit == "mm":
        return _span([value], _unit(context))
    sign = SIGNS.get(unit or "1", f" {unit}")
    shown = f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return format_html('<span class="number">{}{}</span>', shown, sign)


@register.simple_tag(takes_context=True)
def volume(context: Context, volume_mm3: float) -> SafeString:
    if _unit(context) is LengthUnit.INCH:
        text = f"{volume_mm3 / LengthUnit.INCH.in_mm**3:,.3f} in³"
    else:
        text = f"{volume_mm3 / CUBIC_MM_PER_CUBIC_CM:,.2f} cm³"
    return format_html('<span class="number" data-mm3="{}">{}</span>', f"{volume_mm3:g}", text)


@register.simple_tag(takes_context=True)
def area(context: Context, area_mm2: float) -> SafeString:
    if _unit(context) is LengthUnit.INCH:
        text = f"{area_mm2 / LengthUnit.INCH.in_mm**2:,.3f} in²"
    else:
        text = f"{area_mm2 / SQUARE_MM_PER_SQUARE_CM:,.2f} cm²"
    return format_html('<span class="number" data-mm2="{}">{}</span>', f"{area_mm2:g}", text)


@register.simple_tag
def money(amount: Decimal, currency: str = "", places: int = 2) -> SafeString:
    """An amount with its currency, or without where the column's head names it."""
    text = format_money(amount, currency, places=places).strip() if currency else f"{amount:,.{places}f}"
    return format_html('<span class="number">{}</span>', text.replace(" ", "\N{NO-BREAK SPACE}").replace("-", "−"))


@register.simple_tag
def exact_money(amount: Decimal) -> SafeString:
    """An amount to four decimals, so that a column sums exactly; those below the cent stand back."""
    text = f"{amount:,.4f}".replace("-", "−")
    return format_html('<span class="number">{}<span class="below-cent">{}</span></span>', text[:-2], text[-2:])


@register.filter
def duration(seconds: float) -> SafeString:
    """A time as people in a shop say it."""
    return format_html('<span class="number">{}</span>', format_duration(seconds))


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """An entry of a mapping, None if there is none."""
    return mapping.get(key) if mapping else None


@register.filter
def as_json(value: Any) -> str:
    """A value for a data attribute; None as an empty list."""
    return json.dumps(value if value is not None else [])
