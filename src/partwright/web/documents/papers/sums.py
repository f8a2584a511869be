"""Lines with prices, the taxes on them, and that they add up to the cent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from partwright.units import round_money
from partwright.web.documents.errors import PaperSumsError
from partwright.web.documents.writing import amount, number, percent, unit_price

HALF = Decimal("0.5")
CENT = Decimal("0.01")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Tax:
    """How something is taxed, and why: `Tax(Decimal(19), "Germany, standard rate")`.

    `reverse_charge` says that the customer owes the tax, not the shop; the rate is 0 then.
    """

    rate_percent: Decimal
    reason: str
    reverse_charge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """Something that is charged. `total` is its net amount; a rebate is a line with a negative price."""

    name: str
    quantity: Decimal | int
    unit_price: Decimal
    total: Decimal
    tax: Tax
    unit: str = ""
    details: tuple[str, ...] = ()

    def check(self) -> None:
        """Refuses a total that is not quantity times price, as far as the price is written out.

        Raises:
            PaperSumsError: it is off by more than the price's last digit and the rounding to a cent explain.
        """
        exponent = self.unit_price.as_tuple().exponent
        last_digit = min(Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0), CENT)
        expected = self.unit_price * self.quantity
        if abs(expected - self.total) > (last_digit * abs(self.quantity) + CENT) * HALF or is_finer_than_cents(
            self.total
        ):
            raise PaperSumsError(self.name, told=self.total, expected=round_money(expected))

    def as_data(self, *, position: int, letter: str) -> dict[str, Any]:
        """The line with every number written; `letter` leads to the reason of its tax."""
        return {
            "position": str(position),
            "name": self.name,
            "details": list(self.details),
            "quantity": " ".join(filter(None, [number(self.quantity), self.unit])),
            "unit_price": unit_price(self.unit_price),
            "tax": percent(self.tax.rate_percent),
            "letter": letter,
            "total": amount(self.total),
        }


@dataclass(frozen=True, slots=True)
class TaxRow:
    """What is taxed in one way, and the tax on it."""

    tax: Tax
    taxable: Decimal
    amount: Decimal

    def as_data(self, letter: str) -> dict[str, Any]:
        """The row with every number written."""
        words = _("Reverse charge. %(reason)s") % {"reason": self.tax.reason}
        return {
            "letter": letter,
            "rate": percent(self.tax.rate_percent),
            "reason": words if self.tax.reverse_charge else self.tax.reason,
            "taxable": amount(self.taxable),
            "amount": amount(self.amount),
        }


def tax_rows(lines: Iterable[InvoiceLine]) -> tuple[TaxRow, ...]:
    """One row for each way in which lines are taxed, in their order; the tax is that on the sum, rounded half up."""
    taxable: dict[Tax, Decimal] = {}
    for line in lines:
        taxable[line.tax] = taxable.get(line.tax, Decimal(0)) + line.total
    return tuple(TaxRow(tax, net, round_money(net * tax.rate_percent / 100)) for tax, net in taxable.items())


def check_sums(lines: Sequence[InvoiceLine], rows: Sequence[TaxRow]) -> None:
    """Refuses rows of tax that are not those of the lines. Tax may be rounded for each line, or once for each row.

    Raises:
        PaperSumsError: a line, the sum that is taxed in some way, or the tax on it is wrong.
    """
    for line in lines:
        line.check()
    expected = {row.tax: row for row in tax_rows(lines)}
    for row in rows:
        reason = row.tax.reason
        if row.tax not in expected:
            raise PaperSumsError(reason, told=row.taxable, expected=Decimal(0))
        ours = expected.pop(row.tax)
        if row.taxable != ours.taxable:
            raise PaperSumsError(reason, told=row.taxable, expected=ours.taxable)
        roundings = sum(line.tax == row.tax for line in lines)
        exact = row.taxable * row.tax.rate_percent / 100
        if abs(row.amount - exact) > CENT * HALF * roundings or is_finer_than_cents(row.amount):
            raise PaperSumsError(reason, told=row.amount, expected=ours.amount)
    for ours in expected.values():
        raise PaperSumsError(ours.tax.reason, told=Decimal(0), expected=ours.taxable)


def letters_of(rows: Sequence[TaxRow]) -> dict[Tax, str]:
    """A letter for each way in which lines are taxed, by which a line refers to it."""
    return {row.tax: LETTERS[at % len(LETTERS)] * (at // len(LETTERS) + 1) for at, row in enumerate(rows)}


def is_finer_than_cents(value: Decimal) -> bool:
    """Whether an amount has digits below the cent."""
    return value != round_money(value)
