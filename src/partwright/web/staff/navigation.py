"""Which pages of the staff there are, and who sees a way to them; each page itself refuses everybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partwright.web.actor import Actor, StaffRole

CUSTOMER_ROLES = (StaffRole.SALES, StaffRole.FINANCE)
TALKING_ROLES = (StaffRole.SALES, StaffRole.PRODUCTION, StaffRole.FINANCE)
ORDER_ROLES = (StaffRole.SALES, StaffRole.PRODUCTION, StaffRole.FINANCE)
MAIL_ROLES = (StaffRole.SALES,)


@dataclass(frozen=True, slots=True)
class Area:
    """A page and those below its address. `roles` are who sees it beside the owner, who sees all."""

    name: Any  # text that is translated when it is shown
    view: str
    roles: tuple[StaffRole, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """An area as somebody sees it from where they are."""

    name: str
    address: str
    here: bool


AREAS = (
    Area(_("Work"), "staff:work", tuple(StaffRole)),
    Area(_("Orders"), "staff:orders", ORDER_ROLES),
    Area(_("Customers"), "staff:customers", CUSTOMER_ROLES),
    Area(_("Reviews"), "staff:reviews", (StaffRole.SALES,)),
    Area(_("Freight"), "staff:freight", (StaffRole.SALES,)),
    Area(_("Exemptions"), "staff:exemptions", (StaffRole.FINANCE,)),
    Area(_("Conversations"), "staff:conversations", TALKING_ROLES),
    Area(_("Feedback"), "staff:feedback", MAIL_ROLES),
    Area(_("Mailbox"), "staff:mailbox", MAIL_ROLES),
    Area(_("Mail"), "staff:mail", MAIL_ROLES),
    Area(_("Prices"), "staff:prices", (StaffRole.PRICING,)),
    Area(_("Jobs"), "staff:jobs", (StaffRole.OWNER,)),
    Area(_("People"), "staff:people", (StaffRole.OWNER,)),
    Area(_("Calendar"), "staff:calendar", (StaffRole.OWNER,)),
    Area(_("Terms"), "staff:terms", (StaffRole.OWNER,)),
    Area(_("Shop"), "staff:setup", (StaffRole.OWNER,)),
)


def ways_for(by: Actor, *, path: str) -> Sequence[Way]:
    """The areas that somebody may enter, in the order shown; `path` is where they are."""
    seen = [(area, reverse(area.view)) for area in AREAS if by.works_as(*area.roles)]
    here = max((address for _area, address in seen if path.startswith(address)), key=len, default="")
    return [Way(str(area.name), address, here=address == here) for area, address in seen]
