"""What every paper has: from whom, to whom, on which size of paper, notes; and how its template is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partwright.web.documents.errors import PaperIncompleteError
from partwright.web.documents.kinds import PaperKind
from partwright.web.documents.typesetting import Paper

NUMBER = "{number}"  # where a title has the number that is drawn when the paper is issued
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody a paper goes to or is about. `address` are its lines, the country last; `attention` a person there."""

    name: str
    address: tuple[str, ...]
    attention: str = ""
    vat_id: str = ""

    def lines(self) -> list[str]:
        """The block as it is written."""
        vat_id = _("VAT ID: %(vat_id)s") % {"vat_id": self.vat_id} if self.vat_id else ""
        return [line for line in (self.name, self.attention, *self.address, vat_id) if line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Who issues a paper. `contact` are telephone, mail and site; `registration` what the law wants on letters."""

    name: str
    address: tuple[str, ...]
    vat_id: str = ""
    tax_number: str = ""
    contact: tuple[str, ...] = ()
    registration: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The shop's block and its foot."""
        ids = [
            _("VAT ID: %(vat_id)s") % {"vat_id": self.vat_id} if self.vat_id else "",
            _("Tax number: %(tax_number)s") % {"tax_number": self.tax_number} if self.tax_number else "",
        ]
        return {
            "name": self.name,
            "lines": [*self.address, *self.contact, *filter(None, ids), *self.registration],
            "return_address": " · ".join([self.name, *self.address]),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount:
    """Where money is sent to."""

    holder: str
    iban: str
    bic: str = ""
    bank: str = ""

    def facts(self) -> list[Fact]:
        """The account by name, as a transfer asks for it; the IBAN in groups of four."""
        iban = self.iban.replace(" ", "")
        grouped = " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
        return written(
            (_("Account holder"), self.holder), (_("IBAN"), grouped), (_("BIC"), self.bic), (_("Bank"), self.bank)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A paper of the shop to somebody."""

    paper: Paper
    shop: Shop
    recipient: Party
    notes: tuple[str, ...] = ()

    def check_parties(self) -> None:
        """Refuses a paper whose sender or receiver could not be found by it.

        Raises:
            PaperIncompleteError: a name or an address is missing.
        """
        require(self.shop.name and self.shop.address, _("name and address of the shop"))
        require(self.recipient.name and self.recipient.address, _("name and address of the customer"))

    def letter(self, kind: PaperKind, *, title: str, facts: Iterable[Fact], words: dict[str, str]) -> dict[str, Any]:
        """What every template is told. Number and day are missing: they come when the paper is issued."""
        return {
            "kind": kind.value,
            "title": title,
            "paper": self.paper.value,
            "language": (get_language() or "en").partition("-")[0],
            "shop": self.shop.as_data(),
            "recipient": self.recipient.lines(),
            "facts": [list(fact) for fact in facts],
            "notes": list(self.notes),
            "words": {"number": _("Number"), "issued": _("Date"), "page": _("{page} of {pages}"), **words},
        }


def written(*facts: Fact) -> list[Fact]:
    """The facts that have a value."""
    return [(name, value) for name, value in facts if value]


def require(present: object, missing: str) -> None:
    """Refuses a paper that lacks something.

    Raises:
        PaperIncompleteError: it does.
    """
    if not present:
        raise PaperIncompleteError(missing)
