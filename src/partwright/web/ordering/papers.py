"""The papers of an order, issued in the transaction of what they are about."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.pricing.tax_case import TaxReason
from partwright.web.actor import Actor, StaffRole
from partwright.web.documents.frozen import freeze
from partwright.web.documents.models import IssuedDocument
from partwright.web.documents.papers import (
    BankAccount,
    CertificateOfConformity,
    CertifiedItem,
    Correction,
    Invoice,
    InvoiceLine,
    OrderConfirmation,
    PackingSlip,
    PackingSlipLine,
    PaperKind,
    Party,
    Tax,
    TaxRow,
    tax_rows,
)
from partwright.web.documents.papers import Shop as LetterShop
from partwright.web.documents.selectors import documents_of
from partwright.web.documents.services import issue
from partwright.web.documents.typesetting import usual_paper
from partwright.web.documents.writing import day
from partwright.web.ordering.access import is_staff, lock_order
from partwright.web.ordering.addresses import Address, address_from
from partwright.web.ordering.errors import OrderNotFoundError
from partwright.web.ordering.models import Order, OrderLine, Shipment
from partwright.web.payments.models import Payment, Way
from partwright.web.shop.logo import paper_images
from partwright.web.shop.models import Shop
from partwright.web.shop.selectors import address_lines, get_shop

_CENT = Decimal("0.01")


def issue_pro_forma(order: Order, *, by: Actor) -> IssuedDocument:
    """What a transfer in advance is made by."""
    shop = get_shop()
    paper = Invoice(
        **_priced(order, shop),
        kind=PaperKind.PRO_FORMA,
        bank=bank_of(shop),
        terms=(
            _("Transfer the sum to this account and name %(number)s. We begin when the money is there.")
            % {"number": order.number},
        ),
    )
    return _issued(PaperKind.PRO_FORMA, paper, order, by=by)


def issue_confirmation(order: Order, *, by: Actor) -> IssuedDocument:
    """What is made, by when, for how much."""
    shop = get_shop()
    paper = OrderConfirmation(
        **_priced(order, shop),
        ordered_on=timezone.localdate(order.placed_at),
        ready_on=order.ready_on,
        arrives_on=order.arrives_on,
        delivery=order.service_name,
        terms=(_("Our terms of sale in version %(version)d hold.") % {"version": order.terms_version},),
    )
    return _issued(PaperKind.ORDER_CONFIRMATION, paper, order, by=by)


def issue_invoice(order: Order, payment: Payment | None, *, by: Actor) -> IssuedDocument:
    """The invoice of an order that has left, over all of its shipments; the one that is there, if it was issued."""
    known = invoice_of(order)
    if known is not None:
        return known
    shop = get_shop()
    days = sorted(timezone.localdate(shipment.shipped_at) for shipment in order.shipments.all())
    paid = payment.received if payment else Decimal(0)
    paper = Invoice(
        **_priced(order, shop),
        supplied_on=days[0] if days[0] == days[-1] else (days[0], days[-1]),
        due_on=payment.due_on if payment and paid < order.total else None,
        paid=paid,
        bank=bank_of(shop) if paid < order.total else None,
        terms=_terms(order, payment),
    )
    return _issued(PaperKind.INVOICE, paper, order, by=by)


def issue_fee_invoice(order: Order, fee: Decimal, payment: Payment, *, by: Actor) -> IssuedDocument:
    """The invoice for the part of a cancelled order that is not given back: `fee` without tax."""
    shop = get_shop()
    line = InvoiceLine(
        name=_("Cancellation of order %(number)s") % {"number": order.number},
        quantity=1,
        unit_price=fee,
        total=fee,
        tax=_tax(order.freight_rate_percent, order.freight_tax_text, order.tax_reason),
    )
    paper = Invoice(
        **_letter(order, shop),
        currency=order.currency,
        lines=(line,),
        taxes=tax_rows([line]),
        supplied_on=timezone.localdate(),
        due_on=payment.due_on if not payment.received else None,
        paid=sum((row.amount for row in tax_rows([line])), fee) if payment.received else Decimal(0),
        bank=None if payment.received else bank_of(shop),
        terms=_terms(order, payment),
    )
    return _issued(PaperKind.INVOICE, paper, order, by=by)


def issue_credit_note(order: Order, gross: Decimal, *, reason: str, by: Actor) -> IssuedDocument | None:
    """A credit note over an amount with tax; None where no invoice says that it is owed.

    The amount is split over the ways in which the order is taxed, by their shares of it.
    """
    invoice = invoice_of(order)
    if invoice is None:
        return None
    lines, rows = _credited(order, gross, name=_("Credit on order %(number)s") % {"number": order.number})
    paper = Invoice(
        **_letter(order, get_shop()),
        kind=PaperKind.CREDIT_NOTE,
        currency=order.currency,
        lines=lines,
        taxes=rows,
        corrects=Correction(number=invoice.number, issued_on=invoice.issued_on, reason=reason or _("Refund.")),
    )
    return _issued(PaperKind.CREDIT_NOTE, paper, order, by=by)


def issue_packing_slip(shipment: Shipment, before: dict[int, int], *, by: Actor) -> IssuedDocument:
    """What is in a shipment; `before` are the pieces of each line's id that went in earlier ones."""
    order = shipment.order
    shipped = {row.line_id: row.quantity for row in shipment.lines.all()}
    to = address_from(order.shipping)
    paper = PackingSlip(
        **_letter(order, get_shop()) | {"recipient": _party(to)},
        lines=tuple(
            PackingSlipLine(
                name=line_name(line),
                ordered=line.quantity,
                shipped=shipped.get(line.id, 0),
                shipped_before=before.get(line.id, 0),
                details=tuple(filter(None, (line.configuration, line.required))),
            )
            for line in order.lines.all()
        ),
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        boxes=shipment.boxes,
    )
    return _issued(PaperKind.PACKING_SLIP, paper, order, by=by)


