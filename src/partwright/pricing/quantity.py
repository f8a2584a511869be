"""How cost and price run with the quantity, in exact integers.

Money is counted in micro-units of the quote's currency (10⁻⁶), unit prices in ticks (10⁻⁴), totals in cents. Cost never
falls with the quantity, because no coefficient of a `CostItem` is negative; so "the lowest total of that many or more"
is that of that many, and a price list needs only what stands at or below a quantity. Whatever set of quantities is
asked for, each gets the price it would get alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import NDArray

from partwright.manufacturing.process import CostItem, CostKind

MICROS_PER_UNIT = 1_000_000
MICROS_PER_TICK = 100
TICKS_PER_UNIT = 10_000
TICKS_PER_CENT = 100
BASIS_POINTS = 10_000

IntegerArray = NDArray[np.int64]


def micros(amount: Decimal) -> int:
    """Money as a whole number of micro-units, rounded half up."""
    return int((amount * MICROS_PER_UNIT).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def basis_points(ratio: Decimal) -> int:
    """A ratio as a whole number of basis points, rounded half up."""
    return int((ratio * BASIS_POINTS).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def share(amount: int, points: int) -> int:
    """`amount` times a ratio in basis points, rounded half up."""
    return (amount * points + BASIS_POINTS // 2) // BASIS_POINTS


def divide_to_even(amount: int, divisor: int) -> int:
    """A quotient of whole numbers, a half rounded to the even neighbor."""
    quotient, rest = divmod(amount, divisor)
    return quotient + (2 * rest > divisor or (2 * rest == divisor and quotient % 2 == 1))


@dataclass(frozen=True, slots=True)
class Ramp:
    """The cost of one item in micro-units: max(order + piece · q + batch · ⌈q / size⌉, floor)."""

    order: int
    piece: int
    batch: int
    size: int
    floor: int

    def at(self, quantity: int) -> int:
        """The cost of a quantity."""
        return max(self.order + self.piece * quantity + self.batch * -(-quantity // self.size), self.floor)

    def over(self, quantities: IntegerArray) -> IntegerArray:
        """The cost of each of many quantities."""
        cost = self.order + self.piece * quantities
        if self.batch:
            cost += self.batch * -(-quantities // self.size)
        return np.maximum(cost, self.floor) if self.floor else cost


def ramp(item: CostItem, *, exchange_rate: Decimal) -> Ramp:
    """A cost item in exact integers of the quote's currency.

    Raises:
        ValueError: a negative coefficient, which would let a total fall with the quantity.
    """
    coefficients = [
        micros(cost * exchange_rate) if cost else 0  # most of them are
        for cost in (item.order_cost, item.piece_cost, item.batch_cost, item.minimum_cost)
    ]
    if min(coefficients) < 0 or item.batch_size < 1:
        raise ValueError(f"a cost item of kind {item.kind} has a coefficient below zero: {item}")
    order, piece, batch, floor = coefficients
    return Ramp(order=order, piece=piece, batch=batch, size=item.batch_size, floor=floor)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the shop adds to cost: markups by kind in basis points, and the least it charges in micro-units."""

    markups: dict[CostKind, int]
    minimum: int


