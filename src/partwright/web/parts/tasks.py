"""The work on parts: analysis, in the reader's child processes, and the still picture."""

from dataclasses import replace
from functools import partial
from uuid import UUID

from partwright.cad.picture import picture
from partwright.cad.preflight import Archive
from partwright.cad.scene import glb
from partwright.errors import FileCrashedError, FileError, HostileFileError
from partwright.geometry.part import Instance
from partwright.geometry.part import Part as Shape
from partwright.units import LengthUnit
from partwright.web.jobs.handlers import Lease, handles
from partwright.web.jobs.models import JobKind
from partwright.web.parts import results, storage
from partwright.web.parts.models import Part
from partwright.web.parts.reader import shared_reader
from partwright.web.parts.selectors import get_analysis
from partwright.web.privacy.purposes import Purpose, purpose

PICTURE_WIDTH_PX, PICTURE_HEIGHT_PX = 720, 540
# A picture takes half a second: of an assembly of more bodies each is drawn at a third of the size, a thumbnail still.
MANY_BODIES, SMALLER = 24, 3
IDENTITY = (1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0)


def give_up_analysis(part_id: UUID) -> None:
    """Tells the owner that no attempt at reading the file came to an end."""
    part = Part.objects.filter(id=part_id).first()
    if part is not None:
        fault = FileCrashedError(part.name, reason="could not be analyzed in three attempts")
        results.store_failure(part, code=fault.code, message=str(fault))


@handles(JobKind.ANALYZE_PART, given_up=give_up_analysis)
@purpose(Purpose.PROVIDE_SERVICES)
def analyze_part(lease: Lease) -> None:
    """Reads a part's file and stores what was found, or why nothing was."""
    part = Part.objects.filter(id=lease.subject).first()
    if part is None:
        return  # deleted meanwhile
    try:
        with storage.as_path(part.original) as path:
            outcome, answer = shared_reader().read_answer(
                path,
                name=part.name,
                units=LengthUnit(part.declared_units) if part.declared_units else None,
                on_stage=partial(results.note_stage, part),
            )
        if isinstance(outcome, Archive) and part.archive_id is not None:
            raise HostileFileError(part.name, reason="is an archive inside an archive")
    except FileCrashedError as fault:
        if lease.attempt == 1:
            raise  # the child may have been killed from outside: a second one will tell
        results.store_refusal(lease, part, fault)
    except FileError as fault:
        results.store_refusal(lease, part, fault)
    else:
        if isinstance(outcome, Archive):
            members = [(member.name, member.content) for member in outcome.members]
            results.store_members(lease, part, members)
        else:
            results.store_analysis(lease, part, outcome, answer=answer, model=glb(outcome.part))


@handles(JobKind.DRAW_PICTURE)
@purpose(Purpose.PROVIDE_SERVICES)
def draw_picture(lease: Lease) -> None:
    """Draws the still picture of an analyzed part, and one of each body where it has several."""
    part = Part.objects.filter(id=lease.subject).exclude(answer="").first()
    if part is None:
        return  # deleted, or being read again
    shape = get_analysis(part).part
    whole = picture(shape, width=PICTURE_WIDTH_PX, height=PICTURE_HEIGHT_PX)
    share = 1 if len(shape.bodies) <= MANY_BODIES else SMALLER
    size = {"width": PICTURE_WIDTH_PX // share, "height": PICTURE_HEIGHT_PX // share}
    alone = [only_body(shape, body.index) for body in shape.bodies] if len(shape.bodies) > 1 else []
    bodies = {index: picture(one, **size) for index, one in enumerate(alone)}
    results.store_pictures(lease, part, whole, bodies=bodies)


def only_body(shape: Shape, index: int) -> Shape:
    """A part of one body, as it stands where it is first used."""
    body = replace(shape.bodies[index], index=0)
    first = next((instance for instance in shape.instances if instance.body == index), None)
    instance = Instance(0, body.name, (body.name,), IDENTITY) if first is None else replace(first, body=0)
    return replace(shape, bodies=(body,), instances=(instance,))
