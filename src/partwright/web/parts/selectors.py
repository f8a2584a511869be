"""Reads about parts. Nobody reads a part of somebody else: it does not exist for them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from partwright.analysis.analysis import Analysis
from partwright.analysis.answer import decode
from partwright.analysis.report import default_findings, report
from partwright.manufacturing.processes import default_tables
from partwright.web.actor import Actor
from partwright.web.parts import storage
from partwright.web.parts.errors import PartFailedError, PartNotFoundError, PartNotReadyError
from partwright.web.parts.models import Part, PartState


def parts_of(by: Actor | None) -> QuerySet[Part]:
    """The parts that somebody may see."""
    if by is None:
        return Part.objects.none()
    return Part.objects.filter(owner_id__in=by.owner_ids)


def get_part(part_id: UUID, *, by: Actor | None) -> Part:
    """A part of this visitor.

    Raises:
        PartNotFoundError: there is none, or it is somebody else's.
    """
    part = parts_of(by).filter(id=part_id).first()
    if part is None:
        raise PartNotFoundError
    return part


def get_analysis(part: Part) -> Analysis:
    """The analysis of a part, with its geometry.

    Raises:
        PartNotReadyError: it is not finished, or an archive.
        PartFailedError: it could not be read.
    """
    require_ready(part)
    analysis = decode(storage.read(part.answer))
    if not isinstance(analysis, Analysis):
        raise PartNotReadyError(f"{part.name} is an archive: ask for its members one by one.")
    return analysis


def analysis_report(part: Part) -> dict[str, Any]:
    """A part as the public JSON of `partwright analyze`, with what each process finds by default.

    Raises:
        PartNotReadyError: it is not finished, or an archive.
        PartFailedError: it could not be read.
    """
    analysis = get_analysis(part)
    return report(analysis, findings=default_findings(analysis, tables=default_tables()))


def require_ready(part: Part) -> None:
    """Passes if a part has an analysis.

    Raises:
        PartNotReadyError: it is not finished, or an archive.
        PartFailedError: it could not be read.
    """
    match part.state:
        case PartState.READY:
            return
        case PartState.FAILED:
            raise PartFailedError(part.error_code, part.error_message)
        case PartState.UNPACKED:
            raise PartNotReadyError(f"{part.name} is an archive: ask for its members one by one.")
        case _:
            raise PartNotReadyError(f"{part.name} is still being analyzed: ask again in a moment.")


def get_model(part: Part) -> bytes:
    """The part for the viewer, as GLB.

    Raises:
        PartNotReadyError: the part has no analysis.
    """
    require_ready(part)
    return storage.read(part.model)


def name_of_picture(part: Part, *, body: int | None = None) -> str:
    """The name of a part's picture, or of a body's, in the storage; "" while it is not drawn.

    A part of one body has one picture for both, and one whose body is not there shows the whole.

    Raises:
        PartNotReadyError: the part has no analysis.
    """
    require_ready(part)
    own = None if body is None else part.bodies.filter(index=body).values_list("picture", flat=True).first()
    return own or part.picture


def get_picture(part: Part, *, body: int | None = None) -> bytes | None:
    """The part, or one of its bodies, as a PNG; None while it is not drawn.

    Raises:
        PartNotReadyError: the part has no analysis.
    """
    name = name_of_picture(part, body=body)
    return storage.read(name) if name else None
