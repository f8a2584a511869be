"""Writes about mail: send, send again."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from partwright.web.actor import Actor, ActorKind, Channel
from partwright.web.jobs import services as jobs
from partwright.web.jobs.models import JobKind
from partwright.web.mailing.errors import (
    AddressUnverifiedError,
    MailAddressError,
    MailHeaderError,
    MessageNotFoundError,
)
from partwright.web.mailing.letterhead import letterhead
from partwright.web.mailing.models import Message, MessageState
from partwright.web.mailing.own_mails import TEST
from partwright.web.mailing.permission import may_receive
from partwright.web.mailing.rendering import one_line, render
from partwright.web.mailing.templates import MailTemplate, get_template
from partwright.web.privacy.mail_transport import sender
from partwright.web.privacy.mail_url import is_address

_MESSAGE_ID = re.compile(r"<[^\s<>@]+@[^\s<>@]+>")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the storage that goes with a mail: where it is stored, and what the mail calls it."""

    stored: str
    name: str
    media_type: str


def send(
    template_id: str,
    *,
    to: str,
    context: Mapping[str, Any],
    by: Actor,
    to_name: str = "",
    person_id: UUID | None = None,
    in_reply_to: str = "",
    references: Sequence[str] = (),
    reply_to: str = "",
    attachments: Sequence[Attachment] = (),
    language: str | None = None,
) -> Message:
    """Writes a mail and queues it, in the caller's transaction: it leaves when that commits, or never.

    `person_id` is whose data it is, for the ledger: the id of the account that receives it. `in_reply_to` and
    `references` are Message-IDs of the thread. `context` gets `to_name` beside what it has.

    Raises:
        KeyError: no slice declares this mail.
        MailAddressError, MailHeaderError: address, name, subject or reference cannot stand in a mail.
        AddressUnverifiedError: this address may not receive this mail yet.
    """
    template = get_template(template_id)
    address = _address(to)
    if not may_receive(address, template):
        raise AddressUnverifiedError
    name = one_line(to_name.strip(), field="name")[:NAME_LENGTH]
    rendered = render(template, {"to_name": name, **context}, letterhead=letterhead(), language=language)
    with transaction.atomic():
        message = Message.objects.create(
            channel=by.channel or Channel.STAFF,  # what the house does by itself it does for the shop
            message_id=_new_message_id(),
            template=template.id,
            purpose=template.purpose,
            person_id=person_id,
            to=address,
            to_name=name,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            headers=_headers(template, in_reply_to=in_reply_to, references=references, reply_to=reply_to),
            attachments=[asdict(_sound(one)) for one in attachments],
            created_at=timezone.now(),
        )
        jobs.enqueue(JobKind.SEND_MAIL, message.id, by=by)
    return message


def retry(message_id: UUID, *, by: Actor) -> Message:
    """Queues a message that has failed once more.

    Raises:
        MessageNotFoundError: there is none, it has not failed, or the actor is not of the shop.
    """
    if by.kind not in (ActorKind.STAFF, ActorKind.SYSTEM):
        raise MessageNotFoundError
    with transaction.atomic():
        if not Message.objects.filter(id=message_id, state=MessageState.FAILED).update(
            state=MessageState.QUEUED, refused=False, given_up_at=None
        ):
            raise MessageNotFoundError
        jobs.enqueue(JobKind.SEND_MAIL, message_id, by=by)
    return Message.objects.get(id=message_id)


def give_up_on(message_id: UUID, *, by: Actor) -> Message:
    """Takes a message that has failed off the list of what is to be done; it can still be sent again.

    Raises:
        MessageNotFoundError: there is none, it has not failed, or the actor is not of the shop.
    """
    if by.kind not in (ActorKind.STAFF, ActorKind.SYSTEM):
        raise MessageNotFoundError
    failed = Message.objects.filter(id=message_id, state=MessageState.FAILED)
    if not failed.update(given_up_at=timezone.now()):
        raise MessageNotFoundError
    return failed.get()


def send_test_mail(to: str, *, by: Actor) -> Message:
    """Sends a mail that says only that mail works.

    Raises:
        MailAddressError: this is no address.
    """
    return send(TEST.id, to=to, context={}, by=by, person_id=by.person_id)


def _address(text: str) -> str:
    address = text.strip()
    if not is_address(address):
        raise MailAddressError
    return address


def _headers(template: MailTemplate, *, in_reply_to: str, references: Sequence[str], reply_to: str) -> dict[str, str]:
    """RFC 5322, 3.6.4: the thread a mail belongs to; RFC 3834: that a machine wrote it."""
    thread = list(dict.fromkeys(filter(None, [*references, in_reply_to])))
    if not all(_MESSAGE_ID.fullmatch(one) for one in thread):
        raise MailHeaderError("reference")
    headers = {
        "In-Reply-To": in_reply_to,
        "References": " ".join(thread),
        "Reply-To": _address(reply_to) if reply_to else "",
        "Auto-Submitted": "auto-generated" if template.automatic else "",
    }
    return {name: value for name, value in headers.items() if value}


def _sound(attachment: Attachment) -> Attachment:
    one_line(attachment.name, field="attachment")
    if not _MEDIA_TYPE.fullmatch(attachment.media_type):
        raise MailHeaderError("attachment")
    return attachment


def _new_message_id() -> str:
    """An id that no mail had before, in the sender's domain; nothing in it tells when or by whom."""
    return f"<{uuid.uuid4().hex}@{sender()[1].rpartition('@')[2].encode('idna').decode()}>"
