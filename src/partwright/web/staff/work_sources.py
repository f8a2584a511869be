"""Every source of the work list; a slice that has more for the staff to do gets a function and a line here."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.web.accounts.customers import name_of
from partwright.web.actor import Actor, StaffRole
from partwright.web.conversations.models import Conversation, State
from partwright.web.conversations.selectors import waiting_for_staff
from partwright.web.jobs.models import Job, JobKind
from partwright.web.jobs.selectors import failed_jobs
from partwright.web.mailing.selectors import failures_to_mend
from partwright.web.ordering.complaints import DESK
from partwright.web.ordering.freight import freight_questions
from partwright.web.ordering.models import Order
from partwright.web.ordering.selectors import claimed_exemptions, open_complaints, orders_to_look_at
from partwright.web.ordering.states import OrderState
from partwright.web.payments.models import Payment, Refund, RefundState, Way
from partwright.web.payments.selectors import awaiting_money
from partwright.web.quoting.models import ReviewRequest
from partwright.web.quoting.reviews import conversations_of_open_reviews, open_reviews
from partwright.web.staff.navigation import MAIL_ROLES, TALKING_ROLES
from partwright.web.staff.work_items import MOST_OF_A_SOURCE, Source, Urgency, WorkItem, WorkKind

ANSWER_WITHIN = timedelta(days=1)


def waiting_conversations(by: Actor) -> Sequence[WorkItem]:
    """Customers who wait for an answer; after a day they have waited too long."""
    late = timezone.now() - ANSWER_WITHIN
    found = waiting_for_staff(by).select_related("owner__team").exclude(id__in=conversations_of_open_reviews())
    found = found[:MOST_OF_A_SOURCE]
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


def orders_at_the_desk(by: Actor) -> Sequence[WorkItem]:
    """Orders that should have left, that somebody stopped, or that nobody works on yet; the first of these counts."""
    found = orders_to_look_at().select_related("owner__person", "owner__team")[:MOST_OF_A_SOURCE]
    return [_desk_item(order, today=timezone.localdate()) for order in found]


def _desk_item(order: Order, *, today: date) -> WorkItem:
    if order.ready_on < today:
        return _order_item(
            WorkKind.LATE,
            order,
            action=_("Ship, or promise another day"),
            since=datetime.combine(order.ready_on, time.max, tzinfo=timezone.get_current_timezone()),
            urgency=Urgency.NOW,
        )
    if order.state == OrderState.ON_HOLD:
        return _order_item(WorkKind.HOLD, order, action=_("Look at it"), since=order.changed_at)
    return _order_item(WorkKind.ORDER, order, action=_("Begin"), since=order.changed_at)


def complaints_to_decide(by: Actor) -> Sequence[WorkItem]:
    """Complaints that wait for a decision."""
    found = open_complaints().select_related("order__owner__person", "order__owner__team")[:MOST_OF_A_SOURCE]
    return [
        _order_item(WorkKind.COMPLAINT, one.order, action=_("Decide"), since=one.created_at, more=one.number)
        for one in found
    ]


def _order_item(
    kind: WorkKind, order: Order, *, action: str, since: datetime, urgency: Urgency = Urgency.SOON, more: str = ""
) -> WorkItem:
    return WorkItem(
        kind=kind,
        what=" ".join(filter(None, (more, order.number, order.title))),
        whose=name_of(order.owner) or _("Visitor"),
        since=since,
        urgency=urgency,
        action=action,
        where=reverse("staff:order", args=[order.id]),
    )


def payments_to_book(by: Actor) -> Sequence[WorkItem]:
    """Orders on account that wait until somebody agrees, what was to be paid before today, transfers to come."""
    due_first = awaiting_money().order_by(F("due_on").asc(nulls_last=True), "created_at")
    found = due_first.select_related("owner__person", "owner__team")[:MOST_OF_A_SOURCE]
    items = (_money_item(payment, today=timezone.localdate()) for payment in found)
    return [item for item in items if item is not None]


def _money_item(payment: Payment, *, today: date) -> WorkItem | None:
    """None for what is on account and not due yet."""
    if payment.way == Way.ON_ACCOUNT and payment.approved_at is None:
        return _payment_item(WorkKind.APPROVAL, payment, action=_("Approve"), since=payment.created_at)
    if payment.due_on is not None and payment.due_on < today:
        return _payment_item(
            WorkKind.OVERDUE,
            payment,
            action=_("Note the money"),
            since=datetime.combine(payment.due_on, time.min, tzinfo=timezone.get_current_timezone()),
            urgency=Urgency.NOW,
        )
    if payment.way != Way.TRANSFER:
        return None
    return _payment_item(
        WorkKind.TRANSFER, payment, action=_("Note the money"), since=payment.created_at, urgency=Urgency.USUAL
    )


def refunds_to_carry_out(by: Actor) -> Sequence[WorkItem]:
    """Money that people give back, and refunds by card that the provider was asked for in vain."""
    given_up = failed_jobs().filter(kind=JobKind.SEND_REFUND).order_by().values("subject")
    waiting = Refund.objects.filter(state=RefundState.REQUESTED).order_by("created_at")
    found = waiting.filter(~Q(payment__way=Way.CARD) | Q(id__in=given_up))
    named = found.select_related("payment__owner__person", "payment__owner__team")[:MOST_OF_A_SOURCE]
    return [
        _payment_item(
            WorkKind.REFUND,
            one.payment,
            amount=one.amount,
            action=_("Ask the provider again") if one.payment.way == Way.CARD else _("Give back"),
            since=one.created_at,
            urgency=Urgency.NOW if one.payment.way == Way.CARD else Urgency.SOON,
        )
        for one in named
    ]


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


def freight_to_offer(by: Actor) -> Sequence[WorkItem]:
    """Customers who cannot order before they know what sending costs."""
    return [
        WorkItem(
            kind=WorkKind.FREIGHT,
            what=one.revision.quote.title,
            whose=name_of(one.owner) or _("Visitor"),
            since=one.freight_asked_at,
            urgency=Urgency.SOON,
            action=_("Offer freight"),
            where=reverse("staff:freight-question", args=[one.id]),
        )
        for one in freight_questions()[:MOST_OF_A_SOURCE]
    ]


def exemptions_to_decide(by: Actor) -> Sequence[WorkItem]:
    """Customers who say that they owe no tax."""
    found = claimed_exemptions().select_related("owner__person", "owner__team")[:MOST_OF_A_SOURCE]
    return [
        WorkItem(
            kind=WorkKind.EXEMPTION,
            what=f"{one.certificate}: {one.ground}",
            whose=name_of(one.owner) or _("Visitor"),
            since=one.claimed_at,
            urgency=Urgency.SOON,
            action=_("Decide"),
            where=f"{reverse('staff:exemptions')}#exemption-{one.id}",
        )
        for one in found
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


def waiting_reviews(by: Actor) -> Sequence[WorkItem]:
    """Quotes that a customer wants looked at; while a question to the customer is open, they wait for that."""
    late = timezone.now() - ANSWER_WITHIN
    return [
        WorkItem(
            kind=WorkKind.REVIEW,
            what=_("Review: %(title)s") % {"title": review.quote.title},
            whose=name_of(review.quote.owner) or (other_side_of(review.conversation) if review.conversation else ""),
            since=review.asked_at,
            urgency=_urgency_of(review, late=late),
            action=_("Answer"),
            where=reverse("staff:review", args=[review.id]),
        )
        for review in open_reviews(by=by).select_related("quote__owner__team", "conversation__owner")[:MOST_OF_A_SOURCE]
    ]


def _urgency_of(review: ReviewRequest, *, late: datetime) -> Urgency:
    conversation = review.conversation
    if conversation is not None and conversation.state == State.WAITING_FOR_CUSTOMER:
        return Urgency.USUAL
    last = conversation.last_message_at if conversation is not None else review.asked_at
    return Urgency.NOW if last < late else Urgency.SOON


def other_side_of(conversation: Conversation) -> str:
    """Whom the shop talks with: by account, or as they called themselves."""
    return name_of(conversation.owner) or conversation.contact_name or conversation.contact_email or _("Visitor")


FINANCE = (StaffRole.FINANCE,)
SOURCES: tuple[Source, ...] = (
    Source((WorkKind.CONVERSATION,), waiting_conversations, TALKING_ROLES),
    Source((WorkKind.REVIEW,), waiting_reviews, (StaffRole.SALES,)),
    Source((WorkKind.LATE, WorkKind.HOLD, WorkKind.ORDER), orders_at_the_desk, DESK),
    Source((WorkKind.COMPLAINT,), complaints_to_decide, DESK),
    Source((WorkKind.APPROVAL, WorkKind.OVERDUE, WorkKind.TRANSFER), payments_to_book, FINANCE),
    Source((WorkKind.REFUND,), refunds_to_carry_out, FINANCE),
    Source((WorkKind.FREIGHT,), freight_to_offer, (StaffRole.SALES,)),
    Source((WorkKind.EXEMPTION,), exemptions_to_decide, FINANCE),
    Source((WorkKind.MAIL,), failed_mail, MAIL_ROLES),
    Source((WorkKind.JOB,), failed_work, (StaffRole.OWNER,)),
)
