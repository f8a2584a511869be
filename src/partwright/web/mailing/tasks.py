"""Sending, by the queue: at most once for each time that a process is killed, and always with the same Message-ID."""

from datetime import timedelta

from django.core.files.storage import default_storage

from partwright.web.jobs.handlers import Lease, Patience, TryAgainError, handles
from partwright.web.jobs.models import JobKind
from partwright.web.mailing import delivery
from partwright.web.mailing.letterhead import letterhead
from partwright.web.mailing.models import Message
from partwright.web.mailing.templates import get_template
from partwright.web.privacy import mail_transport
from partwright.web.privacy.mail_transport import Enclosure, Letter, MailFaultError
from partwright.web.privacy.purposes import Purpose, purpose

# RFC 5321, 4.5.4.1: a server that does not answer is tried again after half an hour and for some days. The first waits
# are shorter, since greylisting ends within minutes and somebody may be waiting for a link.
PATIENCE = Patience(
    (
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=15),
        timedelta(hours=1),
        timedelta(hours=4),
        timedelta(hours=12),
        timedelta(hours=24),
        timedelta(hours=48),
    )
)


@handles(JobKind.SEND_MAIL, given_up=delivery.give_up, patience=PATIENCE)
@purpose(Purpose.PROVIDE_SERVICES)
def send_mail(lease: Lease) -> None:
    """Sends a message.

    It is marked before the network is touched and after; a process that is killed in between leaves it to the next
    attempt, which sends it once more with the Message-ID it had.
    """
    message = delivery.begin(lease.subject) if lease.subject else None
    if message is None:
        return  # sent by an attempt that lost its lease, or deleted
    template = get_template(message.template)
    try:
        mail_transport.post(
            letter_of(message),
            categories=template.categories,
            purpose=Purpose(message.purpose),
            basis=template.basis,
            subject=message.person_id,
            what=template.what,
            channel=message.channel,
        )
    except MailFaultError as fault:
        delivery.note_fault(message, fault)
        if not fault.refused:
            raise TryAgainError(str(fault)) from None
    else:
        delivery.note_sent(message)


def letter_of(message: Message) -> Letter:
    """A message as it leaves.

    Raises:
        MailFaultError: a file that it encloses is gone.
    """
    return Letter(
        message_id=message.message_id,
        to=message.to,
        to_name=message.to_name,
        subject=message.subject,
        text=message.text,
        html=message.html,
        headers=message.headers,
        enclosures=tuple(_enclosure(**one) for one in message.attachments),
        written_at=message.created_at,
        sender_name=letterhead().shop_name,
    )


def _enclosure(*, stored: str, name: str, media_type: str) -> Enclosure:
    try:
        with default_storage.open(stored) as file:
            return Enclosure(name, media_type, file.read())
    except FileNotFoundError as fault:
        raise MailFaultError("a file that it encloses was deleted", refused=True) from fault
