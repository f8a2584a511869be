"""What a buyer could change to pay less: one step down in tolerance, finish or material."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from partwright.manufacturing.process import ProcessCatalog, ToleranceEntry
from partwright.manufacturing.specification import Specification
from partwright.manufacturing.tables import Tables
from partwright.pricing.wish import DEFAULT_FINISH, catalog_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """A change of the specification and the unit price before and after it, both really priced."""

    change: str
    unit_before: Decimal
    unit_after: Decimal


def alternatives(specification: Specification, *, tables: Tables) -> Iterator[tuple[str, Specification]]:
    """The specifications one step away that may be cheaper, each with the change in words.

    Tolerance: the next looser one; catalogs list them from the loosest on. Finish: none. Material: the one the price
    book names as the cheaper one that does most jobs of it.
    """
    catalog = catalog_of(specification.process, tables)
    looser = _looser(specification.tolerance, catalog)
    if looser is not None:
        yield f"tolerance {looser.name}", replace(specification, tolerance=looser.id)
    if specification.finish != DEFAULT_FINISH:
        yield "no finish", replace(specification, finish=DEFAULT_FINISH)
    path = f"pricing.savings.{specification.process}.{specification.material}"
    if path in tables:
        material = tables.word(path)
        carriers = next(entry.materials for entry in catalog.finishes if entry.id == specification.finish)
        if material in carriers:
            name = next(entry.name for entry in catalog.materials if entry.id == material)
            yield f"material {name}", replace(specification, material=material)


def _looser(tolerance: str, catalog: ProcessCatalog) -> ToleranceEntry | None:
    position = [entry.id for entry in catalog.tolerances].index(tolerance)
    return catalog.tolerances[position - 1] if position else None
