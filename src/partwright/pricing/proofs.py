"""What measuring, certificates and marking cost, or why a person must look first."""

from collections.abc import Iterator, Sequence

from partwright.manufacturing.process import CostItem, CostKind, Operation, OperationId, Review
from partwright.manufacturing.requirements import (
    Certificate,
    CriticalDimension,
    InspectionLevel,
    Marking,
)
from partwright.pricing.extra import ROOT, Shop, Work, timed
from partwright.pricing.picking import unknown_faces


def price_critical(dimensions: Sequence[CriticalDimension], shop: Shop) -> Iterator[Work | Review]:
    """Measuring what the customer marked, on every piece; a review where the class does not hold it."""
    faces: set[int] = set()
    reviews: list[Review] = []
    for dimension in dimensions:
        faces.update(shop.holes.positions[face] for face in dimension.faces if face in shop.holes.positions)
        reviews += unknown_faces(dimension.faces, shop)
        tight = _too_tight(dimension, shop)
        if tight is not None:
            reviews.append(tight)
    yield from reviews
    if dimensions and not reviews:
        count = len(dimensions)
        operation = Operation(
            operation=OperationId.INSPECT,
            faces=tuple(sorted(faces)),
            setup_s=count * shop.seconds("critical.order"),
            run_s=count * shop.value("critical.piece", "s"),
            note=f"{count} critical dimension{'s' if count > 1 else ''}, on every piece",
        )
        yield Work(operation=operation, costs=(timed(operation, shop.labor),))


def deviation_mm(nominal_mm: float, shop: Shop) -> float | None:
    """What the tolerance class holds at a size, plus and minus; None where the tables do not say."""
    path = f"tolerances.{shop.specification.process}.{shop.specification.tolerance}"
    if f"{ROOT}.{path}.up_to" not in shop.tables:
        return None
    steps = shop.tables.values(f"{ROOT}.{path}.up_to", "mm")
    deviations = shop.tables.values(f"{ROOT}.{path}.deviation", "mm")
    step = next((held for size, held in zip(steps, deviations, strict=True) if nominal_mm <= size), None)
    return None if step is None else max(step, shop.value(f"{path}.share", "%") / 100 * nominal_mm)


def _too_tight(dimension: CriticalDimension, shop: Shop) -> Review | None:
    if dimension.tolerance_mm is None or dimension.nominal_mm is None:
        return None
    size = f"{dimension.nominal_mm:g} mm ± {dimension.tolerance_mm:g} mm"
    held_mm = deviation_mm(dimension.nominal_mm, shop)
    if held_mm is None:
        reason = f"What holds {size} in this process is not in the tables: a person must look."
        return Review(code="requirements.tolerance_unknown", reason=reason)
    if dimension.tolerance_mm < held_mm - 1e-9:
        reason = (
            f"{size} is closer than the ± {held_mm:g} mm of the tolerance class: choose a closer class or widen it."
        )
        return Review(code="requirements.tolerance_close", reason=reason)
    return None


def price_inspection(level: InspectionLevel, critical: int, shop: Shop) -> Iterator[Work]:
    """The report a level asks for: so many characteristics of an ordinary part and those marked as critical."""
    if level is InspectionLevel.STANDARD:
        return
    path = f"inspection.{level}"
    count = round(shop.value(f"{path}.characteristics", "1")) + critical
    operation = Operation(
        operation=OperationId.INSPECT,
        setup_s=shop.seconds(f"{path}.order") + count * shop.seconds(f"{path}.characteristic"),
        run_s=shop.value(f"{path}.piece", "s"),
        note=f"{shop.name(path)}, {count} characteristics",
    )
    yield Work(operation=operation, costs=(timed(operation, shop.labor),))


def outside_days(level: InspectionLevel, shop: Shop) -> int:
    """Days that a level keeps an order waiting."""
    return 0 if level is InspectionLevel.STANDARD else round(shop.value(f"inspection.{level}.days", "d"))


def price_certificates(certificates: frozenset[Certificate], shop: Shop) -> Iterator[Work | Review]:
    """The fee and the work of each paper, once an order."""
    for certificate in sorted(certificates):
        path = f"certificates.{certificate}"
        name = shop.name(path)
        if not shop.does(path):
            reason = f"{name}: the material of this process is not sold with one. Ask for another paper or process."
            yield Review(code="requirements.certificate_unavailable", reason=reason)
            continue
        operation = Operation(operation=OperationId.INSPECT, setup_s=shop.seconds(f"{path}.order"), note=name)
        costs = [timed(operation, shop.labor)]
        fee = shop.money(f"{path}.fee")
        if fee:
            source = f"{name}; {shop.tables.source(f'{ROOT}.{path}.fee')}"
            costs.append(CostItem(kind=CostKind.BOUGHT, order_cost=fee, source=source))
        yield Work(operation=operation, costs=tuple(costs))


def price_marking(marking: Marking, shop: Shop) -> Iterator[Work | Review]:
    """Setting up a text and putting it on each piece."""
    path = f"marking.{marking.method}"
    name = shop.name(path)
    if not shop.does(path):
        reason = f"{name}: parts of this process are not marked so. Choose another way of marking."
        yield Review(code="requirements.marking_unsuited", reason=reason)
        return
    characters = sum(not character.isspace() for character in marking.text)
    operation = Operation(
        operation=OperationId.FINISH_TREATMENT,
        setup_s=shop.seconds(f"{path}.order"),
        run_s=shop.value(f"{path}.piece", "s") + characters * shop.value(f"{path}.character", "s"),
        note=f"{name}, {characters} characters",
    )
    yield Work(operation=operation, costs=(timed(operation, shop.labor),))
