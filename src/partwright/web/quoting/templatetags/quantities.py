"""Numbers as pages show them: with their unit, in the reader's marks and unit of length, never broken over a line."""

from decimal import Decimal
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString

from partwright.web.quoting import pieces
from partwright.web.quoting.figures import Figures, figures_of, safe

register = template.Library()


def _figures(context: Context) -> Figures:
    """The reader's, which a view that writes many numbers puts into the context; English ones for no request."""
    found = context.get("figures")
    if found is None:
        request = getattr(context, "request", None)
        found = figures_of(request) if isinstance(request, HttpRequest) else Figures()
    return found


@register.simple_tag(takes_context=True)
def number_marks(context: Context) -> SafeString:
    """The attributes of the page's root from which scripts take unit and marks."""
    figures = _figures(context)
    return safe(
        f'data-length-unit="{figures.unit.value}" data-decimal="{figures.decimal}" data-group="{figures.group}"'
    )


@register.simple_tag(takes_context=True)
def length(context: Context, *sides_mm: float) -> SafeString:
    """A length in mm, or the sides of a box."""
    return safe(_figures(context).length(sides_mm))


@register.simple_tag(takes_context=True)
def with_lengths(context: Context, text: str) -> SafeString:
    """A sentence whose lengths follow the reader's unit."""
    return safe(_figures(context).sentence(text))


@register.simple_tag(takes_context=True)
def volume(context: Context, volume_mm3: float) -> SafeString:
    return safe(_figures(context).volume(volume_mm3))


@register.simple_tag(takes_context=True)
def area(context: Context, area_mm2: float) -> SafeString:
    return safe(_figures(context).area(area_mm2))


@register.simple_tag(takes_context=True)
def money(context: Context, amount: Decimal, currency: str) -> SafeString:
    """An amount with its currency."""
    return safe(f'<span class="number">{_figures(context).money(amount, currency)}</span>')


@register.simple_tag(takes_context=True)
def exact_money(context: Context, amount: Decimal) -> SafeString:
    """An amount to four decimals, so that a column sums exactly; those below the cent stand back."""
    return safe(_figures(context).exact(amount))


@register.filter
def days(count: int) -> str:
    """Business days in words."""
    return pieces.days(count)


@register.filter
def as_decimal(amount: str) -> Decimal:
    """An amount of a frozen option, which is JSON."""
    return Decimal(amount)


@register.filter
def icon(severity: str) -> SafeString:
    """The sign of a severity."""
    return safe(pieces.icon(severity))


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """An entry of a mapping, None if there is none."""
    return mapping.get(key) if mapping else None