class CostCurve:
    """The price of a plan before lead time and rounding, for any quantity."""

    def __init__(self, ramps: Sequence[tuple[CostKind, Ramp]], *, terms: Terms) -> None:
        self._terms = terms
        self._ramps: dict[CostKind, list[Ramp]] = {}
        for kind, one in ramps:
            self._ramps.setdefault(kind, []).append(one)
        self._simple = {kind: _merged(many) for kind, many in self._ramps.items()}

    def cost_by_kind(self, quantity: int) -> dict[CostKind, int]:
        """Cost before markup."""
        return {kind: sum(one.at(quantity) for one in many) for kind, many in self._simple.items()}

    def charged(self, quantity: int) -> int:
        """Cost with markup, at least the minimum."""
        costs = self.cost_by_kind(quantity)
        return max(
            sum(cost + share(cost, self._terms.markups[kind]) for kind, cost in costs.items()), self._terms.minimum
        )

    def charged_up_to(self, quantity: int) -> IntegerArray:
        """`charged` of 1, 2, … `quantity`. Sums must stay below 9 × 10¹⁴ micro-units."""
        quantities = np.arange(1, quantity + 1, dtype=np.int64)
        total = np.zeros(quantity, dtype=np.int64)
        for kind, many in self._simple.items():
            cost = np.zeros(quantity, dtype=np.int64)
            for one in many:
                cost += one.over(quantities)
            total += cost + (cost * self._terms.markups[kind] + BASIS_POINTS // 2) // BASIS_POINTS
        return np.maximum(total, self._terms.minimum)


def _merged(ramps: Sequence[Ramp]) -> list[Ramp]:
    """The same sum from fewer ramps: all without floor and with one batch size become one."""
    kept = [one for one in ramps if one.floor]
    sums: dict[int, Ramp] = {}
    for one in ramps:
        if not one.floor:
            size = one.size if one.batch else 1
            before = sums.get(size, Ramp(order=0, piece=0, batch=0, size=size, floor=0))
            sums[size] = Ramp(
                order=before.order + one.order,
                piece=before.piece + one.piece,
                batch=before.batch + one.batch,
                size=size,
                floor=0,
            )
    return [*sums.values(), *kept]


def wanted_ticks(totals: IntegerArray) -> IntegerArray:
    """The unit prices of totals in micro-units for 1, 2, … pieces, each rounded half up by itself."""
    quantities = np.arange(1, len(totals) + 1, dtype=np.int64)
    return (totals + quantities * (MICROS_PER_TICK // 2)) // (quantities * MICROS_PER_TICK)


def unit_ticks(totals: IntegerArray) -> IntegerArray:
    """The unit prices charged for 1, 2, … pieces of these totals in micro-units, which must not fall."""
    return held_ticks(wanted_ticks(totals))


def held_ticks(wanted: IntegerArray) -> IntegerArray:
    """The unit prices charged for 1, 2, … pieces: the lowest that `wanted_ticks` has for that many or fewer.

    They never rise. Where rounding alone would make the total in cents fall, the unit price is held as high as it must
    be. The price of a quantity depends on no larger one.
    """
    ticks = np.minimum.accumulate(wanted)
    quantities = np.arange(1, len(wanted) + 1, dtype=np.int64)
    falls = np.flatnonzero(np.diff(cents(ticks, quantities)) < 0)
    if falls.size:
        _hold(ticks, first=int(falls[0]) + 1, last=int(falls[-1]) + 1)
    return ticks


def cents(ticks: IntegerArray, quantities: IntegerArray) -> IntegerArray:
    """The totals in cents of unit prices in ticks, rounded half up."""
    return (ticks * quantities + TICKS_PER_CENT // 2) // TICKS_PER_CENT


def total_cents(ticks: int, quantity: int) -> int:
    """The total in cents of one unit price in ticks, rounded half up."""
    return (ticks * quantity + TICKS_PER_CENT // 2) // TICKS_PER_CENT


def _hold(ticks: IntegerArray, *, first: int, last: int) -> None:
    """Raise unit prices from position `first` on so far that no total falls; `last` is the last fall without that."""
    plain = ticks[first:].tolist()
    held = int(ticks[first - 1])
    for offset, lowest in enumerate(plain):
        quantity = first + offset + 1
        total_before = total_cents(held, quantity - 1)
        needed = -((TICKS_PER_CENT // 2 - TICKS_PER_CENT * total_before) // quantity)
        held = min(held, max(lowest, needed))
        ticks[first + offset] = held
        if held == lowest and first + offset > last:
            return
        if quantity > held + TICKS_PER_CENT:
            # One tick less would cost the total more than one more piece adds: from here on the price stands.
            ticks[first + offset :] = held
            return
