"""Writes to conversations: start, write, note a call, read, close, reopen, assign, move, delete.

Whoever writes holds the conversation's row, so that entries get their numbers one after another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from partwright.policy.purposes import Purpose
from partwright.web.actor import Actor, ActorKind, Channel, Right
from partwright.web.blobs import new_folder
from partwright.web.conversations.access import access_to
from partwright.web.conversations.attachments import CONVERSATIONS, stored
from partwright.web.conversations.errors import CallGroundError, ConversationClosedError, ConversationNotFoundError
from partwright.web.conversations.models import AuthorKind, Conversation, Entry, Kind, Reading, State, Via
from partwright.web.conversations.selectors import Thread, get_conversation, reader
from partwright.web.conversations.signals import conversation_changed
from partwright.web.conversations.wording import clean_email, clean_line, clean_text, clean_title
from partwright.web.conversations.writing import Author, MailIds, add_entry, author_for, known_entry, staff_channel

Files = Sequence[File]  # type: ignore[type-arg]


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody without an account."""

    name: str
    email: str


def start(
    kind: Kind,
    *,
    title: str,
    text: str,
    by: Actor | None,
    subject: UUID | None = None,
    owner_id: UUID | None = None,
    contact: Contact | None = None,
    files: Files = (),
    via: Via = Via.WEB,
    mail: MailIds | None = None,
) -> Conversation:
    """Starts a conversation with an owner or a contact, with its first entry.

    A customer starts one about what they may quote; staff, the system and whoever gives a contact, any. What comes by
    mail is written by the system for the contact, and a mail that came before starts nothing again.

    Raises:
        ConversationNotFoundError: the customer may not write for this owner.
        TitleError, EmptyMessageError, MessageTooLongError, and those of `attachments.stored`.
        MailAddressError: the contact has no e-mail address.
    """
    _require_ground(by, owner_id=owner_id, contact=contact, kind=kind)
    if (known := known_entry(mail)) is not None:
        return known.conversation
    name, email = (clean_line(contact.name), clean_email(contact.email)) if contact else ("", "")
    title, text = clean_title(title), clean_text(text, files=len(files))
    now = timezone.now()
    conversation = Conversation(
        channel=_channel(by),
        kind=kind,
        subject=subject,
        title=title,
        owner_id=owner_id,
        contact_name=name,
        contact_email=email,
        created_at=now,
        last_message_at=now,
        folder=new_folder(),
    )
    try:
        with stored(conversation.folder, files) as sound, transaction.atomic():
            conversation.save(force_insert=True)
            add_entry(conversation, _first_author(conversation, by), text=text, files=sound, via=via, by=by, mail=mail)
    except IntegrityError:
        if (known := known_entry(mail)) is None:
            raise
        return known.conversation  # another process was fetching the same mail
    return conversation


def write(
    conversation_id: UUID,
    *,
    text: str,
    by: Actor | None,
    link: str = "",
    files: Files = (),
    internal: bool = False,
    via: Via = Via.WEB,
) -> Entry:
    """Adds an entry; an internal one is a note of staff that no customer sees.

    Raises:
        ConversationNotFoundError: the actor, or whoever has the link, may not write in it.
        ConversationClosedError: it is closed.
        EmptyMessageError, MessageTooLongError, and those of `attachments.stored`.
    """
    conversation = _for_writing(conversation_id, by=by, link=link)
    text = clean_text(text, files=len(files))
    with stored(conversation.folder, files) as sound, transaction.atomic():
        conversation = _locked(conversation_id)
        access = access_to(conversation, by=by, link=link)
        if conversation.is_closed and not internal:
            raise ConversationClosedError
        if internal and not access.staff:
            raise ConversationNotFoundError
        author = author_for(by, staff=access.staff, fallback=conversation.contact_name)
        return add_entry(conversation, author, text=text, files=sound, via=via, by=by, internal=internal)


