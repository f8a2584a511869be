"""Every source of the work list; a slice that has more for the staff to do gets a function and a line here."""

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.web.accounts.customers import name_of
from partwright.web.actor import Actor, StaffRole
from partwright.web.conversations.models import Conversation
from partwright.web.conversations.selectors import waiting_for_staff
from partwright.web.staff.work_items import MOST_OF_A_SOURCE, Source, Urgency, WorkItem, WorkKind

ANSWER_WITHIN = timedelta(days=1)


def waiting_conversations(by: Actor) -> Sequence[WorkItem]:
    """Customers who wait for an answer; after a day they have waited too long."""
    late = timezone.now() - ANSWER_WITHIN
    found = waiting_for_staff(by).select_related("owner__team")[:MOST_OF_A_SOURCE]
    return [
        WorkItem(
            kind=WorkKind.CONVERSATION,
            what=f"{conversation.get_kind_display()}: {conversation.title}",
            whose=other_side_of(conversation),
            since=conversation.last_message_at,
            urgency=Urgency.NOW if conversation.last_message_at < late else Urgency.SOON,
            action=_("Answer"),
            where=reverse("staff:conversation", args=[conversation.id]),
        )
        for conversation in found
    ]


def other_side_of(conversation: Conversation) -> str:
    """Whom the shop talks with: by account, or as they called themselves."""
    return name_of(conversation.owner) or conversation.contact_name or conversation.contact_email or _("Visitor")


SOURCES: tuple[Source, ...] = (
    Source(WorkKind.CONVERSATION, waiting_conversations, (StaffRole.SALES, StaffRole.PRODUCTION, StaffRole.FINANCE)),
)
