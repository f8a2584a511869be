"""Every source of the work list; a slice that has more for the staff to do gets a function and a line here."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

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
from partwright.web.payments.models import Payment, Refund, RefundState, Way
from partwright.web.payments.selectors import awaiting_approval, awaiting_money, overdue, refunds_to_settle
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


def payments_to_approve(by: Actor) -> Sequence[WorkItem]:
    """Orders on account that wait until somebody agrees."""
    found = _with_names(awaiting_approval())
    return [_payment_item(WorkKind.APPROVAL, one, action=_("Approve"), since=one.created_at) for one in found]


def overdue_payments(by: Actor) -> Sequence[WorkItem]:
    """What was to be paid before today."""
    found = _with_names(overdue(timezone.localdate()))
    return [
        _payment_item(
            WorkKind.OVERDUE,
            one,
            action=_("Note the money"),
            since=datetime.combine(one.due_on, time.min, tzinfo=timezone.get_current_timezone()),
            urgency=Urgency.NOW,
        )
        for one in found
        if one.due_on is not None
    ]


def transfers_to_come(by: Actor) -> Sequence[WorkItem]:
    """Orders that go on when their money is on the bank account."""
    found = _with_names(awaiting_money().filter(way=Way.TRANSFER))
    return [
        _payment_item(WorkKind.TRANSFER, one, action=_("Note the money"), since=one.created_at, urgency=Urgency.USUAL)
        for one in found
    ]


def refunds_to_carry_out(by: Actor) -> Sequence[WorkItem]:
    """Money that people give back."""
    found = refunds_to_settle().select_related("payment__owner__person", "payment__owner__team")[:MOST_OF_A_SOURCE]
    return [
        _payment_item(WorkKind.REFUND, one.payment, amount=one.amount, action=_("Give back"), since=one.created_at)
        for one in found
    ]


def stuck_refunds(by: Actor) -> Sequence[WorkItem]:
    """Refunds by card that the provider was asked for in vain, until nobody asks any more."""
    given_up = failed_jobs().filter(kind=JobKind.SEND_REFUND).order_by().values("subject")
    found = Refund.objects.filter(id__in=given_up, state=RefundState.REQUESTED).order_by("created_at")
    named = found.select_related("payment__owner__person", "payment__owner__team")[:MOST_OF_A_SOURCE]
    return [
        _payment_item(
            WorkKind.REFUND,
            one.payment,
            amount=one.amount,
            action=_("Ask the provider again"),
            since=one.created_at,
            urgency=Urgency.NOW,
        )
        for one in named
    ]


def _with_names(payments: QuerySet[Payment]) -> QuerySet[Payment]:
    return payments.select_related("owner__person", "owner__team")[:MOST_OF_A_SOURCE]


def _payment_item(
    kind: WorkKind,
    payment: Payment,
    *,
    action: str,
    since: datetime,
    amount: Decimal | None = None,
    urgency: Urgency = Urgency.SOON,
) -> WorkItem:
    money = f"{payment.outstanding if amount is None else amount} {payment.currency}"
    return WorkItem(
        kind=kind,
        what=" ".join(filter(None, (money, payment.reference or payment.po_number))),
        whose=name_of(payment.owner) or _("Visitor"),
        since=since,
        urgency=urgency,
        action=action,
        where=f"{reverse('staff:customer', args=[payment.owner_id])}#payment-{payment.id}",
    )


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


FINANCE = (StaffRole.FINANCE,)
SOURCES: tuple[Source, ...] = (
    Source(WorkKind.CONVERSATION, waiting_conversations, TALKING_ROLES),
    Source(WorkKind.APPROVAL, payments_to_approve, FINANCE),
    Source(WorkKind.OVERDUE, overdue_payments, FINANCE),
    Source(WorkKind.TRANSFER, transfers_to_come, FINANCE),
    Source(WorkKind.REFUND, refunds_to_carry_out, FINANCE),
    Source(WorkKind.REFUND, stuck_refunds, FINANCE),
    Source(WorkKind.MAIL, failed_mail, MAIL_ROLES),
    Source(WorkKind.JOB, failed_work, (StaffRole.OWNER,)),
)
