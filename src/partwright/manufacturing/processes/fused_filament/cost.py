"""What a printing plan costs before margin, and how much of the shop it takes."""

from collections.abc import Iterator
from decimal import Decimal

from partwright.manufacturing.process import Capacity, CostItem, CostKind, Operation, OperationId, Plan
from partwright.manufacturing.processes.fused_filament.settings import ROOM
from partwright.manufacturing.specification import Specification
from partwright.manufacturing.tables import Tables

_MICRO = Decimal("0.000001")
_HOUR_S = Decimal(3600)


def price_plan(plan: Plan, specification: Specification, *, tables: Tables) -> tuple[CostItem, ...]:
    """The lines of cost of a plan, each with the operation it belongs to."""
    items = list(_materials(plan, specification, tables))
    for number, operation in enumerate(plan.operations):
        if operation.operation is OperationId.PRINT:
            items.append(_printing(plan, number, operation, tables))
        else:
            items.append(_labor(plan, number, operation, tables))
        if operation.operation is OperationId.FINISH_TREATMENT:
            items.append(_consumables(plan, specification, number, tables))
    return tuple(items)


def _amount(seconds: float, rate: Decimal) -> Decimal:
    return (_exact(seconds) * rate / _HOUR_S).quantize(_MICRO)


def _exact(number: float) -> Decimal:
    return Decimal(repr(round(number, 6)))


def _number(plan: Plan, name: str) -> float:
    return float(plan.parameters[name])


def _allowance(tables: Tables) -> float:
    """How often a piece is printed until one is good."""
    return 1.0 / (1.0 - tables.value(f"{ROOM}.waste.failed", "%") / 100.0)


def _materials(plan: Plan, specification: Specification, tables: Tables) -> Iterator[CostItem]:
    """Filament of piece and support, with prints that fail; skirt and purge once a plate."""
    path = f"materials.filaments.{specification.material}"
    gram = tables.money(f"{path}.price", "EUR/kg") / 1000
    grams = (_number(plan, "part_mass_g") + _number(plan, "support_mass_g")) * _allowance(tables)
    yield CostItem(
        kind=CostKind.MATERIAL,
        piece_cost=(_exact(grams) * gram).quantize(_MICRO),
        batch_cost=(_exact(_number(plan, "plate_mass_g")) * gram).quantize(_MICRO),
        batch_size=int(_number(plan, "plate_pieces")),
        source=f"{grams:.1f} g a piece with failed prints, {_number(plan, 'plate_mass_g'):.1f} g a plate; "
        f"{tables.source(f'{path}.price')}",
    )


def _printing(plan: Plan, number: int, operation: Operation, tables: Tables) -> CostItem:
    """Machine time: the print with those that fail, warming up once a plate."""
    rate = tables.money(f"{ROOM}.rates.{plan.machine}", "EUR/h")
    piece_s = operation.run_s * _allowance(tables)
    warming_s = 60.0 * tables.value(f"{ROOM}.times.warm_up", "min")
    return CostItem(
        kind=CostKind.MACHINE,
        operation=number,
        rate=rate,
        piece_s=piece_s,
        batch_s=warming_s,
        piece_cost=_amount(piece_s, rate),
        batch_cost=_amount(warming_s, rate),
        batch_size=int(_number(plan, "plate_pieces")),
        source=f"{operation.note}, failed prints included; {tables.source(f'{ROOM}.rates.{plan.machine}')}",
    )


def _labor(plan: Plan, number: int, operation: Operation, tables: Tables) -> CostItem:
    rate = tables.money(f"{ROOM}.rates.labor", "EUR/h")
    source = f"{operation.note}; {tables.source(f'{ROOM}.rates.labor')}".removeprefix("; ")
    order_cost = _amount(operation.setup_s, rate)
    if operation.operation is OperationId.LOAD:
        plate_s = 60.0 * tables.value(f"{ROOM}.times.plate", "min")
        return CostItem(
            kind=CostKind.LABOR,
            operation=number,
            rate=rate,
            batch_s=plate_s,
            batch_cost=_amount(plate_s, rate),
            batch_size=int(_number(plan, "plate_pieces")),
            source=source,
        )
    return CostItem(
        kind=CostKind.LABOR,
        operation=number,
        rate=rate,
        order_s=operation.setup_s,
        piece_s=operation.run_s,
        order_cost=order_cost,
        piece_cost=_amount(operation.run_s, rate),
        source=source,
    )


def _consumables(plan: Plan, specification: Specification, number: int, tables: Tables) -> CostItem:
    path = f"{ROOM}.finishes.{specification.finish}"
    area_dm2 = _exact(_number(plan, "area_mm2") / 1e4)
    price = tables.money(f"{path}.area_price", "EUR/dm2")
    return CostItem(
        kind=CostKind.MATERIAL,
        operation=number,
        piece_cost=(area_dm2 * price).quantize(_MICRO),
        minimum_cost=tables.money(f"{path}.minimum", "EUR"),
        source=f"{area_dm2:.2f} dm² at {price} EUR/dm²; {tables.source(f'{path}.area_price')}",
    )


def occupy(plan: Plan, specification: Specification, *, tables: Tables) -> Capacity:
    """Hours on the machine for the first piece and each more, and days that a finish dries."""
    piece_h = sum(one.run_s for one in plan.operations if one.operation is OperationId.PRINT) / 3600.0
    warm_up_h = tables.value(f"{ROOM}.times.warm_up", "min") / 60.0
    days = 0 if specification.finish == "none" else tables.value(f"{ROOM}.finishes.{specification.finish}.days", "d")
    return Capacity(
        first_h=piece_h * _allowance(tables) + warm_up_h, piece_h=piece_h * _allowance(tables), outside_days=round(days)
    )
