"""How an entry comes about: who wrote it, its number, whose turn it is then, and that others are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Max
from django.utils import timezone

from partwright.web.actor import Actor, ActorKind, Channel
from partwright.web.conversations.attachments import Sound
from partwright.web.conversations.models import Attachment, AuthorKind, Conversation, Entry, State, Via
from partwright.web.conversations.signals import entry_written

LONGEST_ID = 300


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote an entry, and how they are called in it."""

    kind: AuthorKind
    person_id: UUID | None
    name: str


@dataclass(frozen=True, slots=True)
class MailIds:
    """The Message-ID of a mail that came in, and that of the one it answers; "" where it has none."""

    message_id: str
    in_reply_to: str = ""

    @property
    def stored_id(self) -> str | None:
        """What is kept of the Message-ID; one that is longer than any program writes is cut."""
        return self.message_id[:LONGEST_ID] or None


def known_entry(mail: MailIds | None) -> Entry | None:
    """The entry that a mail has become already."""
    if mail is None or mail.stored_id is None:
        return None
    return Entry.objects.filter(message_id=mail.stored_id).select_related("conversation").first()


def author_for(by: Actor | None, *, staff: bool, fallback: str = "") -> Author:
    """Who an actor is in a conversation; `fallback` names somebody without an account."""
    if by is not None and by.kind is ActorKind.SYSTEM:
        return Author(AuthorKind.SYSTEM, None, "")
    kind = AuthorKind.STAFF if staff else AuthorKind.CUSTOMER
    if by is None or by.person_id is None:
        return Author(kind, None, fallback)
    person = get_user_model().objects.filter(id=by.person_id).first()
    return Author(kind, by.person_id, person.name if person is not None else fallback)  # type: ignore[attr-defined]


def add_entry(
    conversation: Conversation,
    author: Author,
    *,
    text: str,
    via: Via,
    by: Actor | None,
    files: Sequence[Sound] = (),
    internal: bool = False,
    source: str = "",
    purpose: str = "",
    mail: MailIds | None = None,
) -> Entry:
    """Writes an entry into a conversation whose row the caller's transaction holds, and tells the slices above."""
    now = timezone.now()
    number = (conversation.entries.aggregate(last=Max("number"))["last"] or 0) + 1
    channel = Channel.OFFLINE if via == Via.PHONE else _channel(author, by)
    entry = Entry.objects.create(
        channel=channel,
        conversation=conversation,
        number=number,
        author_kind=author.kind,
        author_id=author.person_id,
        author_name=author.name,
        text=text,
        created_at=now,
        via=Via.SYSTEM if author.kind == AuthorKind.SYSTEM else via,
        internal=internal,
        source=source,
        purpose=purpose,
        message_id=mail.stored_id if mail else None,
        in_reply_to=mail.in_reply_to[:LONGEST_ID] if mail else "",
    )
    Attachment.objects.bulk_create(
        Attachment(
            channel=channel,
            entry=entry,
            position=position,
            name=file.name,
            kind=file.kind,
            size_bytes=file.stored.size_bytes,
            sha256=file.stored.sha256,
            stored=file.stored.name,
            width_px=file.width_px,
            height_px=file.height_px,
        )
        for position, file in enumerate(files)
    )
    if not internal:
        _pass_on(conversation, author)
    entry_written.send(sender=Entry, conversation=conversation, entry=entry, by=by)
    return entry


def staff_channel(by: Actor) -> Channel:
    """The channel of an actor; what the house does by itself it does for the shop."""
    return by.channel or Channel.STAFF


def _pass_on(conversation: Conversation, author: Author) -> None:
    """After a message it is the other side's turn; the system's own words leave it where it was."""
    turn = {AuthorKind.CUSTOMER: State.WAITING_FOR_STAFF, AuthorKind.STAFF: State.WAITING_FOR_CUSTOMER}
    conversation.state = turn.get(author.kind, State(conversation.state))
    if conversation.state != State.CLOSED:
        conversation.closed_at = None
    conversation.last_message_at = max(conversation.last_message_at, timezone.now())
    conversation.save(update_fields=["state", "closed_at", "last_message_at"])


def _channel(author: Author, by: Actor | None) -> Channel:
    """A mail from a customer comes by the web, though the system writes it down."""
    if author.kind == AuthorKind.CUSTOMER and (by is None or by.kind is ActorKind.SYSTEM):
        return Channel.WEB
    return staff_channel(by) if by is not None else Channel.WEB
