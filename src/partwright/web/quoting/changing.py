"""New revisions of parts: a file that stands beside an old part until its owner takes or drops it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.manufacturing.requirements import NONE, Requirements, requirements_from
from partwright.web.actor import Actor, Right
from partwright.web.parts.models import Body, Part
from partwright.web.parts.selectors import get_analysis
from partwright.web.parts.services import erase_part, give_parts
from partwright.web.quoting.comparing import Carried, Faces, carry, kinds_of, matching
from partwright.web.quoting.errors import PartChangeError, QuoteNotFoundError
from partwright.web.quoting.models import ChangeState, PartChange, QuoteLine
from partwright.web.quoting.prices import picks_faces
from partwright.web.quoting.selectors import requirements_of
from partwright.web.quoting.services import fill_line, lock_parts, own_line, touch


@dataclass(frozen=True, slots=True)
class PartFaces:
    """The faces of a part's bodies, by index, as one analysis found them."""

    answer: str
    by_body: Mapping[int, Faces]


def propose_part(line_id: UUID, part: Part, *, by: Actor) -> PartChange:
    """Puts an uploaded part beside that of a line, as its new revision; one that waited there is dropped.

    Raises:
        QuoteNotFoundError: there is no such line of this visitor.
        PartChangeError: the line's part is not analyzed.
    """
    with transaction.atomic():
        lock_parts(QuoteLine.objects.filter(id=line_id))
        line = own_line(line_id, by=by)
        if line.body is None:
            raise PartChangeError(
                _("%(part)s is not read yet: wait for it, then try again.") % {"part": line.part.name}
            )
        if part.owner_id != line.quote.owner_id:
            give_parts({part.id}, to=line.quote.owner_id)
        for waiting in line.quote.part_changes.filter(old_part=line.part_id, state=ChangeState.OPEN):
            _drop(waiting, by=by)
        change = PartChange.objects.create(
            quote=line.quote,
            channel=line.quote.channel,
            old_part=line.part,
            new_part=part,
            by_id=by.person_id,
            at=timezone.now(),
        )
        touch(line.quote)
    return change


def accept_change(change_id: UUID, *, by: Actor) -> PartChange:
    """Gives every line of the old part the new one, body by body; lines whose body the new part lacks stay as they are.

    Raises:
        QuoteNotFoundError: there is no such change of this visitor.
        PartNotReadyError, PartFailedError: a part has no analysis.
        PartChangeError: it is settled, or no body takes the place of another.
    """
    change = own_change(change_id, by=by)
    old, new = _both(change)
    faces = {part.id: faces_of(part) for part in (old, new)}
    with transaction.atomic():
        change = _locked(change, ChangeState.OPEN, by=by)
        before: dict[str, Any] = {}
        for line, body in _replaced(change, old, new):
            required = requirements_of(line)
            before[str(line.id)] = line.requirements
            _put(line, body, _carried(required, line.body, body, faces).requirements)
        _settle(change, ChangeState.ACCEPTED, before, by=by)
    return change


def undo_change(change_id: UUID, *, by: Actor) -> PartChange:
    """Gives the lines their old part again, with what was required of it; the new one waits beside it once more.

    What was required anew in the meantime stays where its faces are there.

    Raises:
        QuoteNotFoundError: there is no such change of this visitor.
        PartNotReadyError, PartFailedError: a part is read again.
        PartChangeError: it was not accepted, or the new part was replaced in its turn.
    """
    change = own_change(change_id, by=by)
    old, new = _both(change)
    faces = {part.id: faces_of(part) for part in (old, new)}
    with transaction.atomic():
        change = _locked(change, ChangeState.ACCEPTED, by=by)
        waiting = PartChange.objects.filter(quote=change.quote, old_part__in=(old, new), state=ChangeState.OPEN)
        if waiting.exists():
            raise PartChangeError(_("Another revision of this part waits: use it or drop it first."))
        for line, body in _replaced(change, new, old):
            now, before = requirements_of(line), required_before(change, line)
            unchanged = before is not None and _carried(before, body, line.body, faces).requirements == now
            back = before if before is not None and unchanged else _carried(now, line.body, body, faces).requirements
            _put(line, body, back)
        _settle(change, ChangeState.OPEN, {}, by=by)
    return change


def keep_old(change_id: UUID, *, by: Actor) -> PartChange:
    """Drops the new revision; its file is deleted from the disk, unless something else needs it.

    Raises:
        QuoteNotFoundError: there is no such change of this visitor.
        PartChangeError: it is settled.
    """
    change = own_change(change_id, by=by)
    with transaction.atomic():
        change = _locked(change, ChangeState.OPEN, by=by)
        _drop(change, by=by)
        touch(change.quote)
    return change


