"""What workers write to parts. Each runs inside `jobs.services.complete`, so that only the holder of the lease does."""

from collections.abc import Mapping
from functools import partial

from django.db import transaction
from django.utils import timezone

from partwright.analysis.analysis import Analysis, BodyAnalysis
from partwright.analysis.answer import encode_survey
from partwright.errors import FileError
from partwright.geometry.part import Body as Shape
from partwright.geometry.part import quantity_of
from partwright.web.actor import Actor, Channel, visitor
from partwright.web.file_names import clean_name
from partwright.web.jobs import services as jobs
from partwright.web.jobs.handlers import Lease
from partwright.web.jobs.models import JobKind
from partwright.web.parts import storage
from partwright.web.parts.models import Body, BodySurvey, Part, PartState
from partwright.web.parts.services import add_row, results_of
from partwright.web.parts.signals import archive_unpacked, part_analyzed

ANALYZED = (
    "state", "stage", "analyzed_at", "error_code", "error_message", "picture", "engine_version", "format", "units",
    "unit_source", "answer", "model",
)  # fmt: skip


def owner_of(part: Part) -> Actor:
    """The visitor on whose behalf a part is worked on."""
    return visitor(part.owner_id, channel=Channel(part.channel))


def note_stage(part: Part, stage: str) -> None:
    """Tells the page what is being done. A stage of an attempt that has lost its lease does no harm."""
    Part.objects.filter(id=part.id, state__in=(PartState.UPLOADED, PartState.ANALYZING)).update(
        state=PartState.ANALYZING, stage=stage
    )


def store_analysis(lease: Lease, part: Part, analysis: Analysis, *, answer: bytes, model: bytes) -> None:
    """Makes a part ready: its blobs, its bodies with their surveys, and the drawing of its picture queued.

    Raises:
        LeaseLostError: another attempt has taken over; nothing is left of this one.
    """
    answer_name = storage.store(part.folder, answer).name
    model_name = storage.store(part.folder, model).name
    surveys = [[encode_survey(survey) for survey in body.surveys] for body in analysis.bodies]
    try:
        with jobs.complete(lease):
            stale = results_of(part)
            _make_ready(part, analysis, answer_name, model_name)
            _store_bodies(part, analysis, surveys)
            jobs.enqueue(JobKind.DRAW_PICTURE, part.id, by=owner_of(part))
            part_analyzed.send(sender=Part, part=part)
            transaction.on_commit(partial(storage.delete, *stale))
    except BaseException:
        storage.delete(answer_name, model_name)
        raise


def store_members(lease: Lease, part: Part, members: list[tuple[str, bytes]]) -> None:
    """Makes an archive's members, by name and content, parts of their own.

    Raises:
        LeaseLostError: another attempt has taken over; nothing is left of this one.
    """
    stored = [(name, storage.new_folder(), content) for name, content in members]
    try:
        blobs = [(name, folder, storage.store(folder, content)) for name, folder, content in stored]
        with jobs.complete(lease):
            part.refresh_from_db(fields=["owner", "expires_at"])  # it may have been given to somebody meanwhile
            rows = [
                add_row(
                    folder,
                    blob,
                    name=name,
                    by=owner_of(part),
                    archive=part,
                    declared_units=part.declared_units,
                )
                for name, folder, blob in blobs
            ]
            part.state, part.stage, part.analyzed_at = PartState.UNPACKED, "", timezone.now()
            part.save(update_fields=["state", "stage", "analyzed_at"])
            archive_unpacked.send(sender=Part, part=part, members=rows)
    except BaseException:
        for _, folder, _ in stored:
            storage.delete_folder(folder)
        raise


def store_failure(part: Part, *, code: str, message: str) -> None:
    """Says that a part has no analysis, and what its owner can do."""
    part.state, part.stage, part.analyzed_at = PartState.FAILED, "", timezone.now()
    part.error_code, part.error_message = code, message
    part.save(update_fields=["state", "stage", "analyzed_at", "error_code", "error_message"])


def store_refusal(lease: Lease, part: Part, error: FileError) -> None:
    """Stores that a file cannot become a part, in the words of the error.

    Raises:
        LeaseLostError: another attempt has taken over.
    """
    with jobs.complete(lease):
        store_failure(part, code=error.code, message=str(error))


def store_pictures(lease: Lease, part: Part, whole: bytes, *, bodies: Mapping[int, bytes]) -> None:
    """Adds the still pictures of a part and of its bodies, by index.

    Raises:
        LeaseLostError: another attempt has taken over.
    """
    name = storage.store(part.folder, whole).name
    names = {index: storage.store(part.folder, drawn).name for index, drawn in bodies.items()}
    try:
        with jobs.complete(lease):
            stale = [part.picture, *part.bodies.values_list("picture", flat=True)]
            part.picture = name
            part.save(update_fields=["picture"])
            rows = list(part.bodies.all())
            for row in rows:
                row.picture = names.get(row.index, "")
            Body.objects.bulk_update(rows, ["picture"])
            transaction.on_commit(partial(storage.delete, *stale))
    except BaseException:
        storage.delete(name, *names.values())
        raise


def _make_ready(part: Part, analysis: Analysis, answer: str, model: str) -> None:
    source = analysis.part.file
    part.state, part.stage, part.analyzed_at = PartState.READY, "", timezone.now()
    part.error_code = part.error_message = part.picture = ""
    part.engine_version = analysis.engine_version
    part.format, part.units, part.unit_source = source.format, source.units, source.unit_source
    part.answer, part.model = answer, model
    part.save(update_fields=ANALYZED)  # whose it is may have changed since the work began


def _store_bodies(part: Part, analysis: Analysis, surveys: list[list[bytes]]) -> None:
    part.bodies.all().delete()  # of an earlier analysis, in other units
    for shape, found, contents in zip(analysis.part.bodies, analysis.bodies, surveys, strict=True):
        body = _store_body(part, shape, found, instances=quantity_of(analysis.part, shape.index))
        BodySurvey.objects.bulk_create(
            BodySurvey(body=body, channel=part.channel, process=survey.process, content=content)
            for survey, content in zip(found.surveys, contents, strict=True)
        )


def _store_body(part: Part, shape: Shape, found: BodyAnalysis, *, instances: int) -> Body:
    long, middle, short = shape.mass.oriented_box.size_mm
    return Body.objects.create(
        part=part,
        channel=part.channel,
        index=shape.index,
        name=clean_name(shape.name),
        kind=shape.kind,
        instances=max(1, instances),
        watertight=shape.watertight,
        volume_mm3=shape.mass.volume_mm3,
        area_mm2=shape.mass.area_mm2,
        box_x_mm=long,
        box_y_mm=middle,
        box_z_mm=short,
        min_wall_mm=found.min_wall_mm,
        face_count=len(shape.faces),
    )
