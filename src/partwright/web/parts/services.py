"""Writes to parts that their owner asks for. What the workers write is in `results`."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from partwright.units import LengthUnit
from partwright.web.accounts.services import note_visit
from partwright.web.actor import Actor, ActorKind
from partwright.web.file_names import clean_name
from partwright.web.jobs import services as jobs
from partwright.web.jobs.models import JobKind
from partwright.web.parts import storage
from partwright.web.parts.models import Part, PartState
from partwright.web.parts.selectors import get_part


def upload_part(file: File, *, name: str, by: Actor, units: LengthUnit | None = None) -> Part:  # type: ignore[type-arg]
    """Stores a file and queues its analysis; the file is read in chunks, never as a whole."""
    folder = storage.new_folder()
    original = storage.store(folder, file)
    with transaction.atomic():
        part = add_row(folder, original, name=name, by=by, declared_units=units or "")
        note_visit(by)
    return part


def add_row(
    folder: str,
    original: storage.Stored,
    *,
    name: str,
    by: Actor,
    archive: Part | None = None,
    declared_units: str = "",
) -> Part:
    """The row for a stored file, with its analysis queued, in the caller's transaction."""
    now = timezone.now()
    part = Part.objects.create(
        owner_id=by.owner_id,
        channel=by.channel,
        archive=archive,
        name=clean_name(name),
        size_bytes=original.size_bytes,
        sha256=original.sha256,
        declared_units=declared_units,
        folder=folder,
        original=original.name,
        created_at=now,
        expires_at=archive.expires_at if archive is not None else ends_at(by, now=now),
    )
    jobs.enqueue(JobKind.ANALYZE_PART, part.id, by=by)
    return part


def ends_at(by: Actor, *, now: datetime) -> datetime | None:
    """When what somebody uploads or quotes now ends by itself; never for people with an account."""
    return now + settings.VISITOR_RETENTION if by.kind is ActorKind.VISITOR else None


def move_parts(*, old: UUID, new: UUID, kept: bool) -> None:
    """Gives all parts of one owner to another, in the caller's transaction."""
    parts = Part.objects.filter(owner_id=old)
    parts.update(owner_id=new, **({"expires_at": None} if kept else {}))


def give_parts(part_ids: Collection[UUID], *, to: UUID) -> None:
    """Gives parts to another owner with an account, in the caller's transaction.

    An archive goes with the last of its members; those that leave before are parts of their own.
    """
    Part.objects.filter(id__in=part_ids).update(owner_id=to, expires_at=None)
    for archive in Part.objects.filter(members__in=part_ids).distinct():
        if archive.members.exclude(id__in=part_ids).exists():
            archive.members.filter(id__in=part_ids).update(archive=None)
        else:
            Part.objects.filter(id=archive.id).update(owner_id=to, expires_at=None)


def copy_file(part: Part) -> tuple[str, storage.Stored]:
    """A copy of a part's file in a folder of its own, for `add_row`; retention deletes it if no row ever names it."""
    folder = storage.new_folder()
    with storage.as_path(part.original) as path, path.open("rb") as file:
        return folder, storage.store(folder, File(file))


def declare_units(part_id: UUID, *, units: LengthUnit, by: Actor) -> Part:
    """Reads a file again in the unit that its owner says it is drawn in.

    Raises:
        PartNotFoundError: there is no such part for this visitor.
    """
    with transaction.atomic():
        part = get_part(part_id, by=by)
        stale = results_of(part)
        jobs.cancel(part.id)
        part.bodies.all().delete()
        part.declared_units = units
        part.state = PartState.UPLOADED
        part.stage = part.error_code = part.error_message = ""
        part.answer = part.model = part.picture = ""
        part.save()
        jobs.enqueue(JobKind.ANALYZE_PART, part.id, by=by)
        note_visit(by)
        transaction.on_commit(partial(storage.delete, *stale))
    return part


def results_of(part: Part) -> tuple[str, ...]:
    """The blobs that came of a part's analysis, by name; all but the upload itself."""
    pictures = part.bodies.exclude(picture="").values_list("picture", flat=True)
    return (part.answer, part.model, part.picture, *pictures)


def delete_part(part_id: UUID, *, by: Actor) -> None:
    """Deletes a part at once: its rows, its lines in quotes, its work in the queue, and its files from the disk.

    The members of an archive go with it.

    Raises:
        PartNotFoundError: there is no such part for this visitor.
    """
    with transaction.atomic():
        part = get_part(part_id, by=by)
        note_visit(by)
        erase_part(part)


def erase_part(part: Part) -> None:
    """Deletes a part and its members in the caller's transaction, and their files when it commits."""
    for row in (part, *part.members.all()):
        jobs.cancel(row.id)
        transaction.on_commit(partial(storage.delete_folder, row.folder))
    part.delete()
