"""Reads about mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Subquery

from partwright.web.mailing import templates
from partwright.web.mailing.errors import MessageNotFoundError
from partwright.web.mailing.letterhead import letterhead
from partwright.web.mailing.models import Message, MessageState
from partwright.web.mailing.rendering import Rendered, render
from partwright.web.privacy import mail_transport

SAMPLE_NAME = "Jane Doe"


@dataclass(frozen=True, slots=True)
class MailState:
    """Whether mail gets out, by what was sent last.

    `carrier` is the server or provider, "" where mail goes to the outbox on disk. A failure is one of the way there: a
    message that its receiver refused says nothing about it.
    """

    carrier: str
    last_success: datetime | None
    last_failure: datetime | None
    last_error: str

    @property
    def configured(self) -> bool:
        return bool(self.carrier)

    @property
    def works(self) -> bool:
        """A server is set up, has taken a message, and no attempt since then has failed."""
        if not self.configured or self.last_success is None:
            return False
        return self.last_failure is None or self.last_failure < self.last_success


def mail_state() -> MailState:
    """Whether mail gets out."""
    carrier = mail_transport.server()
    success = sent_messages().values_list("sent_at", flat=True).first()
    failure = _failed_attempts().values_list("tried_at", "last_error").first()
    return MailState(carrier.name if carrier else "", success, *(failure or (None, "")))


def mail_works() -> bool:
    """Whether mail is set up and the last attempt got out; every page of the staff asks this, so with one query."""
    carrier = mail_transport.server()
    if carrier is None:
        return False
    last_failure = Subquery(_failed_attempts().values("tried_at")[:1])
    last = sent_messages().annotate(last_failure=last_failure).values_list("sent_at", "last_failure").first()
    return last is not None and MailState(carrier.name, *last, last_error="").works


def _failed_attempts() -> QuerySet[Message]:
    """Attempts that failed on the way, the last first."""
    on_the_way = Message.objects.filter(refused=False, tried_at__isnull=False)
    return on_the_way.exclude(last_error="").order_by("-tried_at")


def sent_messages() -> QuerySet[Message]:
    """What was sent, or kept in the outbox; the newest first."""
    return Message.objects.filter(state=MessageState.SENT).order_by("-sent_at")


def waiting_messages() -> QuerySet[Message]:
    """What is to be sent; the oldest first."""
    return Message.objects.filter(state__in=(MessageState.QUEUED, MessageState.SENDING)).order_by("created_at")


def failed_messages() -> QuerySet[Message]:
    """What nobody tries to send any more, until somebody asks for it; the newest first."""
    return Message.objects.filter(state=MessageState.FAILED).order_by("-created_at")


def failures_to_mend() -> QuerySet[Message]:
    """What has failed and nobody has given up, the oldest first."""
    return Message.objects.filter(state=MessageState.FAILED, given_up_at=None).order_by("created_at")


def count_messages() -> Mapping[str, int]:
    """How many messages are sent, waiting and failed, in one query."""
    waiting = Q(state__in=(MessageState.QUEUED, MessageState.SENDING))
    return Message.objects.aggregate(
        sent=Count("id", filter=Q(state=MessageState.SENT)),
        waiting=Count("id", filter=waiting),
        failed=Count("id", filter=Q(state=MessageState.FAILED)),
    )


def get_message(message_id: UUID) -> Message:
    """A message by its id.

    Raises:
        MessageNotFoundError: there is none.
    """
    message = Message.objects.filter(id=message_id).first()
    if message is None:
        raise MessageNotFoundError
    return message


def is_confidential(message: Message) -> bool:
    """Whether what a message says, such as a link that signs somebody in, is for its receiver alone.

    So is one of a kind that no slice declares any more: nobody knows what it said.
    """
    known = {template.id: template.confidential for template in templates.declared()}
    return known.get(message.template, True)


def list_templates() -> tuple[templates.MailTemplate, ...]:
    """Every mail that may be sent."""
    return templates.declared()


def preview(template_id: str) -> Rendered:
    """A mail as somebody would get it, with the words of its sample.

    Raises:
        KeyError: there is no such mail.
    """
    template = templates.get_template(template_id)
    return render(template, {"to_name": SAMPLE_NAME, **(template.sample or {})}, letterhead=letterhead())
