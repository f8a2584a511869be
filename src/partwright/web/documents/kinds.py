"""The kinds of paper that are issued: the series each is numbered in, its template, and how long the law keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from partwright.web.documents.series import Series
from partwright.web.documents.typesetting import Template

# The longest that a member state asks of invoices is ten years (France, code de commerce L123-22; Belgium, VAT code
# art. 60); of letters of trade six (Germany, HGB § 257). Both run from the end of the year.
INVOICES_STAY_YEARS = 10
LETTERS_STAY_YEARS = 6


class PaperKind(StrEnum):
    """What a paper is."""

    ORDER_CONFIRMATION = "order_confirmation"
    PRO_FORMA = "pro_forma"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PACKING_SLIP = "packing_slip"
    CERTIFICATE_OF_CONFORMITY = "certificate_of_conformity"
    INSPECTION_REPORT = "inspection_report"


@dataclass(frozen=True, slots=True)
class Handling:
    """How papers of a kind are numbered, set and kept."""

    series: Series
    template: Template
    stays_years: int = LETTERS_STAY_YEARS


HANDLING: Mapping[PaperKind, Handling] = {
    PaperKind.ORDER_CONFIRMATION: Handling(Series.ORDER_CONFIRMATION, Template.ORDER_CONFIRMATION),
    PaperKind.PRO_FORMA: Handling(Series.PRO_FORMA, Template.INVOICE),
    PaperKind.INVOICE: Handling(Series.INVOICE, Template.INVOICE, INVOICES_STAY_YEARS),
    PaperKind.CREDIT_NOTE: Handling(Series.CREDIT_NOTE, Template.INVOICE, INVOICES_STAY_YEARS),
    PaperKind.PACKING_SLIP: Handling(Series.PACKING_SLIP, Template.PACKING_SLIP),
    PaperKind.CERTIFICATE_OF_CONFORMITY: Handling(Series.CERTIFICATE, Template.CERTIFICATE_OF_CONFORMITY),
    PaperKind.INSPECTION_REPORT: Handling(Series.INSPECTION_REPORT, Template.INSPECTION_REPORT),
}


def kept_through(kind: PaperKind, *, issued_on: date) -> date:
    """The last day on which the law wants a paper kept."""
    return date(issued_on.year + HANDLING[kind].stays_years, 12, 31)
