"""What papers with prices have in common: lines, taxes, totals, and how they are paid."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from partwright.web.documents.errors import PaperSumsError
from partwright.web.documents.papers.letter import BankAccount, Letter, Party, require
from partwright.web.documents.papers.sums import InvoiceLine, TaxRow, check_sums, is_finer_than_cents, letters_of
from partwright.web.documents.writing import amount, money


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLetter(Letter):
    """A paper with prices. `lines` and `taxes` are amounts without tax and the tax on them; `paid` came before it.

    `terms` are sentences: when and how it is paid, and what else was agreed.
    """

    currency: str
    lines: tuple[InvoiceLine, ...]
    taxes: tuple[TaxRow, ...]
    order_number: str
    purchase_order: str = ""
    ship_to: Party | None = None
    terms: tuple[str, ...] = ()
    bank: BankAccount | None = None
    paid: Decimal = Decimal(0)

    @property
    def subtotal(self) -> Decimal:
        """All lines together, without tax."""
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def tax_total(self) -> Decimal:
        """The tax on all of it."""
        return sum((row.amount for row in self.taxes), Decimal(0))

    @property
    def total(self) -> Decimal:
        """All with tax."""
        return self.subtotal + self.tax_total

    @property
    def due(self) -> Decimal:
        """What is left to pay."""
        return self.total - self.paid

    def check_amounts(self) -> None:
        """Refuses a paper whose amounts contradict each other, or whose taxes are not explained.

        Raises:
            PaperSumsError: they do not add up.
            PaperIncompleteError: a line or the reason of a tax is missing, or a VAT ID that reverse charge needs.
        """
        require(self.lines, _("a line with what is charged"))
        check_sums(self.lines, self.taxes)
        if is_finer_than_cents(self.paid):
            raise PaperSumsError(_("paid"), told=self.paid, expected=round(self.paid, 2))
        for row in self.taxes:
            require(row.tax.reason, _("the reason of a tax rate"))
        if any(row.tax.reverse_charge for row in self.taxes):
            require(self.shop.vat_id, _("the shop's VAT ID, which reverse charge needs"))
            require(self.recipient.vat_id, _("the customer's VAT ID, which reverse charge needs"))
            require(
                all(row.amount == 0 for row in self.taxes if row.tax.reverse_charge), _("a reverse charge without tax")
            )

    def priced(self) -> dict[str, Any]:
        """What the templates of papers with prices are told beside what every one is."""
        letters = letters_of(self.taxes)
        return {
            "ship_to": self.ship_to.lines() if self.ship_to else [],
            "lines": [
                line.as_data(position=position, letter=letters[line.tax])
                for position, line in enumerate(self.lines, start=1)
            ],
            "taxes": [row.as_data(letters[row.tax]) for row in self.taxes],
            "totals": self._totals(),
            "terms": list(self.terms),
            "bank": [list(fact) for fact in self.bank.facts()] if self.bank else [],
        }

    def _totals(self) -> list[list[str]]:
        """The sums, the last of which is the one that counts."""
        rows = [[_("Subtotal"), amount(self.subtotal)], [_("Tax"), amount(self.tax_total)]]
        if not self.paid:
            return [*rows, [_("Total"), money(self.total, self.currency)]]
        return [
            *rows,
            [_("Total"), amount(self.total)],
            [_("Paid"), amount(-self.paid)],
            [_("Amount due"), money(self.due, self.currency)],
        ]

    def priced_words(self) -> dict[str, str]:
        """Heads of tables and blocks."""
        currency = {"currency": self.currency}
        return {
            "position": _("No."),
            "description": _("Description"),
            "quantity": _("Quantity"),
            "unit_price": _("Each, %(currency)s") % currency,
            "tax": _("Tax"),
            "total": _("Total, %(currency)s") % currency,
            "tax_reason": _("Tax rate and reason"),
            "taxable": _("Taxable, %(currency)s") % currency,
            "tax_amount": _("Tax, %(currency)s") % currency,
            "ship_to": _("Ship to"),
            "terms": _("Terms"),
            "bank": _("Bank details"),
        }