def write_by_mail(
    conversation_id: UUID,
    *,
    sender_name: str,
    sender_email: str,
    text: str,
    mail: MailIds,
    by: Actor,
    files: Files = (),
    automatic: bool = False,
) -> Entry:
    """Adds what came as a mail to a conversation, which it reopens; a mail that came before is not added again.

    What is `automatic`, such as a report that an address is unknown, is a note for staff and changes no turn.

    Raises:
        ConversationNotFoundError: there is none, or it is not the system that asks.
        EmptyMessageError, MessageTooLongError, and those of `attachments.stored`.
    """
    if by.kind is not ActorKind.SYSTEM:
        raise ConversationNotFoundError
    conversation, _access = get_conversation(conversation_id, by=by)
    known = known_entry(mail)
    if known is not None:
        return known
    text = clean_text(text, files=len(files))
    with stored(conversation.folder, files) as sound, transaction.atomic():
        conversation = _locked(conversation_id)
        known = known_entry(mail)
        if known is not None:
            return known
        kind = AuthorKind.SYSTEM if automatic else AuthorKind.CUSTOMER
        author = Author(kind, None, clean_line(sender_name) or clean_line(sender_email))
        return add_entry(
            conversation, author, text=text, files=sound, via=Via.MAIL, by=by, mail=mail, internal=automatic
        )


def note_call(conversation_id: UUID, *, text: str, source: str, purpose: str, by: Actor) -> Entry:
    """Adds a note of staff about what somebody told them by telephone: whose words, and what they are used for.

    `purpose` is a word of `policy.purposes.Purpose`.

    Raises:
        ConversationNotFoundError: the actor does not work on it.
        CallGroundError: source or purpose is missing.
        EmptyMessageError, MessageTooLongError.
    """
    _for_writing(conversation_id, by=by, closed=True)
    source = clean_line(source)
    if not source or purpose not in set(Purpose) - {Purpose.INFORM}:
        raise CallGroundError
    text = clean_text(text, files=0)
    with transaction.atomic():
        conversation = _locked(conversation_id)
        if not access_to(conversation, by=by).staff:
            raise ConversationNotFoundError
        author = author_for(by, staff=True)
        return add_entry(
            conversation, author, text=text, via=Via.PHONE, by=by, internal=True, source=source, purpose=purpose
        )


def mark_read(conversation_id: UUID, *, by: Actor | None, link: str = "") -> None:
    """Notes that an actor has read all that is there; of whoever comes by link nothing is noted.

    Raises:
        ConversationNotFoundError: there is none for this actor.
    """
    conversation, _access = get_conversation(conversation_id, by=by, link=link)
    last = conversation.entries.order_by("-number").values_list("number", flat=True).first() or 0
    _note_read(conversation, last, by=by)


def mark_thread_read(thread: Thread, *, by: Actor) -> None:
    """Notes that an actor has read a thread that was just fetched, up to what was there then."""
    _note_read(thread.conversation, thread.last.number if thread.last else 0, by=by)


def _note_read(conversation: Conversation, last: int, *, by: Actor | None) -> None:
    """Most looks change nothing and write nothing; what is written needs no transaction, as it only ever grows."""
    if by is None or not any(reader(by).values()):
        return
    mine = Reading.objects.filter(conversation=conversation, **reader(by))
    if mine.filter(read_up_to__gte=last).exists():
        return
    row = Reading(conversation=conversation, channel=_channel(by), read_up_to=0, **reader(by))
    Reading.objects.bulk_create([row], ignore_conflicts=True)
    mine.filter(read_up_to__lt=last).update(read_up_to=last)


def close(conversation_id: UUID, *, by: Actor | None, link: str = "") -> Conversation:
    """Closes a conversation; one that is closed stays as it is.

    Raises:
        ConversationNotFoundError: the actor may not write in it.
    """
    return _change(conversation_id, State.CLOSED, by=by, link=link)


def reopen(conversation_id: UUID, *, by: Actor | None, link: str = "") -> Conversation:
    """Opens a closed conversation again.

    Raises:
        ConversationNotFoundError: the actor may not write in it.
    """
    return _change(conversation_id, State.OPEN, by=by, link=link)


