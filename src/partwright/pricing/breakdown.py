"""The lines of a price: what each piece of work costs, and every step from cost to the total, to the last digit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from partwright.manufacturing.process import CostItem, CostKind
from partwright.manufacturing.specification import LeadTime
from partwright.pricing.quantity import MICROS_PER_TICK, Ramp

_TICK_PLACES = -4
_CENT_PLACES = -2
_NOTHING = Decimal("0.0000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line for the whole quantity. `seconds` is None where no time is spent, `rate` is money an hour."""

    kind: CostKind
    operation: int | None
    seconds: float | None
    rate: Decimal | None
    cost: Decimal
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of one quantity at one lead time.

    `itemize` works out the lines: a table of prices is asked for at every click, the lines of few of them are read.
    """

    quantity: int
    lead_time: LeadTime
    business_days: int
    unit: Decimal
    total: Decimal
    low: Decimal
    high: Decimal
    itemize: Callable[[], tuple[Line, ...]] = field(repr=False, compare=False)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What the price is made of; they sum to `total` exactly."""
        return self.itemize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The way from cost to total, in micro-units but for `unit_ticks`, `wanted_ticks` and `total_cents`."""

    cost: int
    marked_up: int
    charged: int
    hastened: int
    wanted_ticks: int
    unit_ticks: int
    total_cents: int
    price_factor: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CostedItem:
    """A cost item, its ramp in the quote's currency and its rate there."""

    item: CostItem
    ramp: Ramp
    rate: Decimal | None


def money_of_ticks(ticks: int) -> Decimal:
    """Money of a whole number of ticks, with four decimals."""
    return Decimal(ticks).scaleb(_TICK_PLACES)


def money_of_cents(cents: int) -> Decimal:
    """Money of a whole number of cents, with two decimals."""
    return Decimal(cents).scaleb(_CENT_PLACES)


def item_lines(quantity: int, items: Sequence[CostedItem]) -> tuple[Line, ...]:
    """The lines of work, material and bought services; those that cost nothing and take no time are left out."""
    lines: list[Line] = []
    for costed in items:
        item = costed.item
        ticks = (costed.ramp.at(quantity) + MICROS_PER_TICK // 2) // MICROS_PER_TICK
        seconds = item.order_s + item.piece_s * quantity
        if item.batch_s:
            seconds += item.batch_s * -(-quantity // item.batch_size)
        if ticks or seconds:
            lines.append(
                Line(
                    kind=item.kind,
                    operation=item.operation,
                    seconds=seconds or None,
                    rate=costed.rate,
                    cost=money_of_ticks(ticks),
                    source=item.source,
                )
            )
    return tuple(lines)


def price_lines(
    quantity: int, *, items: Sequence[CostedItem], steps: Steps, lead_time: LeadTime, markup_source: str
) -> tuple[Line, ...]:
    """All lines of a price: those of its `items` and each step from their cost to the total that changed anything.

    Every line has four decimals. The last, `rounding`, takes what rounding the lines, the unit price and the total
    left over, so that the sum is exact.
    """
    changes = (
        (CostKind.MARGIN, _ticks(steps.marked_up) - _ticks(steps.cost), markup_source),
        (CostKind.MINIMUM, _ticks(steps.charged) - _ticks(steps.marked_up), "the least an order costs"),
        (
            CostKind.LEAD_TIME,
            _ticks(steps.hastened) - _ticks(steps.charged),
            f"lead time {lead_time}: price × {steps.price_factor:f}",
        ),
        (
            CostKind.QUANTITY,
            (steps.unit_ticks - steps.wanted_ticks) * quantity,
            "no piece costs more than it would in a smaller order, no order less than a smaller one",
        ),
    )
    work = item_lines(quantity, items)
    lines = [*work, *(_change_line(kind, money_of_ticks(ticks), source) for kind, ticks, source in changes if ticks)]
    left_over = money_of_cents(steps.total_cents) - sum((line.cost for line in lines), _NOTHING)
    if left_over:
        lines.append(_change_line(CostKind.ROUNDING, left_over, "unit price to four decimals, total to the cent"))
    return tuple(lines)


def _ticks(micro_units: int) -> int:
    return (micro_units + MICROS_PER_TICK // 2) // MICROS_PER_TICK


def _change_line(kind: CostKind, cost: Decimal, source: str) -> Line:
    return Line(kind=kind, operation=None, seconds=None, rate=None, cost=cost, source=source)
