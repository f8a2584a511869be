"""What each paper says: a frozen value for each, which cannot be made without what such a paper must say."""

from partwright.web.documents.kinds import PaperKind
from partwright.web.documents.papers.certificate import CertificateOfConformity, CertifiedItem
from partwright.web.documents.papers.inspection import Characteristic, Check, InspectionReport, Verdict
from partwright.web.documents.papers.invoice import Correction, Invoice
from partwright.web.documents.papers.letter import BankAccount, Letter, Party, Shop
from partwright.web.documents.papers.order_confirmation import OrderConfirmation
from partwright.web.documents.papers.packing_slip import PackingSlip, PackingSlipLine
from partwright.web.documents.papers.sums import InvoiceLine, Tax, TaxRow, tax_rows

__all__ = [
    "BankAccount",
    "CertificateOfConformity",
    "CertifiedItem",
    "Characteristic",
    "Check",
    "Correction",
    "InspectionReport",
    "Invoice",
    "InvoiceLine",
    "Letter",
    "OrderConfirmation",
    "PackingSlip",
    "PackingSlipLine",
    "PaperKind",
    "Party",
    "Shop",
    "Tax",
    "TaxRow",
    "Verdict",
    "tax_rows",
]
