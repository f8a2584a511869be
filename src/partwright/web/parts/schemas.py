"""What the API says of parts, as types: the objects of `partwright analyze --json`, and the state of an upload."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from partwright.geometry.part import BodyKind, SurfaceKind
from partwright.manufacturing.process import Severity
from partwright.units import LengthUnit, UnitSource
from partwright.web.parts.models import Part, PartState

Parameters = Annotated[dict[str, Any], Field(description="Values with units in their names.")]
Triple = Annotated[list[float], Field(min_length=3, max_length=3)]


class Problem(Schema):
    """An RFC 9457 problem. `code` is stable; `detail` says what to change."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class Fault(Schema):
    code: str
    message: str


class PartStatus(Schema):
    """How far a part is. While `settled` is false, ask again after `Retry-After`."""

    id: UUID
    name: str
    bytes: int
    sha256: str
    state: PartState
    stage: str | None
    settled: bool
    error: Fault | None
    format: str | None
    units: LengthUnit | None
    unit_source: UnitSource | None
    archive: UUID | None
    members: list[UUID]
    created_at: datetime
    expires_at: datetime | None


class Uploaded(PartStatus):
    """A part that was taken. `token` is for a new visitor: send it as `Authorization: Bearer`, or keep the cookie."""

    token: str | None


class SourceFile(Schema):
    name: str
    sha256: str
    bytes: int
    format: str
    units: LengthUnit
    unit_source: UnitSource


class Instance(Schema):
    body: int
    name: str
    path: list[str]
    transform: Annotated[list[float], Field(min_length=16, max_length=16)]


class Face(Schema):
    id: int
    surface: SurfaceKind
    area_mm2: float
    radius_mm: float | None
    feature: int | None


class Feature(Schema):
    type: str
    faces: list[int]
    parameters: Parameters


class Pmi(Schema):
    kind: str
    text: str
    value: float | None
    upper: float | None
    lower: float | None
    faces: list[int]


class Body(Schema):
    index: int
    name: str
    kind: BodyKind
    watertight: bool
    volume_mm3: float | None
    area_mm2: float
    bounding_box_mm: Triple
    oriented_box_mm: Triple
    center_of_mass_mm: Triple | None
    min_wall_mm: float | None
    face_count: int
    triangle_count: int
    faces: list[Face]
    features: list[Feature]
    pmi: list[Pmi]


class Finding(Schema):
    id: str
    body: int
    process: str
    rule: str
    severity: Severity
    faces: list[int]
    triangles: list[int] | None
    measured: float | None
    limit: float | None
    unit: str | None
    message: str
    advice: str
    source: str


class Analysis(Schema):
    """The object of one file in `partwright analyze --json`."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    engine_version: str
    file: SourceFile
    error: Fault | None
    notes: list[Fault]
    instances: list[Instance]
    bodies: list[Body]
    findings: list[Finding]


def part_status(part: Part) -> dict[str, Any]:
    """A part as `PartStatus`."""
    return {
        "id": str(part.id),
        "name": part.name,
        "bytes": part.size_bytes,
        "sha256": part.sha256,
        "state": part.state,
        "stage": part.stage or None,
        "settled": part.is_settled,
        "error": {"code": part.error_code, "message": part.error_message} if part.error_code else None,
        "format": part.format or None,
        "units": part.units or None,
        "unit_source": part.unit_source or None,
        "archive": str(part.archive_id) if part.archive_id else None,
        "members": [str(member) for member in part.members.order_by("created_at", "name").values_list("id", flat=True)],
        "created_at": part.created_at.isoformat(),
        "expires_at": part.expires_at.isoformat() if part.expires_at else None,
    }
