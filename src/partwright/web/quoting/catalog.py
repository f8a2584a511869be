"""What can be chosen for a line, and how one choice completes the others."""

from collections.abc import Mapping

from partwright.errors import SpecificationError
from partwright.manufacturing.process import FinishEntry, ProcessCatalog
from partwright.manufacturing.specification import LeadTime, ProcessId, Specification
from partwright.pricing.wish import DEFAULT_FINISH, DEFAULT_TOLERANCE, catalog_of
from partwright.web.books.selectors import current_book
from partwright.web.quoting.models import MAX_QUANTITY, QuoteLine
from partwright.web.shop.selectors import offered_processes

FIELDS = ("process", "material", "finish", "tolerance")


def offered() -> Mapping[ProcessId, ProcessCatalog]:
    """What each process that the shop offers can do under the current price book, in the order shown."""
    tables = current_book().tables
    return {process_id: catalog_of(process_id, tables) for process_id in offered_processes()}


def finishes_on(catalog: ProcessCatalog, material: str) -> tuple[FinishEntry, ...]:
    """The finishes that go on a material."""
    return tuple(finish for finish in catalog.finishes if material in finish.materials)


def completed(line: QuoteLine, choices: Mapping[str, str]) -> Specification:
    """The specification of a line after some choices.

    What was chosen before stays where it goes with the new choices, and else falls back to the default of the process.
    A choice itself must be offered.

    Raises:
        SpecificationError: a choice that is not offered.
    """
    unknown = set(choices) - set(FIELDS)
    if unknown:
        raise SpecificationError("field", min(unknown), choices=(*FIELDS, "quantity", "lead_time"))
    catalogs = offered()
    process = choices.get("process", line.process)
    if process not in catalogs:
        raise SpecificationError("process", process, choices=tuple(catalogs))
    catalog = catalogs[ProcessId(process)]

    def pick(field: str, ids: tuple[str, ...], default: str) -> str:
        if field in choices:
            if choices[field] not in ids:
                raise SpecificationError(field, choices[field], choices=ids)
            return choices[field]
        before: str = getattr(line, field)
        return before if before in ids else default

    material = pick("material", tuple(entry.id for entry in catalog.materials), catalog.default_material)
    finish = pick("finish", tuple(entry.id for entry in finishes_on(catalog, material)), DEFAULT_FINISH)
    tolerance = pick("tolerance", tuple(entry.id for entry in catalog.tolerances), DEFAULT_TOLERANCE)
    return Specification(catalog.id, material, finish, tolerance)


def choose(line: QuoteLine, choices: Mapping[str, object]) -> None:
    """Puts choices of any kind into a line, without storing it.

    Raises:
        SpecificationError: a choice that is not offered, or a line that has nothing to choose from yet.
    """
    rest = {field: str(value) for field, value in choices.items()}
    if "quantity" in rest:
        line.quantity = _checked_quantity(rest.pop("quantity"))
    if "lead_time" in rest:
        line.lead_time = _checked_lead_time(rest.pop("lead_time"))
    if rest:
        if line.body_id is None:
            raise SpecificationError("process", line.process, reason="can be chosen once the part is analyzed")
        specification = completed(line, rest)
        line.process, line.material = specification.process, specification.material
        line.finish, line.tolerance = specification.finish, specification.tolerance


def differing(line: QuoteLine, sent: Mapping[str, str]) -> dict[str, str]:
    """What a form that sends everything changes of a line: only what differs is a choice, the rest may fall back."""
    return {field: value for field, value in sent.items() if value != str(getattr(line, field))}


def _checked_quantity(value: str) -> int:
    quantity = int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else 0
    if not 1 <= quantity <= MAX_QUANTITY:
        raise SpecificationError("quantity", value, reason=f"is no whole number from 1 to {MAX_QUANTITY}")
    return quantity


def _checked_lead_time(value: str) -> LeadTime:
    if value not in set(LeadTime):
        raise SpecificationError("lead_time", value, choices=tuple(LeadTime))
    return LeadTime(value)


def check_currency(currency: str) -> str:
    """The currency, if prices can be told in it.

    Raises:
        SpecificationError: no rate is known.
    """
    current_book().exchange_rate(currency)
    return currency
