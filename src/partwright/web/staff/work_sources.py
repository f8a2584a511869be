"""Every source of the work list; a slice that has more for the staff to do gets a function and a line here."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.web.accounts.customers import name_of
from partwright.web.actor import Actor, StaffRole
from partwright.web.conversations.models import Conversation
from partwright.web.conversations.selectors import waiting_for_staff
from partwright.web.jobs.models import Job, JobKind
from partwright.web.jobs.selectors import failed_jobs
from partwright.web.mailing.selectors import failures_to_mend
from partwright.web.staff.navigation import MAIL_ROLES, TALKING_ROLES
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


def failed_mail(by: Actor) -> Sequence[WorkItem]:
    """Mail that did not reach its receiver and that nobody has given up."""
    return [
        WorkItem(
            kind=WorkKind.MAIL,
            what=message.subject,
            whose=message.to_name or message.to,
            since=message.tried_at or message.created_at,
            urgency=Urgency.NOW,
            action=_("Send again"),
            where=reverse("staff:message", args=[message.id]),
        )
        for message in failures_to_mend().defer("text", "html")[:MOST_OF_A_SOURCE]
    ]


def jobs_to_mend() -> QuerySet[Job]:
    """Failed work but mail, which has a list of its own."""
    return failed_jobs().exclude(kind=JobKind.SEND_MAIL)


def failed_work(by: Actor) -> Sequence[WorkItem]:
    """Background work that nobody tries any more."""
    return [
        WorkItem(
            kind=WorkKind.JOB,
            what=f"{job.get_kind_display()}: {job.error}" if job.error else job.get_kind_display(),
            whose="",
            since=job.finished_at or job.created_at,
            urgency=Urgency.NOW,
            action=_("Try again"),
            where=f"{reverse('staff:jobs')}#job-{job.id}",
        )
        for job in jobs_to_mend()[:MOST_OF_A_SOURCE]
    ]


def other_side_of(conversation: Conversation) -> str:
    """Whom the shop talks with: by account, or as they called themselves."""
    return name_of(conversation.owner) or conversation.contact_name or conversation.contact_email or _("Visitor")


SOURCES: tuple[Source, ...] = (
    Source(WorkKind.CONVERSATION, waiting_conversations, TALKING_ROLES),
    Source(WorkKind.MAIL, failed_mail, MAIL_ROLES),
    Source(WorkKind.JOB, failed_work, (StaffRole.OWNER,)),
)
