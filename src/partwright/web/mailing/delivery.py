"""The life of a message once an attempt is at it. A change goes by a conditional update, as in the queue."""

from uuid import UUID

from django.db.models import F
from django.utils import timezone

from partwright.web.mailing.models import Message, MessageState
from partwright.web.mailing.templates import get_template
from partwright.web.privacy import mail_transport
from partwright.web.privacy.mail_transport import MailFaultError

WAITING = (MessageState.QUEUED, MessageState.SENDING)


def begin(message_id: UUID) -> Message | None:
    """The message of an attempt that is about to send it; None if it is sent, given up or deleted."""
    taken = Message.objects.filter(id=message_id, state__in=WAITING).update(
        state=MessageState.SENDING, attempts=F("attempts") + 1, tried_at=timezone.now()
    )
    return Message.objects.filter(id=message_id).first() if taken else None


def note_sent(message: Message) -> None:
    """Marks a message sent, also when another attempt has begun meanwhile: it is out.

    Where a server has taken it, the row of a confidential one forgets what it said.
    """
    forgotten = {"text": "", "html": ""} if _is_confidential(message) and mail_transport.server() else {}
    Message.objects.filter(id=message.id).exclude(state=MessageState.SENT).update(
        state=MessageState.SENT, sent_at=timezone.now(), last_error="", refused=False, **forgotten
    )


def note_fault(message: Message, fault: MailFaultError) -> None:
    """Writes down why an attempt failed; a message that is refused is tried no more."""
    Message.objects.filter(id=message.id, state=MessageState.SENDING, attempts=message.attempts).update(
        state=MessageState.FAILED if fault.refused else MessageState.QUEUED,
        refused=fault.refused,
        last_error=str(fault)[:300],
    )


def give_up(message_id: UUID) -> None:
    """Fails a message whose last attempt has failed, or died."""
    Message.objects.filter(id=message_id, state__in=WAITING, last_error="").update(
        last_error="no attempt at sending it came to its end"
    )
    Message.objects.filter(id=message_id, state__in=WAITING).update(state=MessageState.FAILED)


def _is_confidential(message: Message) -> bool:
    return get_template(message.template).confidential
