"""The price list of one plan: everything that quantity and lead time do not change, worked out once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial

from partwright.manufacturing.process import Capacity, CostItem
from partwright.manufacturing.specification import LeadTime, ProcessId
from partwright.manufacturing.tables import Tables
from partwright.pricing.book import PriceBook
from partwright.pricing.breakdown import (
    CostedItem,
    Line,
    Price,
    Steps,
    money_of_cents,
    money_of_ticks,
    price_lines,
)
from partwright.pricing.calibration import COST_KINDS, calibration
from partwright.pricing.lead_time import business_days, calendar, price_factor
from partwright.pricing.quantity import (
    BASIS_POINTS,
    MICROS_PER_UNIT,
    CostCurve,
    IntegerArray,
    Terms,
    basis_points,
    divide_to_even,
    held_ticks,
    micros,
    ramp,
    share,
    total_cents,
    wanted_ticks,
)

_PLACES = Decimal("0.0001")
_REMEMBERED = 256  # prices, so that a table whose last row alone is new is not worked out again
_KEPT = 4096  # pieces up to which price lists are kept: some 100 kB a tariff


@dataclass(frozen=True, slots=True, eq=False)
class PriceList:
    """What 1, 2, … pieces cost at one lead time.

    `charged` and `totals` are micro-units before and after the lead time's factor; `wanted` and `held` are unit prices
    in ticks before and after the rule that they never rise.
    """

    factor: Decimal
    charged: IntegerArray
    totals: IntegerArray
    wanted: IntegerArray
    held: IntegerArray


class Tariff:
    """Prices of one plan in one currency, for any quantities and lead times."""

    def __init__(
        self, items: Sequence[CostItem], *, process: ProcessId, capacity: Capacity, book: PriceBook, currency: str
    ) -> None:
        """Raises:
        SpecificationError: the currency has no rate.
        ValueError: a cost item with a coefficient below zero.
        """
        rate = book.exchange_rate(currency)
        self._tables, self._process, self._capacity = book.tables, process, capacity
        self._terms = _terms(book.tables, process=process, exchange_rate=rate)
        self._calibration = calibration(book.tables)
        self._markup_source = _markup_source(book.tables)
        self._items = [
            CostedItem(
                item=item,
                ramp=ramp(item, exchange_rate=rate),
                rate=None if item.rate is None else (item.rate * rate).quantize(_PLACES),
            )
            for item in items
        ]
        self._curve = CostCurve([(costed.item.kind, costed.ramp) for costed in self._items], terms=self._terms)
        self._lists: dict[LeadTime, PriceList] = {}
        self._prices: dict[tuple[int, LeadTime], Price] = {}
        self._value_max = micros(book.tables.money("pricing.limits.order_value_max", book.base_currency) * rate)

    @property
    def confidence(self) -> float:
        """How likely the true price lies between `low` and `high`."""
        return self._calibration.confidence

    def within_limits(self, quantity: int) -> bool:
        """Whether an order of this size is priced without a person: it costs something and not a fortune."""
        cost = sum(self._curve.cost_by_kind(quantity).values())
        return cost > 0 and self._curve.charged(quantity) <= self._value_max

    def prices(self, quantities: Sequence[int], lead_times: Sequence[LeadTime]) -> tuple[Price, ...]:
        """The price of each quantity at each lead time, quantities in the order asked, lead times within."""
        known = dict(self._prices)
        unknown = [q for q in quantities if any((q, lead_time) not in known for lead_time in lead_times)]
        if unknown:
            lists = self._price_lists(max(unknown), lead_times)
            for quantity in unknown:
                known.update(((quantity, price.lead_time), price) for price in self._price(quantity, lists))
            self._prices = known if len(known) <= _REMEMBERED else {}
        return tuple(known[quantity, lead_time] for quantity in quantities for lead_time in lead_times)

    def _price_lists(self, most: int, lead_times: Sequence[LeadTime]) -> dict[LeadTime, PriceList]:
        """The price lists up to a quantity; they are kept, because what a quantity costs depends on no larger one."""
        lists = {lead_time: self._lists.get(lead_time) for lead_time in lead_times}
        found = {lead_time: prices for lead_time, prices in lists.items() if prices and len(prices.totals) >= most}
        if len(found) < len(lists):
            charged = self._curve.charged_up_to(most)
            found = {lead_time: self._price_list(charged, lead_time) for lead_time in lists}
            if most <= _KEPT:
                self._lists |= found
        return found

    def _price_list(self, charged: IntegerArray, lead_time: LeadTime) -> PriceList:
        factor = price_factor(lead_time, tables=self._tables)
        totals = (charged * basis_points(factor) + BASIS_POINTS // 2) // BASIS_POINTS
        wanted = wanted_ticks(totals)
        return PriceList(factor=factor, charged=charged, totals=totals, wanted=wanted, held=held_ticks(wanted))

    def _price(self, quantity: int, lists: Mapping[LeadTime, PriceList]) -> Iterator[Price]:
        """The prices of one quantity: what it costs does not depend on the lead time."""
        band = self._calibration.factor_micros(self._curve.cost_by_kind(quantity))
        for lead_time, prices in lists.items():
            unit = int(prices.held[quantity - 1])
            yield Price(
                quantity=quantity,
                lead_time=lead_time,
                business_days=business_days(
                    self._capacity, quantity=quantity, calendar=calendar(self._process, lead_time, self._tables)
                ),
                unit=money_of_ticks(unit),
                total=money_of_cents(total_cents(unit, quantity)),
                low=money_of_ticks(divide_to_even(unit * MICROS_PER_UNIT, band)),
                high=money_of_ticks(divide_to_even(unit * band, MICROS_PER_UNIT)),
                itemize=partial(self._lines, quantity, lead_time, prices),
            )

    def _lines(self, quantity: int, lead_time: LeadTime, prices: PriceList) -> tuple[Line, ...]:
        """The lines of one price: worked out for whoever asks, which few of a table's cells are."""
        costs = self._curve.cost_by_kind(quantity)
        unit = int(prices.held[quantity - 1])
        steps = Steps(
            cost=sum(costs.values()),
            marked_up=sum(cost + share(cost, self._terms.markups[kind]) for kind, cost in costs.items()),
            charged=int(prices.charged[quantity - 1]),
            hastened=int(prices.totals[quantity - 1]),
            wanted_ticks=int(prices.wanted[quantity - 1]),
            unit_ticks=unit,
            total_cents=total_cents(unit, quantity),
            price_factor=prices.factor,
        )
        return price_lines(
            quantity, items=self._items, steps=steps, lead_time=lead_time, markup_source=self._markup_source
        )


@lru_cache(maxsize=64)
def _terms(tables: Tables, *, process: ProcessId, exchange_rate: Decimal) -> Terms:
    path = f"pricing.minimum_charge.{process}"
    minimum = tables.money(path if path in tables else "pricing.minimum_charge.other", "EUR")
    return Terms(
        markups={kind: basis_points(tables.money(f"pricing.markup.{kind}", "1")) for kind in COST_KINDS},
        minimum=micros(minimum * exchange_rate),
    )


@lru_cache(maxsize=8)
def _markup_source(tables: Tables) -> str:
    shares = (f"{tables.value(f'pricing.markup.{kind}', '1') * 100:g} % on {kind}" for kind in COST_KINDS)
    return "markup: " + ", ".join(shares)
