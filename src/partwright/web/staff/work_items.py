"""What the work list is made of: an item that waits for somebody of the shop, and where items come from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from partwright.web.actor import Actor, StaffRole

MOST_OF_A_SOURCE = 100  # nobody reads on before some of these are done


class WorkKind(TextChoices):
    """What an item is about; the list is filtered by it."""

    CONVERSATION = "conversation", _("Messages")
    REVIEW = "review", _("Reviews")
    ORDER = "order", _("Orders to begin")
    LATE = "late", _("Late orders")
    HOLD = "hold", _("Orders on hold")
    COMPLAINT = "complaint", _("Complaints")
    APPROVAL = "approval", _("Approvals")
    OVERDUE = "overdue", _("Overdue")
    TRANSFER = "transfer", _("Transfers")
    REFUND = "refund", _("Refunds")
    FREIGHT = "freight", _("Freight")
    EXEMPTION = "exemption", _("Tax exemptions")
    MAIL = "mail", _("Failed mail")
    JOB = "job", _("Failed jobs")


class Urgency(IntEnum):
    """How soon somebody must act; the lower, the sooner."""

    NOW = 0  # a promise is broken, or money or mail is stuck
    SOON = 1  # a customer waits
    USUAL = 2  # it waits for something else, such as a bank


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """One thing to do. `action` is a verb, `where` the address at which one click does it, `whose` the customer."""

    kind: WorkKind
    what: str
    whose: str
    since: datetime
    urgency: Urgency
    action: str
    where: str

    @property
    def is_urgent(self) -> bool:
        return self.urgency is Urgency.NOW


@dataclass(frozen=True, slots=True)
class Source:
    """Where items of some kinds come from: `find` asks the database once, however much it finds."""

    kinds: tuple[WorkKind, ...]
    find: Callable[[Actor], Sequence[WorkItem]]
    roles: tuple[StaffRole, ...]