def certify(order_id: UUID, *, signed_by: str, signed_as: str, batch: str, by: Actor) -> IssuedDocument:
    """Issues the certificate of conformity over all parts of an order; one that says the same is not issued again.

    Raises:
        OrderNotFoundError: there is none, or the actor does not make parts.
    """
    if not is_staff(by, StaffRole.PRODUCTION):
        raise OrderNotFoundError
    with transaction.atomic():
        order = lock_order(order_id)
        paper = CertificateOfConformity(
            **_letter(order, get_shop()),
            items=tuple(
                CertifiedItem(
                    name=line_name(line),
                    quantity=line.quantity,
                    material=line.configuration,
                    batch=batch,
                    details=tuple(filter(None, (line.required,))),
                )
                for line in order.lines.all()
            ),
            signed_by=signed_by,
            signed_as=signed_as,
            signed_on=timezone.localdate(),
        )
        return _said_before(order, paper) or _issued(PaperKind.CERTIFICATE_OF_CONFORMITY, paper, order, by=by)


def invoice_of(order: Order) -> IssuedDocument | None:
    """The invoice of an order, None while there is none."""
    return documents_of(order.id).filter(kind=PaperKind.INVOICE).first()


def line_name(line: OrderLine) -> str:
    """What papers call a line: its file, and the body in it."""
    return f"{line.name} · {line.body_name}" if line.body_name and line.body_name != line.name else line.name


def _issued(kind: PaperKind, paper: object, order: Order, *, by: Actor) -> IssuedDocument:
    return issue(
        kind,
        paper.as_data(),  # type: ignore[attr-defined]
        paper_images(),
        subject=order.id,
        owner_id=order.owner_id,
        on=timezone.localdate(),
        by=by,
    )


def _said_before(order: Order, paper: CertificateOfConformity) -> IssuedDocument | None:
    """A certificate of an order with the same words but the number, which its title names too."""
    said = {name: words for name, words in freeze(paper.as_data()).items() if name != "title"}
    known = documents_of(order.id).filter(kind=PaperKind.CERTIFICATE_OF_CONFORMITY)
    return next((one for one in known if said.items() <= one.data.items()), None)


def _letter(order: Order, shop: Shop) -> dict[str, object]:
    """What every paper of an order says."""
    to = address_from(order.billing)
    return {
        "paper": usual_paper(f"en-{to.country}"),
        "shop": LetterShop(
            name=shop.name,
            address=address_lines(shop),
            vat_id=shop.vat_id,
            tax_number=shop.tax_number,
            contact=tuple(filter(None, (shop.phone, shop.email))),
        ),
        "recipient": _party(to, vat_id=order.vat_id),
        "order_number": order.number,
        "purchase_order": order.po_number,
    }


