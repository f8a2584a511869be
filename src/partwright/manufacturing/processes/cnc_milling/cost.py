"""What a milling plan costs before margin, and how much of the shop it takes."""

from collections.abc import Iterator
from decimal import Decimal

from partwright.manufacturing.process import Capacity, CostItem, CostKind, Operation, OperationId, Plan
from partwright.manufacturing.processes.cnc_milling.shop import ROOM, Machine, Shop, open_shop
from partwright.manufacturing.specification import Specification
from partwright.manufacturing.tables import Tables

CUTTING = frozenset(
    {
        OperationId.ROUGH,
        OperationId.FINISH,
        OperationId.DRILL,
        OperationId.TAP,
        OperationId.TURN,
        OperationId.TOOL_CHANGE,
    }
)
AT_MACHINE = CUTTING | {OperationId.SETUP, OperationId.LOAD}
BY_HAND = frozenset(
    {
        OperationId.PROGRAM,
        OperationId.SETUP,
        OperationId.LOAD,
        OperationId.DEBURR,
        OperationId.INSPECT,
        OperationId.PACK,
    }
)
MICRO = Decimal("0.000001")
NOTHING = Decimal(0).quantize(MICRO)
HOUR_S = Decimal(3600)


def price_plan(plan: Plan, specification: Specification, *, tables: Tables) -> tuple[CostItem, ...]:
    """The lines of cost of a plan, each with the operation it belongs to."""
    shop = open_shop(tables)
    machine = next(one for one in shop.machines if one.id == plan.machine)
    return tuple(_items(plan, specification, shop, machine))


def _items(plan: Plan, specification: Specification, shop: Shop, machine: Machine) -> Iterator[CostItem]:
    if "stock" in plan.parameters:
        yield _material(plan, specification, shop)
    for number, operation in enumerate(plan.operations):
        if operation.operation in AT_MACHINE:
            source = f"{ROOM}.machines.{machine.id}.rate"
            yield _timed(CostKind.MACHINE, number, operation, machine.rate, source)
        if operation.operation in BY_HAND:
            yield _timed(CostKind.LABOR, number, operation, shop.labor_rate, f"{ROOM}.rates.labor")
        if operation.operation is OperationId.FINISH_TREATMENT:
            yield _bought(plan, specification, shop, number)


def _timed(kind: CostKind, number: int, operation: Operation, rate: Decimal, source: str) -> CostItem:
    return CostItem(
        kind=kind,
        operation=number,
        rate=rate,
        order_s=operation.setup_s,
        piece_s=operation.run_s,
        order_cost=_amount(operation.setup_s, rate),
        piece_cost=_amount(operation.run_s, rate),
        source=f"{operation.note}; {source}" if operation.note else source,
    )


def _amount(seconds: float, rate: Decimal) -> Decimal:
    # most operations take time once an order or once a piece, not both
    return (Decimal(f"{seconds:.6f}") * rate / HOUR_S).quantize(MICRO) if seconds else NOTHING


def _material(plan: Plan, specification: Specification, shop: Shop) -> CostItem:
    """The share of plate or bar each piece takes with its saw cuts; a dealer's smallest order at least."""
    mass, stock = float(plan.parameters["stock_mass_kg"]), plan.parameters["stock"]
    price = shop.material(specification).price_eur_kg
    return CostItem(
        kind=CostKind.MATERIAL,
        piece_cost=_euros(plan, "stock_material_eur") + _euros(plan, "stock_cuts_eur"),
        minimum_cost=Decimal(repr(shop.stock["order_minimum"])),
        source=f"{mass:.3f} kg sawn from {stock} at {price} EUR/kg; {shop.material(specification).price_source}",
    )


def _euros(plan: Plan, name: str) -> Decimal:
    return Decimal(repr(round(float(plan.parameters[name]), 6)))


def _bought(plan: Plan, specification: Specification, shop: Shop, number: int) -> CostItem:
    finish = shop.finish(specification)
    if finish is None:
        raise ValueError("a plan with a finish treatment needs a specification with a finish")
    area_dm2 = Decimal(repr(round(float(plan.parameters["surface_mm2"]) / 1e4, 6)))
    return CostItem(
        kind=CostKind.BOUGHT,
        operation=number,
        piece_cost=(finish.piece_price + finish.area_price_dm2 * area_dm2).quantize(MICRO),
        minimum_cost=finish.minimum,
        source=f"{finish.name}: {area_dm2:.2f} dm² at {finish.area_price_dm2} EUR/dm², {finish.minimum} EUR at least; "
        f"{finish.source}",
    )


def machining_s(plan: Plan) -> float:
    """Machining time of one piece: cutting and tool changes, as the contract defines it."""
    return sum(operation.run_s for operation in plan.operations if operation.operation in CUTTING)


def occupy(plan: Plan, specification: Specification, *, tables: Tables) -> Capacity:
    """Hours on the machine for setting up with the first piece and for each more, and days at a finisher's."""
    finish = open_shop(tables).finish(specification)
    held = [operation for operation in plan.operations if operation.operation in AT_MACHINE]
    piece_h = sum(operation.run_s for operation in held) / 3600
    return Capacity(
        first_h=piece_h + sum(operation.setup_s for operation in held) / 3600,
        piece_h=piece_h,
        outside_days=finish.days if finish else 0,
    )
