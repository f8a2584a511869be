"""Mail about conversations: what staff write goes to the customer, and somebody without an account gets their link."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.dispatch import receiver

from partwright.web.actor import SYSTEM, Actor
from partwright.web.conversations.access import address_of, link_of
from partwright.web.conversations.allowance import count_confirmation
from partwright.web.conversations.mails import ANSWER, RECEIVED
from partwright.web.conversations.models import AuthorKind, Conversation, Entry, SentMail, Via
from partwright.web.conversations.signals import entry_written
from partwright.web.conversations.threading import chain_of, reply_address
from partwright.web.mailing import services as mailing
from partwright.web.mailing.errors import AddressUnverifiedError
from partwright.web.mailing.letterhead import absolute


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told, and the id of their account if they have one."""

    email: str
    name: str
    person_id: UUID | None = None


@receiver(entry_written, dispatch_uid="conversations.notices")
def tell_customer(conversation: Conversation, entry: Entry, by: Actor | None, **_kwargs: Any) -> None:
    """Queues the mails that an entry makes necessary, in the transaction that writes it."""
    if entry.internal:
        return
    if entry.author_kind == AuthorKind.STAFF:
        _send_answer(conversation, entry, by=by or SYSTEM)
    elif _wants_link(conversation, entry) and count_confirmation(conversation.contact_email):
        _send_link(conversation, entry, by=by or SYSTEM)


def _wants_link(conversation: Conversation, entry: Entry) -> bool:
    """Whether somebody without an account has begun on a page.

    A mail is answered by nobody but staff: its sender may be made up, or be a machine that answers too.
    """
    begun = entry.number == 1 and entry.author_kind == AuthorKind.CUSTOMER and entry.via == Via.WEB
    return begun and bool(conversation.contact_email)


def recipients_of(conversation: Conversation) -> list[Recipient]:
    """Who is told of an answer: those who wrote and still may look, else everybody it belongs to; or the contact."""
    if conversation.contact_email:
        return [Recipient(conversation.contact_email, conversation.contact_name)]
    mine = Q(owner_id=conversation.owner_id) | Q(memberships__team__owner_id=conversation.owner_id)
    people = get_user_model().objects.filter(mine, is_active=True).order_by("id").distinct()
    writers = people.filter(
        id__in=conversation.entries.filter(author_kind=AuthorKind.CUSTOMER).values("author_id").order_by()
    )
    return [Recipient(person.email, person.name, person.id) for person in (list(writers) or list(people))]  # type: ignore[attr-defined]


def _send_answer(conversation: Conversation, entry: Entry, *, by: Actor) -> None:
    chain = chain_of(conversation)
    path = address_of(conversation, link=link_of(conversation))
    context = {
        "title": conversation.title,
        "author": entry.author_name,
        "text": entry.text,
        "files": list(entry.attachments.values_list("name", flat=True)),
        "address": absolute(path),
    }
    for recipient in recipients_of(conversation):
        _send(ANSWER.id, conversation, entry, recipient, context=context, chain=chain, by=by)


def _send_link(conversation: Conversation, entry: Entry, *, by: Actor) -> None:
    """The name that was typed is left out: the address may be somebody else's."""
    context = {"address": absolute(address_of(conversation, link=link_of(conversation)))}
    recipient = Recipient(conversation.contact_email, "")
    _send(RECEIVED.id, conversation, entry, recipient, context=context, chain=chain_of(conversation), by=by)


def _send(
    template_id: str,
    conversation: Conversation,
    entry: Entry,
    recipient: Recipient,
    *,
    context: dict[str, Any],
    chain: list[str],
    by: Actor,
) -> None:
    try:
        message = mailing.send(
            template_id,
            to=recipient.email,
            to_name=recipient.name,
            person_id=recipient.person_id,
            context=context,
            by=by,
            in_reply_to=chain[-1] if chain else "",
            references=chain,
            reply_to=reply_address(conversation),
        )
    except AddressUnverifiedError:
        return  # the page shows it all the same
    SentMail.objects.create(entry=entry, message_id=message.message_id, channel=entry.channel)
