"""Prices of bodies from their stored surveys.

The same part is priced again for every click, so what does not change between clicks stays in memory, by body: its
surveys as read from the database, and for each specification the plan and its price list. A survey never changes, a new
analysis makes new bodies, and a changed price book has another digest, so nothing remembered can be out of date. A body
that is deleted is forgotten at once in the process that deletes it. In any other nothing asks for it any more, and what
nobody asks for is let go within two minutes.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from partwright.analysis.answer import decode_survey
from partwright.manufacturing.holes import HoleFacts, holes_of
from partwright.manufacturing.process import Finding, Severity
from partwright.manufacturing.processes import Survey
from partwright.manufacturing.requirements import NONE, Requirements
from partwright.manufacturing.specification import LeadTime, ProcessId, Specification
from partwright.pricing.breakdown import Price
from partwright.pricing.quote import Offer, Option, price_offer, quote_body, savings, work_out
from partwright.pricing.savings import Saving
from partwright.pricing.wish import Wish, specifications
from partwright.web.books.selectors import current_book
from partwright.web.parts.models import Body, BodySurvey
from partwright.web.parts.selectors import get_analysis
from partwright.web.prepared import Prepared
from partwright.web.quoting.memory import Memory
from partwright.web.shop.selectors import offered_processes

KEEP_S = 120.0
Surveys = tuple[int, tuple[Survey, ...]]

_BODY = BodySurvey._meta.get_field("body").target_field
_PROCESS = BodySurvey._meta.get_field("process")


def _rows(**conditions: Any) -> "QuerySet[BodySurvey, tuple[Any, ...]]":
    return BodySurvey.objects.filter(**conditions).order_by("id").values_list("body__index", "content")


_SURVEYS = Prepared(lambda body_id: _rows(body_id=body_id), _BODY)
_SURVEY = Prepared(lambda body_id, process: _rows(body_id=body_id, process=process), _BODY, _PROCESS)

_surveys: Memory[Surveys] = Memory(most=256, keep_s=KEEP_S)
_holes: Memory[HoleFacts | None] = Memory(most=256, keep_s=KEEP_S)
_offers: Memory[Offer] = Memory(most=512, keep_s=KEEP_S)  # about 100 kB each


def forget_body(body_id: int) -> None:
    """Lets go of a body that is deleted."""
    _surveys.forget(body_id)
    _holes.forget(body_id)
    _offers.forget(body_id)


def forget_offers() -> None:
    """Lets go of every price list, as if no specification had been asked for yet."""
    _offers.clear()


def forget_bodies() -> None:
    """Lets go of all bodies."""
    _surveys.clear()
    _holes.clear()
    _offers.clear()


def read_surveys(body_id: int) -> Surveys:
    """The index of a body in its part, and the surveys of all processes; asks the database once."""
    return _index_and_surveys(_SURVEYS.rows(body_id))


def read_survey(body_id: int, process: ProcessId) -> Surveys:
    """The index of a body in its part, and the survey of one process; asks the database once."""
    return _index_and_surveys(_SURVEY.rows(body_id, process.value))


def _index_and_surveys(rows: Sequence[Sequence[Any]]) -> Surveys:
    return (rows[0][0] if rows else 0), tuple(decode_survey(bytes(content)) for _, content in rows)


def price_body(
    body_id: int,
    *,
    specification: Specification,
    quantities: tuple[int, ...],
    lead_times: tuple[LeadTime, ...],
    currency: str,
    requirements: Requirements = NONE,
) -> tuple[Option, Mapping[str, Finding]]:
    """What a stored body costs to one specification, and what was found about it, by id.

    Raises:
        SpecificationError: a choice that is not offered any more.
    """
    index, offer = offer_body(body_id, specification, currency=currency, requirements=requirements)
    wish = Wish(quantities=quantities, lead_times=lead_times, currency=currency)
    return price_offer(index, offer, wish=wish, book=current_book()), offer.findings


def offer_body(
    body_id: int, specification: Specification, *, currency: str, requirements: Requirements = NONE
) -> tuple[int, Offer]:
    """The index of a stored body in its part and its offer to one specification, worked out at most once.

    Raises:
        SpecificationError: a choice that is not offered any more.
    """
    process = specification.process
    index, surveys = _surveys.recall(body_id, process, lambda: read_survey(body_id, process))
    holes = holes_on(body_id) if picks_faces(requirements) else None
    return index, remember_offer(
        body_id, surveys[0], specification, currency=currency, requirements=requirements, holes=holes
    )


def picks_faces(requirements: Requirements) -> bool:
    """Whether what is required stands on faces of the body."""
    items = (*requirements.threads, *requirements.inserts, *requirements.critical_dimensions)
    return any(item.faces for item in items)


def holes_on(body_id: int) -> HoleFacts | None:
    """What can be picked on a stored body; None where it is gone. Its analysis is read at most once."""
    return _holes.recall(body_id, "holes", lambda: _read_holes(body_id))


def _read_holes(body_id: int) -> HoleFacts | None:
    body = Body.objects.select_related("part").filter(id=body_id).first()
    if body is None:
        return None
    analysis = get_analysis(body.part)
    face_ids = [face.id for face in analysis.part.bodies[body.index].faces]
    return holes_of(analysis.bodies[body.index].features, face_ids=face_ids)


def remember_offer(
    body_id: int,
    survey: Survey,
    specification: Specification,
    *,
    currency: str,
    requirements: Requirements = NONE,
    holes: HoleFacts | None = None,
) -> Offer:
    """The offer of a stored body that has this survey and these holes, worked out at most once."""
    book = current_book()
    return _offers.recall(
        body_id,
        (specification, book.digest, currency, requirements),
        lambda: work_out(survey, specification, book=book, currency=currency, requirements=requirements, holes=holes),
    )


def savings_of(
    body_id: int, specification: Specification, price: Price, *, currency: str, requirements: Requirements = NONE
) -> tuple[Saving, ...]:
    """What would make a stored body cheaper than a price of this specification."""
    return savings(
        specification,
        price,
        most=price.quantity,
        book=current_book(),
        offer_of=lambda other: offer_body(body_id, other, currency=currency, requirements=requirements)[1],
    )


def obstacles_of(body_id: int, *, currency: str) -> Mapping[ProcessId, Mapping[str, Finding]]:
    """Why no process of the shop can make a stored body: what stops each one in its default material."""
    found: dict[ProcessId, Mapping[str, Finding]] = {}
    wish, processes = Wish(currency=currency), offered_processes()
    for specification in specifications(wish, book=current_book(), processes=processes):
        _, offer = offer_body(body_id, specification, currency=currency)
        found[specification.process] = {
            name: finding for name, finding in offer.findings.items() if finding.severity is Severity.BLOCKER
        }
    return found


def cheapest(body_id: int, *, quantity: int, currency: str) -> Specification | None:
    """The specification of the shop's process that makes a body at the least price; None if none can.

    Reads the surveys of a body that may not be committed yet, and so remembers nothing: after a rollback SQLite
    gives its id to another body.
    """
    index, surveys = read_surveys(body_id)
    wish = Wish(quantities=(quantity,), currency=currency)
    quotation = quote_body(
        index, surveys, wish=wish, book=current_book(), with_savings=False, processes=offered_processes()
    )
    for option in quotation.options:
        if option.feasible:
            return Specification(option.process, option.material, option.finish, option.tolerance)
    return None
