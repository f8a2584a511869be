"""Writes to the price book. Every one locks the draft's row, so that versions follow one another."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from partwright.pricing.book import default_book
from partwright.pricing.overrides.adjustable import adjustables
from partwright.pricing.overrides.checking import faults
from partwright.web.actor import Actor, Channel, StaffRole
from partwright.web.books.errors import (
    BookConflictError,
    BookNoteError,
    BookNumbersError,
    BookRoleError,
    BookUnchangedError,
)
from partwright.web.books.models import MAX_NOTE_LENGTH, THE_ROW, BookDraft, BookVersion
from partwright.web.books.selectors import (
    SHIPPED,
    book_with,
    changed,
    forget_held_book,
    get_version,
    latest_version,
    overrides_of,
)

Changes = Mapping[str, float | None]


def change_draft(changes: Changes, *, edition: int, by: Actor) -> BookDraft:
    """The draft with some numbers changed; None goes back to the shipped number.

    A number that the current version has already is no change, one that is shipped no override.

    Raises:
        BookRoleError: the actor's role is another.
        BookConflictError: the draft or the book has changed since `edition`.
        BookNumbersError: numbers that cannot be so.
    """
    with transaction.atomic():
        draft = locked_draft(edition, by=by)
        overrides = overrides_of(latest_version())
        draft.changes = _told({**draft.changes, **changes}, overrides)
        _check(changed(overrides, draft.changes))
        _store(draft, by=by)
    return draft


def discard_draft(*, edition: int, by: Actor) -> BookDraft:
    """The draft without any change.

    Raises:
        BookRoleError: the actor's role is another.
        BookConflictError: the draft or the book has changed since `edition`.
    """
    with transaction.atomic():
        draft = locked_draft(edition, by=by)
        draft.changes = {}
        _store(draft, by=by)
    return draft


def publish_draft(note: str, *, edition: int, by: Actor) -> BookVersion:
    """A new version: the current one with the draft's changes. From now on everything is priced with it.

    Raises:
        BookRoleError: the actor's role is another.
        BookConflictError: the draft or the book has changed since `edition`.
        BookNoteError: the note is missing or too long.
        BookUnchangedError: the draft changes nothing.
        BookNumbersError: numbers that cannot be so any more.
    """
    with transaction.atomic():
        draft = locked_draft(edition, by=by)
        overrides = changed(overrides_of(latest_version()), draft.changes)
        return _publish(overrides, draft=draft, note=note, by=by)


def publish_again(number: int, note: str, *, edition: int, by: Actor) -> BookVersion:
    """A new version that says what an older one said; 0 is the shipped book. The draft's changes stay.

    Raises:
        BookNotFoundError: there is no such version.
        BookRoleError, BookConflictError, BookNoteError, BookUnchangedError: as `publish_draft`.
    """
    with transaction.atomic():
        draft = locked_draft(edition, by=by)
        overrides = overrides_of(None if number == SHIPPED else get_version(number))
        return _publish(overrides, draft=draft, note=note, by=by)


def publish_numbers(changes: Changes, note: str, *, current: int, by: Actor) -> BookVersion | None:
    """A new version with some numbers changed at once, past the draft; None where they say what holds already.

    Raises:
        BookConflictError: another version than `current` holds by now.
        BookRoleError, BookNoteError, BookNumbersError: as `publish_draft`.
    """
    with transaction.atomic():
        draft = locked_draft(None, by=by)
        latest = latest_version()
        if current != (latest.number if latest else SHIPPED):
            raise BookConflictError
        before = overrides_of(latest)
        overrides = changed(before, _told(changes, before))
        return _publish(overrides, draft=draft, note=note, by=by) if overrides != before else None


def locked_draft(edition: int | None, *, by: Actor) -> BookDraft:
    """The draft, for writing in the caller's transaction; with `edition`, only if it still is that one.

    Raises:
        BookRoleError: the actor's role is another.
        BookConflictError: the draft or the book has changed since `edition`.
    """
    if not by.works_as(StaffRole.PRICING):
        raise BookRoleError
    BookDraft.objects.get_or_create(id=THE_ROW, defaults={"channel": by.channel or Channel.STAFF})
    draft = BookDraft.objects.select_for_update().get(id=THE_ROW)
    if edition is not None and draft.edition != edition:
        raise BookConflictError
    return draft


def _publish(overrides: dict[str, float], *, draft: BookDraft, note: str, by: Actor) -> BookVersion:
    """Stores a version in the caller's transaction, and takes from the draft what it has now."""
    note = _checked_note(note)
    latest = latest_version()
    if overrides == overrides_of(latest):
        raise BookUnchangedError
    _check(overrides)
    number = (latest.number if latest else SHIPPED) + 1
    version = BookVersion.objects.create(
        channel=by.channel or Channel.STAFF,
        number=number,
        overrides=overrides,
        note=note,
        digest=book_with(overrides, number=number).digest,
        published_at=timezone.now(),
        published_by=by.person_id,
    )
    draft.changes = _told(draft.changes, overrides)
    _store(draft, by=by)
    transaction.on_commit(forget_held_book)
    return version


def _store(draft: BookDraft, *, by: Actor) -> None:
    draft.edition += 1
    draft.channel = by.channel or Channel.STAFF
    draft.changed_at, draft.changed_by = timezone.now(), by.person_id
    draft.save()


def _told(changes: Changes, overrides: Mapping[str, float]) -> dict[str, float | None]:
    """Of some changes those that change something: no shipped number as an override, none that holds already."""
    shipped = {path: number.value for path, number in adjustables(default_book().tables).items()}
    wanted = {path: None if value == shipped.get(path) else value for path, value in changes.items()}
    return {path: value for path, value in wanted.items() if value != overrides.get(path)}


def _check(overrides: Mapping[str, float]) -> None:
    found = faults(overrides, tables=default_book().tables)
    if found:
        raise BookNumbersError(found)


def _checked_note(note: str) -> str:
    line = " ".join(note.split())
    if not line or len(line) > MAX_NOTE_LENGTH or not line.isprintable():
        raise BookNoteError(MAX_NOTE_LENGTH)
    return line
