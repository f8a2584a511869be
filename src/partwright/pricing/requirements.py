"""What requirements add to a plan and its cost, each from a table, or the reason why a person must look first.

threads, inserts           → tap, tool_change, finish_treatment   pricing.tapping
critical dimensions, level → inspect                              pricing.proofs
certificates, marking      → inspect, finish_treatment            pricing.proofs
export control             → review; notes alone change nothing
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from partwright.errors import SpecificationError
from partwright.manufacturing.holes import NO_HOLES, HoleFacts
from partwright.manufacturing.process import CostItem, Plan, Review, Setup
from partwright.manufacturing.processes import PROCESSES
from partwright.manufacturing.requirements import FIELD, Certificate, InspectionLevel, Requirements
from partwright.manufacturing.specification import Specification
from partwright.manufacturing.tables import Tables
from partwright.pricing.extra import ROOT, Shop, Work, open_shop
from partwright.pricing.proofs import (
    outside_days,
    price_certificates,
    price_critical,
    price_inspection,
    price_marking,
)
from partwright.pricing.tapping import price_inserts, price_threads


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """A plan with what was required, all it costs, and the days that this takes beside the machine."""

    plan: Plan
    items: tuple[CostItem, ...]
    days: int


def check_offered(requirements: Requirements, *, tables: Tables) -> None:
    """Nothing, if the book has every size and method.

    Raises:
        SpecificationError: one that it does not have, with its field and the choices.
    """
    chosen = [(f"threads[{position}].size", item.size, "threads") for position, item in enumerate(requirements.threads)]
    chosen += [
        (f"inserts[{position}].size", item.size, "inserts") for position, item in enumerate(requirements.inserts)
    ]
    if requirements.marking is not None:
        chosen.append(("marking.method", requirements.marking.method, "marking"))
    for field, wished, rows in chosen:
        choices = tables.rows(f"{ROOT}.{rows}")
        if wished not in choices:
            raise SpecificationError(f"{FIELD}.{field}", wished, choices=choices)


def extend(
    requirements: Requirements,
    *,
    specification: Specification,
    plan: Plan,
    items: Sequence[CostItem],
    holes: HoleFacts | None,
    tables: Tables,
) -> Extended:
    """A plan that costs `items`, with what is required on top. `holes` None stands for a body without faces.

    Operations are added at the end, and to the setup that they happen in.

    Raises:
        SpecificationError: a size or method that the book does not have.
    """
    check_offered(requirements, tables=tables)
    shop = open_shop(specification, plan=plan, items=items, holes=holes or NO_HOLES, tables=tables)
    operations, costs, review = list(plan.operations), list(items), list(plan.review)
    for found in _answers(requirements, shop):
        if isinstance(found, Review):
            review.append(found)
        else:
            costs += (replace(cost, operation=len(operations)) for cost in found.costs)
            operations.append(found.operation)
    more = range(len(plan.operations), len(operations))
    setups = tuple(
        Setup(
            direction=setup.direction,
            operations=(*setup.operations, *(one for one in more if operations[one].setup == number)),
        )
        for number, setup in enumerate(plan.setups)
    )
    return Extended(
        plan=replace(plan, setups=setups, operations=tuple(operations), review=tuple(dict.fromkeys(review))),
        items=tuple(costs),
        days=outside_days(requirements.inspection, shop),
    )


def _answers(requirements: Requirements, shop: Shop) -> Iterator[Work | Review]:
    """Work or a reason for review for each thing required."""
    taken: set[int] = set()
    yield from price_threads(requirements.threads, shop, taken=taken)
    yield from price_inserts(requirements.inserts, shop, taken=taken)
    yield from price_critical(requirements.critical_dimensions, shop)
    yield from price_inspection(requirements.inspection, len(requirements.critical_dimensions), shop)
    yield from price_certificates(requirements.certificates, shop)
    if requirements.marking is not None:
        yield from price_marking(requirements.marking, shop)
    if requirements.export_controlled:
        reason = "The part is under export control: a person must see whether it may be made and sent."
        yield Review(code="requirements.export_control", reason=reason)


def report_offered(tables: Tables) -> dict[str, Any]:
    """What can be required, as it stands in the catalog's JSON."""
    return {
        "threads": [
            {
                "id": size,
                "name": tables.word(f"{ROOT}.threads.{size}.name"),
                **{
                    f"{name}_mm": tables.value(f"{ROOT}.threads.{size}.{name}", "mm")
                    for name in ("major", "pitch", "tap_drill", "hole_max")
                },
            }
            for size in tables.rows(f"{ROOT}.threads")
        ],
        "inserts": [
            {
                "id": size,
                "name": tables.word(f"{ROOT}.inserts.{size}.name"),
                "thread": tables.word(f"{ROOT}.inserts.{size}.thread"),
                **{
                    f"{name}_mm": tables.value(f"{ROOT}.inserts.{size}.{name}", "mm")
                    for name in ("hole", "hole_max", "length")
                },
                "processes": _processes(tables, f"inserts.{size}"),
            }
            for size in tables.rows(f"{ROOT}.inserts")
        ],
        "inspection_levels": [_named(tables, "inspection", level) for level in InspectionLevel],
        "certificates": [
            {**_named(tables, "certificates", one), "processes": _processes(tables, f"certificates.{one}")}
            for one in Certificate
        ],
        "marking_methods": [
            {**_named(tables, "marking", method), "processes": _processes(tables, f"marking.{method}")}
            for method in tables.rows(f"{ROOT}.marking")
        ],
    }


def _named(tables: Tables, rows: str, row: str) -> dict[str, str]:
    return {"id": str(row), "name": tables.word(f"{ROOT}.{rows}.{row}.name")}


def _processes(tables: Tables, path: str) -> list[str]:
    """The processes a row is for; all that there are where it names none."""
    return list(tables.words(f"{ROOT}.{path}.processes") or map(str, PROCESSES))
