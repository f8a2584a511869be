"""What every page of the staff has at its top."""

from decimal import Decimal
from typing import Any

from django import template
from django.template import Context

from partwright.web.accounts.requests import actor_of
from partwright.web.actor import StaffRole
from partwright.web.quoting.figures import figures_of
from partwright.web.shop.selectors import get_shop, missing
from partwright.web.staff.navigation import ways_for

register = template.Library()
PERCENT = 100


@register.inclusion_tag("staff/_head.html", takes_context=True)
def staff_head(context: Context) -> dict[str, Any]:
    """The ways to the other pages, and what the shop still lacks to be open."""
    request = context["request"]
    by = actor_of(request)
    if by is None:
        return {}
    return {
        "ways": ways_for(by, path=request.path),
        "missing": missing(get_shop()),
        "may_set_up": by.works_as(StaffRole.OWNER),
    }


@register.simple_tag(takes_context=True)
def rise(context: Context, ratio: Decimal) -> str:
    """By how much something rises, in percent with its sign."""
    shown = f"{ratio * PERCENT:+.1f}" if ratio else "0"
    return f"{figures_of(context['request']).written(shown)} %"