def _priced(order: Order, shop: Shop) -> dict[str, object]:
    """What every paper says that prices the whole order."""
    lines = _invoice_lines(order)
    return _letter(order, shop) | {
        "currency": order.currency,
        "lines": lines,
        "taxes": _tax_rows(order, lines),
        "ship_to": _party(address_from(order.shipping)),
    }


def _invoice_lines(order: Order) -> tuple[InvoiceLine, ...]:
    """The lines and the freight."""
    goods = [
        InvoiceLine(
            name=line_name(line),
            quantity=line.quantity,
            unit_price=line.unit,
            total=line.total,
            tax=_tax(line.rate_percent, line.tax_text, order.tax_reason),
            details=tuple(filter(None, (line.configuration, line.required))),
        )
        for line in order.lines.all()
    ]
    freight = InvoiceLine(
        name=_("Shipping: %(service)s") % {"service": order.service_name},
        quantity=1,
        unit_price=order.freight,
        total=order.freight,
        tax=_tax(order.freight_rate_percent, order.freight_tax_text, order.tax_reason),
    )
    return (*goods, freight)


def _tax_rows(order: Order, lines: Sequence[InvoiceLine]) -> tuple[TaxRow, ...]:
    """The tax as the customer saw it, rounded line by line."""
    taxes = [*order.lines.values_list("tax", flat=True), order.freight_tax]
    sums: dict[Tax, tuple[Decimal, Decimal]] = {}
    for line, tax in zip(lines, taxes, strict=True):
        net_sum, tax_sum = sums.get(line.tax, (Decimal(0), Decimal(0)))
        sums[line.tax] = (net_sum + line.total, tax_sum + tax)
    return tuple(TaxRow(tax, net, amount) for tax, (net, amount) in sums.items())


def _credited(order: Order, gross: Decimal, *, name: str) -> tuple[tuple[InvoiceLine, ...], tuple[TaxRow, ...]]:
    """Lines and taxes that come to `gross`, shared over the ways in which the order is taxed."""
    ordered = _tax_rows(order, _invoice_lines(order))
    lines: list[InvoiceLine] = []
    rows: list[TaxRow] = []
    left = gross
    for at, row in enumerate(ordered, start=1):
        whole = row.taxable + row.amount
        share = left if at == len(ordered) else (gross * whole / order.total).quantize(_CENT)
        left -= share
        if not share:
            continue
        net = (share / (1 + row.tax.rate_percent / 100)).quantize(_CENT)
        lines.append(InvoiceLine(name=name, quantity=1, unit_price=net, total=net, tax=row.tax))
        if abs(share - net - net * row.tax.rate_percent / 100) > _CENT / 2:
            # No net amount with its tax rounded comes to this sum: a second line of nothing allows one more rounding.
            nothing = Decimal(0)
            lines.append(InvoiceLine(name=_("Rounding"), quantity=1, unit_price=nothing, total=nothing, tax=row.tax))
        rows.append(TaxRow(row.tax, net, share - net))
    return tuple(lines), tuple(rows)


def _tax(rate_percent: Decimal, text: str, reason: str) -> Tax:
    return Tax(rate_percent.normalize(), text, reverse_charge=reason == TaxReason.REVERSE_CHARGE)


def _party(address: Address, *, vat_id: str = "") -> Party:
    return Party(name=address.addressee, address=address.lines(), attention=address.attention, vat_id=vat_id)


def bank_of(shop: Shop) -> BankAccount | None:
    """Where money is sent to; None before the shop has said so."""
    if not shop.bank_iban:
        return None
    return BankAccount(
        holder=shop.bank_holder or shop.name, iban=shop.bank_iban, bic=shop.bank_bic, bank=shop.bank_name
    )


def _terms(order: Order, payment: Payment | None) -> tuple[str, ...]:
    """When and how an invoice is paid."""
    if payment is not None and payment.way == Way.ON_ACCOUNT and payment.due_on is not None:
        return (_("Pay by %(day)s and name %(number)s.") % {"day": day(payment.due_on), "number": order.number},)
    return (_("Paid in advance, thank you."),)
