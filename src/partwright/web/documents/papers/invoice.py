"""Invoices, credit notes and pro forma invoices, with what article 226 of Directive 2006/112/EC asks for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from partwright.web.documents.kinds import PaperKind
from partwright.web.documents.papers.letter import Fact, require, written
from partwright.web.documents.papers.priced import PricedLetter
from partwright.web.documents.writing import day


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The invoice that a credit note corrects, and why."""

    number: str
    issued_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice(PricedLetter):
    """An invoice; by its `kind` also a credit note, whose amounts are what is given back, or a pro forma invoice.

    Number and date of issue come with `services.issue`. `supplied_on` is the day of delivery, or the first and last of
    several; a pro forma invoice has none yet.
    """

    kind: PaperKind = PaperKind.INVOICE
    supplied_on: date | tuple[date, date] | None = None
    due_on: date | None = None
    corrects: Correction | None = None

    def __post_init__(self) -> None:
        if self.kind not in _TITLES:
            raise ValueError(f"An invoice is no {self.kind}.")
        self.check_parties()
        self.check_amounts()
        if self.kind is PaperKind.CREDIT_NOTE:
            require(self.corrects, _("the invoice that a credit note corrects"))
        else:
            require(self.terms or not self.due, _("the terms of payment"))
        if self.kind is PaperKind.INVOICE:
            require(self.supplied_on, _("the date of supply"))

    def as_data(self) -> dict[str, Any]:
        """What the template `invoice` says."""
        letter = self.letter(self.kind, title=_TITLES[self.kind](), facts=self._facts(), words=self.priced_words())
        return letter | self.priced() | {"lead": self._lead()}

    def _facts(self) -> list[Fact]:
        corrects = self.corrects
        return written(
            (_("Corrects invoice"), corrects.number if corrects else ""),
            (_("Invoice of"), day(corrects.issued_on) if corrects else ""),
            (_("Date of supply"), self._supplied()),
            (_("Due"), day(self.due_on) if self.due_on else ""),
            (_("Order"), self.order_number),
            (_("Your purchase order"), self.purchase_order),
        )

    def _supplied(self) -> str:
        match self.supplied_on:
            case None:
                return ""
            case (first, last):
                return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}
            case _:
                return day(self.supplied_on)

    def _lead(self) -> str:
        """What is said before the lines."""
        if self.kind is PaperKind.PRO_FORMA:
            return _("This is no tax invoice: it is sent for payment in advance or for customs.")
        return self.corrects.reason if self.corrects else ""


_TITLES = {
    PaperKind.INVOICE: lambda: _("Invoice {number}"),
    PaperKind.CREDIT_NOTE: lambda: _("Credit note {number}"),
    PaperKind.PRO_FORMA: lambda: _("Pro forma invoice {number}"),
}
