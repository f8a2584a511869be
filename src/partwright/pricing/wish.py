"""What a customer asks for, and the specifications it can mean."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from partwright.errors import SpecificationError
from partwright.manufacturing.process import ProcessCatalog
from partwright.manufacturing.processes import PROCESSES
from partwright.manufacturing.specification import LeadTime, ProcessId, Specification
from partwright.manufacturing.tables import Tables
from partwright.pricing.book import PriceBook

DEFAULT_FINISH = "none"
DEFAULT_TOLERANCE = "standard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for; None means that any will do, or the default of the process."""

    process: ProcessId | None = None
    material: str | None = None
    finish: str | None = None
    tolerance: str | None = None
    quantities: tuple[int, ...] = (1,)
    lead_times: tuple[LeadTime, ...] = (LeadTime.STANDARD,)
    currency: str = "EUR"


@lru_cache(maxsize=64)
def catalog_of(process: ProcessId, tables: Tables) -> ProcessCatalog:
    """What a process offers by these tables, worked out once."""
    return PROCESSES[process].catalog(tables)


def specifications(
    wish: Wish, *, book: PriceBook, processes: Collection[ProcessId] | None = None
) -> tuple[Specification, ...]:
    """One specification for each process that offers what is wished, in the order of `PROCESSES`.

    `processes` are those that a shop offers; None for all.

    Raises:
        SpecificationError: nothing offers it; the error names the field and what may stand there.
    """
    _check_order(wish, book)
    offered = [process for process in PROCESSES if processes is None or process in processes]
    if wish.process is not None and wish.process not in offered:
        raise SpecificationError("process", str(wish.process), choices=tuple(map(str, offered)))
    catalogs = [catalog_of(process, book.tables) for process in offered if wish.process in (None, process)]
    catalogs = _offering("material", wish.material, catalogs)
    catalogs = _offering("finish", wish.finish, catalogs)
    catalogs = _offering("tolerance", wish.tolerance, catalogs)
    found = [_specification(wish, catalog) for catalog in catalogs]
    fitting = tuple(specification for specification in found if specification is not None)
    if not fitting:
        raise SpecificationError(
            "finish",
            wish.finish,
            choices=_finishes_on(wish.material, catalogs),
            reason=f"does not go on {wish.material}",
        )
    return fitting


def _check_order(wish: Wish, book: PriceBook) -> None:
    most = int(book.tables.value("pricing.limits.quantity_max", "1"))
    if not wish.quantities or not wish.lead_times:
        raise SpecificationError("quantity", wish.quantities, reason="is empty: name at least one quantity")
    for quantity in wish.quantities:
        if not 1 <= quantity <= most:
            raise SpecificationError("quantity", quantity, reason=f"is outside 1 to {most}")
    book.exchange_rate(wish.currency)


def _offered(field: str, catalog: ProcessCatalog) -> tuple[str, ...]:
    offered = {
        "material": [entry.id for entry in catalog.materials],
        "finish": [entry.id for entry in catalog.finishes],
        "tolerance": [entry.id for entry in catalog.tolerances],
    }
    return tuple(offered[field])


def _offering(field: str, wished: str | None, catalogs: list[ProcessCatalog]) -> list[ProcessCatalog]:
    if wished is None:
        return catalogs
    kept = [catalog for catalog in catalogs if wished in _offered(field, catalog)]
    if not kept:
        choices = dict.fromkeys(choice for catalog in catalogs for choice in _offered(field, catalog))
        raise SpecificationError(field, wished, choices=tuple(choices))
    return kept


def _specification(wish: Wish, catalog: ProcessCatalog) -> Specification | None:
    """The specification a wish means in one process; None where its finish does not go on its material."""
    finish = wish.finish or DEFAULT_FINISH
    carriers = next(entry.materials for entry in catalog.finishes if entry.id == finish)
    if wish.material is not None:
        material = wish.material
        if material not in carriers:
            return None
    else:
        default = catalog.default_material
        material = default if default in carriers else next(iter(carriers))
    return Specification(catalog.id, material, finish, wish.tolerance or DEFAULT_TOLERANCE)


def _finishes_on(material: str | None, catalogs: Iterable[ProcessCatalog]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(finish.id for catalog in catalogs for finish in catalog.finishes if material in finish.materials)
    )
