"""Placing an order: it is written with its payment, its first papers and mails in one transaction, or not at all."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.errors import PartwrightError
from partwright.manufacturing.requirements import requirements_from
from partwright.web.actor import Actor, Channel
from partwright.web.blobs import delete
from partwright.web.documents.series import Series
from partwright.web.documents.services import draw_number
from partwright.web.ordering.checkout import Summary, get_checkout, require_open, require_proven, summarize
from partwright.web.ordering.errors import (
    CheckoutClosedError,
    CheckoutFieldError,
    FreightUnknownError,
    OrderChangedError,
    TermsChangedError,
)
from partwright.web.ordering.files import Copied, copy_parts, described, keep
from partwright.web.ordering.history import note
from partwright.web.ordering.models import Checkout, Order, OrderLine
from partwright.web.ordering.models.order import FileKind
from partwright.web.ordering.notices import tell_placed
from partwright.web.ordering.papers import issue_pro_forma
from partwright.web.ordering.states import Action
from partwright.web.ordering.terms import current_terms
from partwright.web.ordering.totals import Totals
from partwright.web.payments.models import Way
from partwright.web.payments.services import open_payment
from partwright.web.quoting.required import in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What somebody saw and agreed to when they ordered: the sum, and the version of the terms."""

    total: Decimal
    terms_version: int


def place_order(checkout_id: UUID, consent: Consent, *, by: Actor) -> Order:
    """The order that a checkout becomes; asked again, the same one.

    Raises:
        OrderNotFoundError: there is no such checkout of the actor.
        AddressUnprovenError, CheckoutClosedError, TermsChangedError: nothing can be ordered, or not so.
        CheckoutFieldError: addresses or the way to pay are missing.
        FreightUnknownError: nobody knows what sending it costs.
        OrderChangedError: it comes to another sum than the one that was shown.
        PaymentNotFoundError and what else `open_payment` raises: it cannot be paid so.
    """
    placed = _placed(checkout_id, by=by)
    if placed is not None:
        return placed
    try:
        return _place(checkout_id, consent, by=by)
    except (PartwrightError, IntegrityError):
        placed = _placed(checkout_id, by=by)
        if placed is None:
            raise
        return placed  # somebody was faster with the same, and used up the credit for instance


def _placed(checkout_id: UUID, *, by: Actor) -> Order | None:
    return Order.objects.filter(checkout_id=checkout_id, person_id=by.person_id).first()


def _place(checkout_id: UUID, consent: Consent, *, by: Actor) -> Order:
    """The order of a checkout that has none; whatever goes wrong, no file of it is left behind."""
    summary = summarize(get_checkout(checkout_id, by=by))
    totals = _require_complete(summary, consent, by=by)
    files = _copied(summary)
    try:
        with transaction.atomic():
            return _write(summary, totals, consent, files, by=by)
    except BaseException:
        delete(*(file.stored.name for file in files if file.stored.name != summary.checkout.po_stored))
        raise


def _require_complete(summary: Summary, consent: Consent, *, by: Actor) -> Totals:
    """The sums of an order that may be placed."""
    checkout = summary.checkout
    require_proven(by)
    require_open(checkout.revision, shop=summary.shop)
    if not checkout.billing or not checkout.shipping:
        raise CheckoutFieldError("billing_name", _("Say first where the bill and the parts go."))
    if summary.fault:
        raise CheckoutClosedError([summary.fault])
    if summary.totals is None or summary.chosen is None:
        raise FreightUnknownError
    if checkout.way not in summary.ways:
        raise CheckoutFieldError("way", _("Choose how you pay."))
    if consent.terms_version != current_terms().version:
        raise TermsChangedError
    if consent.total != summary.totals.total or checkout.service not in ("", summary.chosen.service):
        raise OrderChangedError
    return summary.totals


def _copied(summary: Summary) -> list[Copied]:
    """The files of the order, in its folder: the parts', each once, and the purchase order."""
    parts = {line.part_id: line.part for line in summary.lines if line.part is not None}
    checkout = summary.checkout
    copied = copy_parts(parts.values(), folder=checkout.folder)
    if not checkout.po_stored:
        return copied
    return [*copied, Copied(FileKind.PURCHASE_ORDER, checkout.po_name, described(checkout.po_stored))]


def _write(summary: Summary, totals: Totals, consent: Consent, files: list[Copied], *, by: Actor) -> Order:
    """The order and all that belongs to it, in the caller's transaction; the number last, since others wait for it."""
    checkout = Checkout.objects.select_for_update().filter(id=summary.checkout.id).first()
    placed = Order.objects.filter(checkout_id=summary.checkout.id).first()
    if placed is not None:
        raise IntegrityError  # somebody was faster: answered by the order that is there
    if checkout is None or checkout.changed_at != summary.checkout.changed_at:
        raise OrderChangedError
    order = _order(summary, totals, consent, by=by)
    order.save(force_insert=True)
    OrderLine.objects.bulk_create(_lines(order, totals))
    keep(order, files, by=by)
    note(order, Action.PLACE, by=by)
    payment = open_payment(
        order.id,
        order.owner_id,
        Way(order.way),
        order.total,
        order.currency,
        by=by,
        po_number=order.po_number,
        reference=order.number,
    )
    if payment.way == Way.TRANSFER:
        issue_pro_forma(order, by=by)
    tell_placed(order, by=by)
    return order


def _order(summary: Summary, totals: Totals, consent: Consent, *, by: Actor) -> Order:
    checkout, chosen = summary.checkout, summary.chosen
    assert chosen is not None  # noqa: S101 -- refused before; told to the type checker
    now = timezone.now()
    return Order(
        number=draw_number(Series.ORDER, on=timezone.localdate()),
        channel=by.channel or Channel.STAFF,
        checkout_id=checkout.id,
        revision=checkout.revision,
        owner_id=checkout.owner_id,
        person_id=checkout.person_id,
        title=checkout.revision.quote.title,
        currency=checkout.revision.currency,
        goods=totals.goods,
        freight=totals.freight.net,
        tax=totals.tax,
        total=totals.total,
        freight_tax=totals.freight.tax,
        freight_rate_percent=totals.freight.rate_percent,
        freight_tax_text=totals.freight.text,
        tax_reason=totals.freight.reason,
        billing=checkout.billing,
        shipping=checkout.shipping,
        vat_id=checkout.vat_id,
        way=checkout.way,
        po_number=checkout.po_number,
        note=checkout.note,
        service=chosen.service,
        service_name=chosen.name,
        transit_days=chosen.transit_days,
        business_days=max(line.business_days for line in summary.lines),
        terms_version=consent.terms_version,
        placed_at=now,
        ready_on=chosen.ready_on,
        arrives_on=chosen.arrives_on,
        changed_at=now,
        folder=checkout.folder,
    )


def _lines(order: Order, totals: Totals) -> list[OrderLine]:
    return [
        OrderLine(
            order=order,
            channel=order.channel,
            part_id=line.part_id,
            position=line.position,
            name=line.name,
            body_name=line.body_name,
            sha256=line.sha256,
            configuration=line.configuration,
            required=", ".join(in_words(requirements_from(line.option.get("requirements", {})))),
            quantity=line.quantity,
            lead_time=line.lead_time,
            business_days=line.business_days,
            unit=line.unit,
            total=line.total,
            rate_percent=taxed.rate_percent,
            tax=taxed.tax,
            tax_text=taxed.text,
            option=line.option,
        )
        for line, taxed in totals.lines
    ]
