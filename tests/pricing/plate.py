"""A plate with four through holes of 6.6 mm, 20 mm deep, and what it costs with requirements."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from tests.shapes.analyses import plate_analysis

from partwright.geometry.features.feature import Hole
from partwright.manufacturing.holes import HoleFact, HoleFacts, holes_of
from partwright.manufacturing.process import Operation, OperationId
from partwright.manufacturing.requirements import NONE, Requirements
from partwright.manufacturing.specification import LeadTime, ProcessId, Specification
from partwright.pricing.book import PriceBook, default_book
from partwright.pricing.breakdown import Price
from partwright.pricing.extra import Shop, open_shop
from partwright.pricing.quote import Offer, work_out

MILLED = Specification(ProcessId.CNC_MILLING, "aluminum_6061", "none", "standard")
PRINTED = Specification(ProcessId.FUSED_FILAMENT, "pla", "none", "standard")
DIAMETER_MM, DEPTH_MM, HOLES = 6.6, 20.0, 4


@cache
def plate_holes() -> HoleFacts:
    analysis = plate_analysis()
    return holes_of(analysis.bodies[0].features, face_ids=[face.id for face in analysis.part.bodies[0].faces])


def hole_faces() -> tuple[int, ...]:
    """One face of each hole."""
    features = (feature for feature in plate_analysis().bodies[0].features if isinstance(feature, Hole))
    return tuple(plate_analysis().part.bodies[0].faces[feature.faces[0]].id for feature in features)


def flat_face() -> int:
    """A face that is no hole's."""
    return next(face for face in plate_holes().positions if face not in plate_holes().holes)


def made_hole(
    *, diameter_mm: float = DIAMETER_MM, depth_mm: float = DEPTH_MM, through: bool = True, face: int = 1
) -> HoleFacts:
    """A body with one face and one hole."""
    fact = HoleFact(feature=0, diameter_mm=diameter_mm, depth_mm=depth_mm, through=through)
    return HoleFacts(MappingProxyType({face: 0}), MappingProxyType({face: fact}))


def offer(
    requirements: Requirements = NONE,
    *,
    specification: Specification = MILLED,
    holes: HoleFacts | None = None,
    book: PriceBook | None = None,
    currency: str = "EUR",
) -> Offer:
    """The plate with requirements."""
    survey = next(one for one in plate_analysis().bodies[0].surveys if one.process == specification.process)
    return work_out(
        survey,
        specification,
        book=book or default_book(),
        currency=currency,
        requirements=requirements,
        holes=holes or plate_holes(),
    )


def priced(offered: Offer, *quantities: int, lead_time: LeadTime = LeadTime.STANDARD) -> tuple[Price, ...]:
    assert offered.tariff is not None, offered.plan and offered.plan.review
    return offered.tariff.prices(quantities or (1,), (lead_time,))


def reviews(requirements: Requirements, **how: object) -> list[str]:
    """The codes for which a person must look."""
    offered = offer(requirements, **how)
    assert offered.plan is not None
    assert (offered.tariff is None) == bool(offered.plan.review)
    return [review.code for review in offered.plan.review]


def added(requirements: Requirements, **how: object) -> dict[OperationId, list[Operation]]:
    """The operations that requirements add, by kind."""
    plain, offered = offer(specification=how.get("specification", MILLED)), offer(requirements, **how)
    assert plain.plan is not None
    assert offered.plan is not None
    assert offered.plan.operations[: len(plain.plan.operations)] == plain.plan.operations
    found: dict[OperationId, list[Operation]] = {}
    for operation in offered.plan.operations[len(plain.plan.operations) :]:
        found.setdefault(operation.operation, []).append(operation)
    return found


def extra_costs(requirements: Requirements, quantity: int = 1, **how: object) -> Mapping[int, Decimal]:
    """What the lines of the added operations cost, by operation."""
    offered = offer(requirements, **how)
    plain = offer(specification=how.get("specification", MILLED))
    assert plain.plan is not None
    known = len(plain.plan.operations)
    costs: dict[int, Decimal] = {}
    for line in priced(offered, quantity)[0].lines:
        if line.operation is not None and line.operation >= known:
            costs[line.operation] = costs.get(line.operation, Decimal(0)) + line.cost
    return costs


def shop_of(specification: Specification = MILLED) -> Shop:
    """The shop that prices requirements of the plate."""
    plain = offer(specification=specification)
    assert plain.plan is not None
    return open_shop(specification, plan=plain.plan, items=(), holes=plate_holes(), tables=default_book().tables)
