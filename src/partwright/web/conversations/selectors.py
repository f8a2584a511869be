"""Reads about conversations: one with what an actor may see of it, lists, and how much is unread."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from partwright.web.actor import Actor, ActorKind
from partwright.web.conversations.access import Access, access_to, address_of, kinds_of, visible
from partwright.web.conversations.errors import ConversationNotFoundError
from partwright.web.conversations.models import (
    Attachment,
    AuthorKind,
    Conversation,
    Entry,
    FetchedMail,
    FetchState,
    Kind,
    Reading,
    State,
)

LIST_LENGTH = 50


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation as one side sees it. `address` is that of its page; files and actions lie below it."""

    conversation: Conversation
    entries: Sequence[Entry]
    access: Access
    address: str

    @property
    def last(self) -> Entry | None:
        return self.entries[-1] if self.entries else None

    @property
    def may_write(self) -> bool:
        return self.access.write and not self.conversation.is_closed

    @property
    def may_reopen(self) -> bool:
        return self.access.write and self.conversation.is_closed


def get_conversation(conversation_id: UUID, *, by: Actor | None, link: str = "") -> tuple[Conversation, Access]:
    """A conversation that an actor, or whoever has its link, may see, and what they may do in it.

    Raises:
        ConversationNotFoundError: there is none for them.
    """
    found = Conversation.objects.filter(id=conversation_id).select_related("owner__person", "owner__team")
    conversation = found.first()
    access = access_to(conversation, by=by, link=link) if conversation else Access()
    if conversation is None or not access.view:
        raise ConversationNotFoundError
    return conversation, access


def get_thread(conversation_id: UUID, *, by: Actor | None, link: str = "", after: UUID | None = None) -> Thread:
    """A conversation with its entries and files, in three queries; `after` leaves out all up to that entry.

    Raises:
        ConversationNotFoundError: there is none for this actor.
    """
    conversation, access = get_conversation(conversation_id, by=by, link=link)
    entries = _entries(conversation, access)
    if after is not None:
        seen = Entry.objects.filter(conversation=conversation, id=after).values("number")[:1]
        entries = entries.filter(number__gt=Coalesce(Subquery(seen), 0))
    return Thread(conversation, list(entries), access, address_of(conversation, link=link))


def find_thread(kind: Kind, subject: UUID, *, by: Actor | None) -> Thread | None:
    """The newest conversation of a kind about a quote or order, None if there is none for this actor."""
    found = Conversation.objects.filter(kind=kind, subject=subject).order_by("-created_at").values_list("id", flat=True)
    for conversation_id in found:
        try:
            return get_thread(conversation_id, by=by)
        except ConversationNotFoundError:
            continue
    return None


def conversation_about(kind: Kind, subject: UUID, *, by: Actor) -> Conversation | None:
    """The newest conversation of a kind about a quote or order that this actor may see, without its entries."""
    found = Conversation.objects.filter(kind=kind, subject=subject).order_by("-created_at")
    return next((one for one in found if access_to(one, by=by).view), None)


def get_attachment(conversation_id: UUID, file_id: UUID, *, by: Actor | None, link: str = "") -> Attachment:
    """A file of an entry that somebody may see.

    Raises:
        ConversationNotFoundError: there is none for them.
    """
    conversation, access = get_conversation(conversation_id, by=by, link=link)
    file = Attachment.objects.filter(id=file_id, entry__in=_entries(conversation, access).order_by()).first()
    if file is None:
        raise ConversationNotFoundError
    return file


def conversations_of(by: Actor) -> QuerySet[Conversation]:
    """What belongs to an actor and their teams, with `unread` counts; the newest message first."""
    found = Conversation.objects.filter(visible(by))
    return _with_unread(found, by=by, staff=False).order_by("-last_message_at", "id")


def conversations_for_staff(by: Actor) -> QuerySet[Conversation]:
    """What somebody works on for the shop, with `unread` counts; the oldest message first, as it is answered."""
    found = Conversation.objects.filter(kind__in=kinds_of(by)).select_related("assigned_to", "owner__person")
    return _with_unread(found, by=by, staff=True).order_by("last_message_at", "id")


def waiting_for_staff(by: Actor) -> QuerySet[Conversation]:
    """What waits for an answer of the shop, the oldest message first."""
    return conversations_for_staff(by).filter(state=State.WAITING_FOR_STAFF)


def mails_set_aside() -> QuerySet[FetchedMail]:
    """Mails that became no message, the newest first."""
    return FetchedMail.objects.filter(state=FetchState.SET_ASIDE).order_by("-fetched_at", "-id")


def unread_conversations(by: Actor) -> int:
    """How many of an actor's conversations have something they have not read."""
    return conversations_of(by).filter(unread__gt=0).count()


def _entries(conversation: Conversation, access: Access) -> QuerySet[Entry]:
    entries = Entry.objects.filter(conversation=conversation).prefetch_related("attachments").order_by("number")
    return entries if access.staff else entries.filter(internal=False)


def _with_unread(found: QuerySet[Conversation], *, by: Actor, staff: bool) -> QuerySet[Conversation]:
    """Adds how many entries of the other side came after what this reader has read."""
    readings = Reading.objects.filter(conversation=OuterRef("pk"), **reader(by)).values("read_up_to")[:1]
    theirs = Q(entries__author_kind=AuthorKind.CUSTOMER) if staff else ~Q(entries__author_kind=AuthorKind.CUSTOMER)
    unread = Q(entries__internal=False) & theirs & Q(entries__number__gt=F("read_up_to"))
    return found.annotate(read_up_to=Coalesce(Subquery(readings), 0)).annotate(
        unread=Count("entries", filter=unread, distinct=True)
    )


def reader(by: Actor) -> dict[str, UUID | None]:
    """The fields of `Reading` that say who reads: a person, or a visitor by their owner row."""
    if by.person_id is not None or by.kind is ActorKind.SYSTEM:
        return {"person_id": by.person_id}
    return {"owner_id": by.owner_id}
