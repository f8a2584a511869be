"""A question from a page: counted against the limits, and begun for whoever sent it."""

from collections.abc import Sequence

from django.core.files.base import File

from partwright.web.actor import ActorKind
from partwright.web.conversations.allowance import count_message, count_start
from partwright.web.conversations.models import Conversation, Kind
from partwright.web.conversations.senders import Sender
from partwright.web.conversations.services import Contact, start


def needs_contact(sender: Sender) -> bool:
    """Whether a sender says where an answer goes: whoever has no account does."""
    return sender.actor is None or sender.actor.kind is ActorKind.VISITOR


def ask(
    sender: Sender,
    *,
    title: str,
    text: str,
    contact: Contact | None = None,
    files: Sequence[File] = (),  # type: ignore[type-arg]
    kind: Kind = Kind.SUPPORT,
) -> Conversation:
    """Begins a conversation; `contact` counts only for a sender without an account.

    Raises:
        TooManyMessagesError: the hour's limit of the address or of the customer is passed.
        MailAddressError, TitleError, EmptyMessageError, MessageTooLongError, and those of `attachments.stored`.
    """
    by = sender.actor
    if by is None or needs_contact(sender):
        contact = contact or Contact("", "")
        count_start(address=sender.address, email=contact.email)
    else:
        contact = None
        count_message(address=sender.address, customer=str(by.owner_id))
    owner_id = by.owner_id if by else None
    return start(kind, title=title, text=text, by=by, owner_id=owner_id, contact=contact, files=files)
