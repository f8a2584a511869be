"""Complaints: a customer says what is wrong, with photographs; staff decide, and what they promise is done."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.web.actor import Actor, Channel, StaffRole
from partwright.web.conversations import services as conversations
from partwright.web.conversations.models import Entry, Kind
from partwright.web.documents.series import Series
from partwright.web.documents.services import draw_number
from partwright.web.ordering.access import is_staff, lock_order, may_change
from partwright.web.ordering.errors import OrderNotFoundError, OrderStateError, ReasonMissingError
from partwright.web.ordering.history import note, sound_reason
from partwright.web.ordering.models import Complaint, Order
from partwright.web.ordering.models.complaint import ComplaintState, Fault, Remedy
from partwright.web.ordering.notices import tell_complaint, tell_decided
from partwright.web.ordering.states import Action, OrderState
from partwright.web.payments.models import Refund
from partwright.web.payments.recording import lock_payment
from partwright.web.payments.selectors import payment_of
from partwright.web.payments.services import request_refund

ARRIVED = frozenset({OrderState.SHIPPED, OrderState.DELIVERED, OrderState.CLOSED, OrderState.RETURNED})
DESK = (StaffRole.SALES, StaffRole.PRODUCTION)


def complain(
    order_id: UUID,
    fault: Fault,
    wanted: Remedy,
    text: str,
    *,
    by: Actor,
    files: Sequence[File] = (),  # type: ignore[type-arg]
) -> Complaint:
    """Opens a complaint with its conversation; while one is open, what is said goes into that.

    The same form sent once more says nothing new, and is answered by the complaint.

    Raises:
        OrderNotFoundError: there is none that the actor may complain about.
        OrderStateError: nothing of it has left yet.
        EmptyMessageError, MessageTooLongError, and those of `attachments.stored`.
    """
    order = Order.objects.filter(id=order_id).first()
    if order is None or not may_change(order, by=by):
        raise OrderNotFoundError
    if not _has_left(order):
        raise OrderStateError(order.state)
    with transaction.atomic():
        order = lock_order(order_id)
        known = order.complaints.filter(state=ComplaintState.OPEN).first()
        if known is not None:
            if not _was_said(known, text, files):
                conversations.write(known.conversation_id, text=text, by=by, files=files)
            return known
        conversation = conversations.start(
            Kind.COMPLAINT,
            title=_("Complaint about order %(number)s") % {"number": order.number},
            text=text,
            by=by,
            subject=order.id,
            owner_id=order.owner_id,
            files=files,
        )
        complaint = Complaint.objects.create(
            number=draw_number(Series.COMPLAINT, on=timezone.localdate()),
            order=order,
            channel=by.channel or Channel.WEB,
            fault=fault,
            wanted=wanted,
            conversation_id=conversation.id,
            person_id=by.person_id,
            created_at=timezone.now(),
        )
        note(order, Action.COMPLAIN, by=by, reason=complaint.number)
        tell_complaint(complaint, by=by)
    return complaint


def decide(complaint_id: UUID, remedy: Remedy | None, *, by: Actor, reason: str = "") -> Complaint:
    """Accepts a complaint with what is done about it, or declines it with a reason.

    Raises:
        OrderNotFoundError: there is none, or it is not the actor's work.
        OrderStateError: it was decided otherwise.
        ReasonMissingError: it is declined without one.
    """
    if not is_staff(by, *DESK):
        raise OrderNotFoundError
    if remedy is None and not sound_reason(reason):
        raise ReasonMissingError
    with transaction.atomic():
        complaint = _locked(complaint_id)
        if complaint.state != ComplaintState.OPEN:
            if complaint.remedy == (remedy or ""):
                return complaint
            raise OrderStateError(complaint.order.state)
        complaint.state = ComplaintState.ACCEPTED if remedy else ComplaintState.DECLINED
        complaint.remedy = remedy or ""
        complaint.reason = sound_reason(reason)
        complaint.decided_by = by.person_id
        complaint.decided_at = timezone.now()
        complaint.save()
        note(complaint.order, Action.SETTLE, by=by, reason=f"{complaint.number}: {complaint.get_state_display()}")
        tell_decided(complaint, by=by)
    return complaint


def refund(order_id: UUID, amount: Decimal, *, by: Actor, reason: str, refund_id: UUID) -> Refund:
    """Gives money back for an order, all of it or a part; asked again under the same id, once.

    Raises:
        OrderNotFoundError: there is no order or nothing was paid for it.
        ReasonMissingError: nobody says why.
        PaymentNotFoundError, PaymentAmountError, RefundTooLargeError: as `payments.services.request_refund`.
    """
    if not sound_reason(reason):
        raise ReasonMissingError
    with transaction.atomic():
        payment = payment_of(order_id)
        if payment is None or not is_staff(by, StaffRole.FINANCE):
            raise OrderNotFoundError
        lock_payment(payment.id)
        return request_refund(payment.id, amount, reason, by=by, refund_id=refund_id)


def note_return(complaint_id: UUID, *, by: Actor) -> Complaint:
    """Notes that the parts of a complaint came back to the shop.

    Raises:
        OrderNotFoundError: there is none, or it is not the actor's work.
    """
    if not is_staff(by, *DESK):
        raise OrderNotFoundError
    with transaction.atomic():
        complaint = _locked(complaint_id)
        if complaint.returned_at is None:
            complaint.returned_at = timezone.now()
            complaint.save(update_fields=["returned_at"])
            note(complaint.order, Action.SETTLE, by=by, reason=_("The parts came back."))
    return complaint


def _locked(complaint_id: UUID) -> Complaint:
    found = Complaint.objects.filter(id=complaint_id).values_list("order_id", flat=True).first()
    if found is None:
        raise OrderNotFoundError
    order = lock_order(found)
    complaint = Complaint.objects.get(id=complaint_id)
    complaint.order = order
    return complaint


def _was_said(complaint: Complaint, text: str, files: Sequence[File]) -> bool:  # type: ignore[type-arg]
    """Whether the last thing that was said is this very text with as many files."""
    last = Entry.objects.filter(conversation_id=complaint.conversation_id).last()
    said = " ".join(text.split())
    return last is not None and " ".join(last.text.split()) == said and last.attachments.count() == len(files)


def _has_left(order: Order) -> bool:
    return OrderState(order.state) in ARRIVED or order.lines.filter(shipped__gt=0).exists()
