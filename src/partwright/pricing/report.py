"""The public JSON of options and of the catalog: keys and order of the contract, money as decimal strings."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from partwright.manufacturing.process import Plan, ProcessCatalog
from partwright.manufacturing.processes import PROCESSES
from partwright.manufacturing.requirements import NONE
from partwright.manufacturing.specification import LeadTime, ProcessId
from partwright.pricing.book import PriceBook
from partwright.pricing.breakdown import Line, Price
from partwright.pricing.quote import Option
from partwright.pricing.requirements import report_offered
from partwright.pricing.wish import catalog_of

SCHEMA = 1


def report_option(option: Option, *, face_ids: Sequence[int]) -> dict[str, Any]:
    """The object of one option in `quote --json`. `face_ids` are the file-wide ids of the body's faces, in order.

    What is required stands at its end, if anything is.
    """
    required = {} if option.requirements == NONE else {"requirements": option.requirements.as_plain()}
    return {
        "body": option.body,
        "process": option.process.value,
        "material": option.material,
        "finish": option.finish,
        "tolerance": option.tolerance,
        "currency": option.currency,
        "price_book": {"version": option.book_version, "digest": option.book_digest},
        "feasible": option.feasible,
        "review": [{"code": review.code, "reason": review.reason} for review in option.review],
        "findings": list(option.findings),
        "plan": None if option.plan is None else report_plan(option.plan, face_ids=face_ids),
        "confidence": option.confidence,
        "prices": [report_price(price) for price in option.prices],
        "savings": None
        if option.savings is None
        else [
            {
                "change": saving.change,
                "unit_before": decimal_string(saving.unit_before),
                "unit_after": decimal_string(saving.unit_after),
            }
            for saving in option.savings
        ],
        **required,
    }


def report_plan(plan: Plan, *, face_ids: Sequence[int]) -> dict[str, Any]:
    """The plan of an option; `note` says in words where the time of an operation comes from."""
    return {
        "machine": plan.machine,
        "orientation": list(plan.orientation),
        "stock_mm": None if plan.stock_mm is None else list(plan.stock_mm),
        "parameters": dict(plan.parameters),
        "setups": [{"direction": list(setup.direction), "operations": list(setup.operations)} for setup in plan.setups],
        "operations": [
            {
                "operation": operation.operation.value,
                "setup": operation.setup,
                "tool": operation.tool,
                "features": list(operation.features),
                "faces": [face_ids[position] for position in operation.faces],
                "setup_s": operation.setup_s,
                "run_s": operation.run_s,
                "note": operation.note or None,
            }
            for operation in plan.operations
        ],
    }


def report_price(price: Price) -> dict[str, Any]:
    """One price with its lines."""
    return {
        "quantity": price.quantity,
        "lead_time": str(price.lead_time),
        "business_days": price.business_days,
        "unit": decimal_string(price.unit),
        "total": decimal_string(price.total),
        "low": decimal_string(price.low),
        "high": decimal_string(price.high),
        "lines": [report_line(line) for line in price.lines],
    }


def report_line(line: Line) -> dict[str, Any]:
    """One line of a price."""
    return {
        "kind": str(line.kind),
        "operation": line.operation,
        "seconds": line.seconds,
        "rate": None if line.rate is None else decimal_string(line.rate),
        "cost": decimal_string(line.cost),
        "source": line.source,
    }


def decimal_string(amount: Decimal) -> str:
    """An amount without exponent: `12.5000`."""
    return f"{amount:f}"


def report_catalog(book: PriceBook, *, processes: Collection[ProcessId] | None = None) -> dict[str, Any]:
    """The contract's JSON of the catalog; `processes` are those that a shop offers, None for all."""
    offered = [process for process in PROCESSES if processes is None or process in processes]
    return {
        "schema": SCHEMA,
        "lead_times": [lead_time.value for lead_time in LeadTime],
        "currencies": list(book.currencies),
        "processes": [_report_process(catalog_of(process, book.tables)) for process in offered],
        "requirements": report_offered(book.tables),
    }


def _report_process(offered: ProcessCatalog) -> dict[str, Any]:
    return {
        "id": offered.id.value,
        "name": offered.name,
        "machines": [
            {"id": machine.id, "envelope_mm": list(machine.envelope_mm), "parameters": dict(machine.parameters)}
            for machine in offered.machines
        ],
        "materials": [
            {
                "id": material.id,
                "name": material.name,
                "density_g_cm3": material.density_g_cm3,
                "default": material.default,
            }
            for material in offered.materials
        ],
        "finishes": [
            {"id": finish.id, "name": finish.name, "materials": list(finish.materials)} for finish in offered.finishes
        ],
        "tolerances": [{"id": tolerance.id, "name": tolerance.name} for tolerance in offered.tolerances],
    }
