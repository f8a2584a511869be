"""Papers to set in tests: short ones, and ones that are as long as life makes them."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from PIL import Image, ImageDraw

from partwright.web.documents.kinds import HANDLING, PaperKind
from partwright.web.documents.papers import (
    BankAccount,
    CertificateOfConformity,
    CertifiedItem,
    Characteristic,
    Check,
    Correction,
    InspectionReport,
    Invoice,
    InvoiceLine,
    Letter,
    OrderConfirmation,
    PackingSlip,
    PackingSlipLine,
    Party,
    Shop,
    Tax,
    Verdict,
    tax_rows,
)
from partwright.web.documents.typesetting import Paper

DAY = date(2026, 3, 4)
MADE_AT = datetime(2026, 3, 4, tzinfo=UTC)
NUMBER = "INV-2026-00001"

HOME = Tax(Decimal(19), "Germany, standard rate")
REDUCED = Tax(Decimal(7), "Germany, reduced rate: printed matter")
REVERSE = Tax(Decimal(0), "Supply within the Union to a business in Austria, article 138", reverse_charge=True)

SHOP = Shop(name="Example Works", address=("1 Example Street", "12345 Example Town"))
CUSTOMER = Party(name="Pumps Ltd", address=("7 Pump Lane", "Leeds LS1 4AP", "United Kingdom"))
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LONG_SHOP = Shop(
    name="Süddeutsche Präzisionszerspanungs- und Oberflächenveredelungsgesellschaft mbH & Co. KG",
    address=("Untertürkheimer Industriestraße 117b, Gebäude 4", "70327 Stuttgart-Untertürkheim", "Germany"),
    vat_id="DE123456789",
    tax_number="99/123/45678",
    contact=("+49 711 0000000", "auftragsbearbeitung@example.com", "parts.example.com"),
    registration=("Amtsgericht Stuttgart HRA 000000", "Managing directors: Friederike Müller-Lüdenscheidt, Karl Groß"),
)
LONG_CUSTOMER = Party(
    name=LONG_WORD,
    attention="Frau Dipl.-Ing. Wilhelmine Schwarzenberger-Hohenlohe",
    address=("Am Landungssteg 1", "Tor 3, Wareneingang Erdgeschoss", "1020 Wien", "Austria"),
    vat_id="ATU12345678",
)
BANK = BankAccount(
    holder="Example Works", iban="DE02120300000000202051", bic="BYLADEM1001", bank="Deutsche Kreditbank Berlin"
)


def line(number: int = 1, *, tax: Tax = HOME, **more: Any) -> InvoiceLine:
    fields = {
        "name": f"bracket {number}.step",
        "quantity": 25,
        "unit": "pcs",
        "unit_price": Decimal("12.3456"),
        "total": Decimal("308.64"),
        "tax": tax,
        "details": ("CNC milling, Aluminum 6061, as machined",),
    }
    return InvoiceLine(**{**fields, **more})


def invoice(*lines: InvoiceLine, **more: Any) -> Invoice:
    lines = lines or (line(),)
    fields = {
        "paper": Paper.A4,
        "shop": SHOP,
        "recipient": CUSTOMER,
        "currency": "EUR",
        "lines": lines,
        "taxes": tax_rows(lines),
        "order_number": "ORD-00001",
        "supplied_on": date(2026, 3, 2),
        "terms": ("Payable within 30 days without deduction.",),
    }
    return Invoice(**{**fields, **more})


def credit_note(*lines: InvoiceLine, **more: Any) -> Invoice:
    corrects = Correction(number="INV-2026-00001", issued_on=DAY, reason="2 of 25 brackets were returned as damaged.")
    return invoice(*lines, **{"kind": PaperKind.CREDIT_NOTE, "corrects": corrects, "terms": (), **more})


def pro_forma(*lines: InvoiceLine, **more: Any) -> Invoice:
    return invoice(*lines, **{"kind": PaperKind.PRO_FORMA, "supplied_on": None, "bank": BANK, **more})


def order_confirmation(*lines: InvoiceLine, **more: Any) -> OrderConfirmation:
    lines = lines or (line(),)
    fields = {
        "paper": Paper.A4,
        "shop": SHOP,
        "recipient": CUSTOMER,
        "currency": "EUR",
        "lines": lines,
        "taxes": tax_rows(lines),
        "order_number": "ORD-00001",
        "ordered_on": date(2026, 2, 24),
        "ready_on": date(2026, 3, 5),
        "delivery": "Parcel, insured",
    }
    return OrderConfirmation(**{**fields, **more})


def packing_slip(count: int = 1, **more: Any) -> PackingSlip:
    fields = {
        "paper": Paper.A4,
        "shop": SHOP,
        "recipient": CUSTOMER,
        "order_number": "ORD-00001",
        "lines": tuple(
            PackingSlipLine(name=f"bracket {number}.step", ordered=25, shipped=20) for number in range(1, count + 1)
        ),
    }
    return PackingSlip(**{**fields, **more})


def certificate(count: int = 1, **more: Any) -> CertificateOfConformity:
    fields = {
        "paper": Paper.A4,
        "shop": SHOP,
        "recipient": CUSTOMER,
        "order_number": "ORD-00001",
        "items": tuple(
            CertifiedItem(name=f"bracket {number}.step", quantity=25, material="EN AW-6061 T6", batch="H 4711")
            for number in range(1, count + 1)
        ),
        "signed_by": "Ada Smith",
        "signed_as": "Head of quality",
        "signed_on": DAY,
    }
    return CertificateOfConformity(**{**fields, **more})


def characteristic(number: int = 1, **more: Any) -> Characteristic:
    fields = {
        "name": f"Bore diameter {number}",
        "unit": "mm",
        "nominal": Decimal("12.000"),
        "lower": Decimal(0),
        "upper": Decimal("0.018"),
        "measured": (Decimal("12.004"), Decimal("12.006"), Decimal("12.005")),
        "instrument": "Bore gauge 3",
    }
    return Characteristic(**{**fields, **more})


def inspection(count: int = 1, **more: Any) -> InspectionReport:
    fields = {
        "paper": Paper.A4,
        "shop": SHOP,
        "recipient": CUSTOMER,
        "order_number": "ORD-00001",
        "part": "bracket.step",
        "pieces": 25,
        "pieces_inspected": 3,
        "characteristics": tuple(characteristic(number) for number in range(1, count + 1)),
        "inspected_by": "Ada Smith",
        "inspected_on": DAY,
    }
    return InspectionReport(**{**fields, **more})


SHORT: Mapping[PaperKind, Letter] = {
    PaperKind.INVOICE: invoice(),
    PaperKind.CREDIT_NOTE: credit_note(),
    PaperKind.PRO_FORMA: pro_forma(),
    PaperKind.ORDER_CONFIRMATION: order_confirmation(),
    PaperKind.PACKING_SLIP: packing_slip(),
    PaperKind.CERTIFICATE_OF_CONFORMITY: certificate(),
    PaperKind.INSPECTION_REPORT: inspection(),
}


def long_lines(*taxes: Tax) -> tuple[InvoiceLine, ...]:
    """Fifty lines, the names and finishes of some of which are very long."""
    return tuple(
        line(
            number,
            name=f"{number} {LONG_WORD if number % 10 == 1 else 'Pumpengehäuse_links'}.step",
            tax=taxes[number % len(taxes)],
            details=("CNC milling, Aluminum 7075, hard anodized per ISO 10074", "Revision C, drawing 4711-08-15"),
        )
        for number in range(1, 51)
    )


LONG: Mapping[PaperKind, Letter] = {
    kind: replace(paper, shop=LONG_SHOP, recipient=LONG_CUSTOMER, notes=("Goods stay ours until paid. " * 6,))
    for kind, paper in {
        PaperKind.INVOICE: invoice(
            *long_lines(HOME, REDUCED),
            purchase_order="4500012345-2026/AUTO",
            supplied_on=(date(2026, 2, 27), DAY),
            due_on=date(2026, 4, 3),
            bank=BANK,
            ship_to=LONG_CUSTOMER,
            paid=Decimal("1000.00"),
        ),
        PaperKind.CREDIT_NOTE: credit_note(*long_lines(HOME, REDUCED), purchase_order="4500012345-2026/AUTO"),
        PaperKind.PRO_FORMA: pro_forma(*long_lines(HOME, REDUCED)),
        PaperKind.ORDER_CONFIRMATION: order_confirmation(*long_lines(HOME, REDUCED), ship_to=LONG_CUSTOMER),
        PaperKind.PACKING_SLIP: packing_slip(50, carrier="Example Parcel", tracking_number="00340434161094042557"),
        PaperKind.CERTIFICATE_OF_CONFORMITY: certificate(
            50, standards=("ISO 2768-mK, general tolerances", "EN 10204 type 3.1, material certificates attached")
        ),
        PaperKind.INSPECTION_REPORT: inspection(
            characteristics=(
                *(characteristic(number, name=f"{number} {LONG_WORD}") for number in range(1, 48)),
                characteristic(48, lower=Decimal("-0.05"), upper=Decimal("0.05"), measured=(Decimal("12.0510"),) * 12),
                characteristic(49, name="Flatness of A", nominal=None, lower=None, upper=Decimal("0.05")),
                Check(
                    name="Thread M6, 4 ×",
                    wanted="M6-6H",
                    found="Go passes, no-go stops",
                    verdict=Verdict.PASS,
                    instrument="Plug gauge M6-6H",
                ),
            ),
            revision="C",
            material="EN AW-6061 T6",
            batch="H 4711",
        ),
    }.items()
}


def set_data(paper: Letter, *, number: str = NUMBER, pictures: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a template is told once a paper has its number and day."""
    data = paper.as_data()
    title = data["title"].replace("{number}", number)
    return {**data, "title": title, "number": number, "issued_on": "4 March 2026", "pictures": list(pictures)}


def template_of(kind: PaperKind) -> Any:
    return HANDLING[kind].template


def png(width: int = 600, height: int = 160) -> bytes:
    """A logo."""
    content = io.BytesIO()
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rounded_rectangle((0, 0, width - 1, height - 1), radius=height // 4, fill=(20, 60, 120))
    picture.save(content, "PNG")
    return content.getvalue()