def own_change(change_id: UUID, *, by: Actor | None) -> PartChange:
    """A change that this visitor may settle, with its quote and parts.

    Raises:
        QuoteNotFoundError: there is none, or it is somebody else's.
    """
    change = PartChange.objects.select_related("quote", "old_part", "new_part").filter(id=change_id).first()
    if change is None or by is None or not by.may(Right.QUOTE, change.quote.owner_id):
        raise QuoteNotFoundError
    return change


def required_before(change: PartChange, line: QuoteLine) -> Requirements | None:
    """What was required of a line before the new part was taken; None for a line that was not there."""
    said = change.required_before.get(str(line.id))
    return None if said is None else requirements_from(said) if said else NONE


def faces_of(part: Part) -> PartFaces:
    """The faces of a part; outside a transaction, for it reads the analysis.

    Raises:
        PartNotReadyError, PartFailedError: it has no analysis.
    """
    analysis = get_analysis(part)
    return PartFaces(part.answer, {body.index: kinds_of(body.faces) for body in analysis.part.bodies})


def _both(change: PartChange) -> tuple[Part, Part]:
    if change.new_part is None:
        raise PartChangeError(_("This revision was dropped: upload the file again."))
    return change.old_part, change.new_part


def _locked(change: PartChange, state: ChangeState, *, by: Actor) -> PartChange:
    """A change with its parts held, after the state that it must be in and the analyses were looked at again."""
    parts = (change.old_part_id, change.new_part_id)
    list(Part.objects.select_for_update().filter(id__in=[part for part in parts if part]).order_by("id").values("id"))
    PartChange.objects.select_for_update().filter(id=change.id).first()
    again = own_change(change.id, by=by)
    if again.state != state or (again.old_part_id, again.new_part_id) != parts:
        raise PartChangeError(_("This was settled meanwhile: look at the part once more."))
    if again.new_part is not None and _answers(again) != _answers(change):
        raise PartChangeError(_("A file was read again meanwhile: compare the two once more."))
    return again


def _answers(change: PartChange) -> tuple[str, str]:
    return change.old_part.answer, change.new_part.answer if change.new_part else ""


def _replaced(change: PartChange, gone: Part, come: Part) -> list[tuple[QuoteLine, Body]]:
    """The lines of one part, removed ones too, each with the body of the other that takes its place."""
    bodies = {body.index: body for body in come.bodies.all()}
    names = {index: body.name for index, body in bodies.items()}
    lines = QuoteLine.objects.select_for_update(of=("self",)).select_related("quote", "body")
    found: list[tuple[QuoteLine, Body]] = []
    for line in lines.filter(quote=change.quote, part=gone):
        index = None if line.body is None else matching(line.body.index, line.body.name, names)
        if index is not None:
            found.append((line, bodies[index]))
    if not found:
        raise PartChangeError(_("No body of %(part)s takes the place of one in this quote.") % {"part": come.name})
    touch(found[0][0].quote)
    return found


def _carried(required: Requirements, old: Body | None, new: Body | None, faces: Mapping[UUID, PartFaces]) -> Carried:
    if old is None or new is None or not picks_faces(required):
        return Carried(required, NONE)
    before, after = faces[old.part_id].by_body[old.index], faces[new.part_id].by_body[new.index]
    return carry(required, old=before, new=after)


def _put(line: QuoteLine, body: Body, required: Requirements) -> None:
    line.part_id = body.part_id
    line.requirements = {} if required == NONE else required.as_plain()
    fill_line(line, body)


def _drop(change: PartChange, *, by: Actor) -> None:
    """Deletes the new part, if nothing else needs it: not a line, not frozen prices, not another change."""
    new, change.new_part = change.new_part, None
    change.save(update_fields=["new_part"])
    needed = new is not None and (
        new.lines.exists() or new.frozen.exists() or new.replaced_in.exists() or new.proposed_in.exists()
    )
    if new is not None and not needed:
        erase_part(new)
    _settle(change, ChangeState.KEPT, {}, by=by)


def _settle(change: PartChange, state: ChangeState, before: dict[str, Any], *, by: Actor) -> None:
    change.state, change.required_before = state, before
    change.by_id, change.at = by.person_id, timezone.now()
    change.save(update_fields=["state", "required_before", "by", "at"])
