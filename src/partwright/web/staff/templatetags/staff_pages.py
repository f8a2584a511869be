"""What every page of the staff has at its top."""

from typing import Any

from django import template
from django.template import Context

from partwright.web.accounts.requests import actor_of
from partwright.web.actor import StaffRole
from partwright.web.shop.selectors import get_shop, missing
from partwright.web.staff.navigation import ways_for

register = template.Library()


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
