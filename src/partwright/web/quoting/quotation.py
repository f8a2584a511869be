"""Whole-file quotations, as the command line prints them and the API answers with.

What a quotation says of the part itself is long and the same for every wish, so it is kept as written, by part, as the
prices of its bodies are (see `prices`): an answer only adds findings and options to it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from partwright.analysis.report import report, report_finding
from partwright.manufacturing.findings import identify
from partwright.manufacturing.holes import HoleFacts, holes_of
from partwright.manufacturing.process import Finding
from partwright.manufacturing.processes import Survey
from partwright.manufacturing.requirements import NONE, Requirements
from partwright.manufacturing.specification import ProcessId, Specification
from partwright.pricing.quote import Offer, Option, Quotation, quote_body
from partwright.pricing.report import report_option
from partwright.pricing.requirements import check_offered
from partwright.pricing.wish import Wish
from partwright.web.actor import Actor
from partwright.web.books.selectors import current_book
from partwright.web.parts.errors import PartNotFoundError
from partwright.web.parts.models import Body, Part
from partwright.web.parts.selectors import get_analysis, require_ready
from partwright.web.prepared import Prepared
from partwright.web.quoting.memory import Memory
from partwright.web.quoting.prices import KEEP_S, remember_offer
from partwright.web.shop.selectors import offered_processes

# What tells whether a part has an analysis, and which.
_STATE = ("id", "name", "state", "error_code", "error_message", "answer", "analyzed_at")
_PART = Prepared(
    lambda part_id: Part.objects.filter(id=part_id).values_list("owner_id", *_STATE).order_by(),
    Part._meta.get_field("id"),
)


@dataclass(frozen=True, slots=True, eq=False)
class QuotableBody:
    """A body with what its prices need. `face_ids` are file-wide, by position."""

    row_id: int
    index: int
    face_ids: tuple[int, ...]
    surveys: Mapping[ProcessId, Survey]
    holes: HoleFacts


@dataclass(frozen=True, slots=True, eq=False)
class Quotable:
    """A part as all its quotations know it. `opening` is their JSON up to the findings, without the comma there."""

    opening: str
    bodies: tuple[QuotableBody, ...]


_quotables: Memory[Quotable] = Memory(most=64, keep_s=KEEP_S)


def forget_part(part_id: UUID) -> None:
    """Lets go of a part that is deleted."""
    _quotables.forget(part_id)


def quotation_json(
    part_id: UUID, wish: Wish, *, by: Actor | None, with_savings: bool, requirements: Requirements = NONE
) -> str:
    """A part of this visitor as the public JSON of `partwright quote`.

    Raises:
        PartNotFoundError: there is none, or it is somebody else's.
        PartNotReadyError: its analysis is not there.
        PartFailedError: it could not be read.
        SpecificationError: nothing offers the wish, or what is required.
    """
    part = _own_part(part_id, by=by)
    quotable = _quotables.recall(part.id, (part.answer, part.analyzed_at), lambda: _read(part))
    check_offered(requirements, tables=current_book().tables)
    options: list[tuple[Option, Sequence[int]]] = []
    findings: list[Finding] = []
    everywhere = set() if requirements == NONE else {face for body in quotable.bodies for face in body.face_ids}
    for body in quotable.bodies:
        here = requirements.without_faces(everywhere.difference(body.face_ids))
        quotation = _quote(body, wish, with_savings=with_savings, requirements=here)
        options += [(option, body.face_ids) for option in quotation.options]
        findings += quotation.findings
    ending = {
        "findings": [report_finding(name, finding) for name, finding in identify(findings).items()],
        "options": [report_option(option, face_ids=face_ids) for option, face_ids in options],
    }
    return f"{quotable.opening}, {json.dumps(ending, allow_nan=False)[1:]}"


def _own_part(part_id: UUID, *, by: Actor | None) -> Part:
    found = _PART.rows(part_id) if by is not None else []
    if by is None or not found or found[0][0] not in by.owner_ids:
        raise PartNotFoundError
    part = Part(**dict(zip(_STATE, found[0][1:], strict=True)))
    require_ready(part)
    return part


def _read(part: Part) -> Quotable:
    analysis = get_analysis(part)
    known = report(analysis, findings=())
    del known["findings"]  # the last key of the contract's object, filled by each quotation
    rows = dict(Body.objects.filter(part_id=part.id).values_list("index", "id"))
    return Quotable(
        opening=json.dumps(known, allow_nan=False)[:-1],
        bodies=tuple(
            QuotableBody(
                row_id=rows[body.index],
                index=body.index,
                face_ids=tuple(face.id for face in body.faces),
                surveys={survey.process: survey for survey in found.surveys},
                holes=holes_of(found.features, face_ids=[face.id for face in body.faces]),
            )
            for body, found in zip(analysis.part.bodies, analysis.bodies, strict=True)
        ),
    )


def _quote(body: QuotableBody, wish: Wish, *, with_savings: bool, requirements: Requirements) -> Quotation:
    def offer_of(specification: Specification) -> Offer:
        survey = body.surveys[specification.process]
        return remember_offer(
            body.row_id,
            survey,
            specification,
            currency=wish.currency,
            requirements=requirements,
            holes=body.holes,
        )

    return quote_body(
        body.index,
        tuple(body.surveys.values()),
        wish=wish,
        book=current_book(),
        with_savings=with_savings,
        offer_of=offer_of,
        processes=offered_processes(),
    )