def assign(conversation_id: UUID, person_id: UUID | None, *, by: Actor) -> Conversation:
    """Says who of the shop answers, None for anybody.

    Raises:
        ConversationNotFoundError: the actor does not work on it.
    """
    _for_writing(conversation_id, by=by, closed=True)
    with transaction.atomic():
        conversation = _locked(conversation_id)
        if not access_to(conversation, by=by).staff:
            raise ConversationNotFoundError
        conversation.assigned_to_id = person_id
        conversation.save(update_fields=["assigned_to"])
        conversation_changed.send(sender=Conversation, conversation=conversation, by=by)
    return conversation


def move_conversations(*, old: UUID, new: UUID) -> None:
    """Gives all conversations of one owner to another, in the caller's transaction."""
    Conversation.objects.filter(owner_id=old).update(owner_id=new)


def erase_about(subject: UUID) -> int:
    """Deletes all conversations about a quote or order in the caller's transaction, and their files when it commits."""
    return sum(erase(conversation) for conversation in Conversation.objects.filter(subject=subject))


def erase(conversation: Conversation) -> int:
    """Deletes a conversation in the caller's transaction, and its files when it commits; says how many: one."""
    conversation.delete()
    return 1


def delete_files_of(conversation: Conversation) -> None:
    """Deletes a conversation's files from the disk when the caller's transaction commits."""
    transaction.on_commit(partial(CONVERSATIONS.delete_folder, conversation.folder))


def _first_author(conversation: Conversation, by: Actor | None) -> Author:
    """Who begins: the actor, or the contact for whom nobody or the system does."""
    if by is None or (by.kind is ActorKind.SYSTEM and conversation.contact_email):
        return Author(AuthorKind.CUSTOMER, None, conversation.contact_name or conversation.contact_email)
    return author_for(by, staff=access_to(conversation, by=by).staff, fallback=conversation.contact_name)


def _require_ground(by: Actor | None, *, owner_id: UUID | None, contact: Contact | None, kind: Kind) -> None:
    """A conversation is with somebody, and a customer starts one for nobody else."""
    if owner_id is None and contact is None:
        raise ConversationNotFoundError
    if by is None:
        allowed = owner_id is None
    elif by.kind is ActorKind.SYSTEM:
        allowed = True
    else:
        trial = Conversation(kind=kind, owner_id=owner_id)
        allowed = owner_id is None or by.may(Right.QUOTE, owner_id) or access_to(trial, by=by).staff
    if not allowed:
        raise ConversationNotFoundError


def _for_writing(conversation_id: UUID, *, by: Actor | None, link: str = "", closed: bool = False) -> Conversation:
    """The conversation, before anything is stored for it; looked at again once its row is held."""
    conversation, access = get_conversation(conversation_id, by=by, link=link)
    if not access.write:
        raise ConversationNotFoundError
    if conversation.is_closed and not (closed or access.staff):
        raise ConversationClosedError
    return conversation


def _locked(conversation_id: UUID) -> Conversation:
    conversation = Conversation.objects.select_for_update().filter(id=conversation_id).first()
    if conversation is None:
        raise ConversationNotFoundError  # deleted a moment ago
    return conversation


def _change(conversation_id: UUID, state: State, *, by: Actor | None, link: str) -> Conversation:
    with transaction.atomic():
        conversation = _locked(conversation_id)
        if not access_to(conversation, by=by, link=link).write:
            raise ConversationNotFoundError
        if (state == State.CLOSED) == conversation.is_closed:
            return conversation
        conversation.state = state
        conversation.closed_at = timezone.now() if state == State.CLOSED else None
        conversation.save(update_fields=["state", "closed_at"])
        conversation_changed.send(sender=Conversation, conversation=conversation, by=by)
    return conversation


def _channel(by: Actor | None) -> Channel:
    return staff_channel(by) if by is not None else Channel.WEB
