"""The way from frozen prices to an order: what is asked, kept as it is told, and what it comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.errors import PartwrightError, TaxError, VatNumberError
from partwright.pricing.places import is_eu
from partwright.pricing.vat_number import parse_vat_number
from partwright.web.accounts.models import Person
from partwright.web.accounts.selectors import has_verified_email
from partwright.web.actor import Actor, Right, StaffRole
from partwright.web.blobs import delete, new_folder
from partwright.web.ordering.access import is_staff
from partwright.web.ordering.addresses import Address, address_from, check_address
from partwright.web.ordering.delivery import Delivery, DeliveryOption, delivery_of
from partwright.web.ordering.errors import (
    AddressUnprovenError,
    CheckoutClosedError,
    CheckoutFieldError,
    FilesGoneError,
    OrderNotFoundError,
)
from partwright.web.ordering.files import store_paper
from partwright.web.ordering.history import sound_reason
from partwright.web.ordering.models import Checkout, Order, TaxExemption
from partwright.web.ordering.totals import Totals, exemption_of, tax_case, totals_of
from partwright.web.payments.card_numbers import refuse_card_numbers
from partwright.web.payments.models import Way
from partwright.web.payments.selectors import offered_ways
from partwright.web.quoting.models import Revision, RevisionLine
from partwright.web.quoting.revisions import get_revision, has_ended
from partwright.web.shop.models import Shop
from partwright.web.shop.selectors import get_shop, missing

PO_LENGTH, NOTE_LENGTH = 80, 500


@dataclass(frozen=True, slots=True)
class Summary:
    """What an order would be. `totals` and `chosen` are None where nobody knows the freight; `why` says why then."""

    checkout: Checkout
    shop: Shop
    lines: Sequence[RevisionLine]
    delivery: Delivery
    chosen: DeliveryOption | None
    totals: Totals | None
    ways: tuple[Way, ...]
    fault: str = ""

    @property
    def billing(self) -> Address:
        return address_from(self.checkout.billing)

    @property
    def shipping(self) -> Address:
        return address_from(self.checkout.shipping)


def open_checkout(token: str, number: int, *, by: Actor) -> Checkout:
    """The checkout of frozen prices by a person, begun if there is none; addresses are those of their last order.

    Raises:
        OrderNotFoundError: the actor has no account, or may not order for the quote's owner.
        QuoteNotFoundError: there are no such prices.
        AddressUnprovenError: their e-mail address is not verified.
        CheckoutClosedError: the shop is not set up, or the prices cannot be ordered.
    """
    revision = get_revision(token, number).revision
    owner_id = revision.quote.owner_id
    if by.person_id is None or by.channel is None or not by.may(Right.ORDER, owner_id):
        raise OrderNotFoundError
    require_proven(by)
    require_open(revision, shop=get_shop())
    last = Order.objects.filter(owner_id=owner_id).order_by("-placed_at").first()
    told = {"billing": last.billing, "shipping": last.shipping, "vat_id": last.vat_id} if last else {}
    row = Checkout(
        revision=revision,
        channel=by.channel,
        owner_id=owner_id,
        person_id=by.person_id,
        folder=new_folder(),
        changed_at=timezone.now(),
        **told,
    )
    mine = Checkout.objects.filter(revision=revision, person_id=by.person_id)
    try:
        with transaction.atomic():
            known = mine.first()
            if known is None:
                row.save(force_insert=True)
            elif Order.objects.filter(checkout_id=known.id).exists():  # ordered before: the same once more
                known.delete()
                row.save(force_insert=True)
            else:
                return known
    except IntegrityError:
        return mine.get()
    return row


def get_checkout(checkout_id: UUID, *, by: Actor) -> Checkout:
    """A checkout of the actor's own, with the prices it is about.

    Raises:
        OrderNotFoundError: there is none.
    """
    found = Checkout.objects.select_related("revision__quote").filter(id=checkout_id).first()
    if found is None or found.person_id != by.person_id or not by.may(Right.ORDER, found.revision.quote.owner_id):
        raise OrderNotFoundError
    return found


def tell_addresses(checkout_id: UUID, typed: Mapping[str, str], *, by: Actor) -> Checkout:
    """Stores where the bill and the parts go, and the VAT number.

    Raises:
        OrderNotFoundError: there is no such checkout.
        CheckoutFieldError: a field that cannot be so; the first one found.
    """
    checkout = get_checkout(checkout_id, by=by)
    billing = check_address(typed, prefix="billing")
    same = typed.get("same") == "1"
    shipping = billing if same else check_address(typed, prefix="shipping")
    vat_id = " ".join(typed.get("vat_id", "").split())
    if vat_id and is_eu(billing.country):
        try:
            vat_id = parse_vat_number(vat_id, country=billing.country).text
        except VatNumberError as refusal:
            raise CheckoutFieldError("vat_id", str(refusal)) from refusal
    if len(vat_id) > Checkout._meta.get_field("vat_id").max_length or not vat_id.isprintable():
        raise CheckoutFieldError("vat_id", _("This is no VAT number: type it anew."))
    facts: dict[str, object] = {"billing": billing.as_plain(), "shipping": shipping.as_plain(), "vat_id": vat_id}
    if facts["shipping"] != checkout.shipping:  # what was asked about another place is not asked any more
        facts["freight_asked_at"] = None
    return _change(checkout, **facts)


def tell_choices(
    checkout_id: UUID,
    typed: Mapping[str, str],
    *,
    by: Actor,
    po_file: File | None = None,  # type: ignore[type-arg]
) -> Checkout:
    """Stores how the parts are sent and paid, the purchase order and a note.

    Raises:
        OrderNotFoundError: there is no such checkout.
        CheckoutFieldError: the file is no document, or a card number was typed.
    """
    checkout = get_checkout(checkout_id, by=by)
    facts: dict[str, str] = {
        "service": typed.get("service", checkout.service)[: Checkout._meta.get_field("service").max_length],
        "way": typed.get("way", "") if typed.get("way", "") in Way.values else checkout.way,
    }
    for name, most in (("po_number", PO_LENGTH), ("note", NOTE_LENGTH)):
        try:
            facts[name] = refuse_card_numbers(" ".join(typed.get(name, "").split()))
        except PartwrightError as refusal:
            raise CheckoutFieldError(name, str(refusal)) from refusal
        if len(facts[name]) > most:
            raise CheckoutFieldError(name, _("This is longer than %(most)d characters: shorten it.") % {"most": most})
    stale = ""
    if po_file is not None:
        try:
            facts["po_name"], stored = store_paper(po_file, folder=checkout.folder)
        except PartwrightError as refusal:
            raise CheckoutFieldError("po_file", str(refusal)) from refusal
        stale, facts["po_stored"] = checkout.po_stored, stored.name
    changed = _change(checkout, **facts)
    if stale:
        delete(stale)
    return changed


def claim_exemption(checkout_id: UUID, typed: Mapping[str, str], *, by: Actor) -> TaxExemption:
    """Asks staff to accept a certificate of exemption from tax; until they do, tax is charged.

    Raises:
        OrderNotFoundError: there is no such checkout.
        CheckoutFieldError: number or ground is missing or too long.
    """
    checkout = get_checkout(checkout_id, by=by)
    words: dict[str, str] = {}
    for name in ("certificate", "ground"):
        words[name] = " ".join(typed.get(name, "").split())
        most = TaxExemption._meta.get_field(name).max_length
        if not words[name] or len(words[name]) > most:
            raise CheckoutFieldError(name, _("Fill this in, in at most %(most)d characters.") % {"most": most})
    known = TaxExemption.objects.filter(owner_id=checkout.owner_id, certificate=words["certificate"]).first()
    return known or TaxExemption.objects.create(
        owner_id=checkout.owner_id,
        channel=checkout.channel,
        place=address_from(checkout.shipping).country,
        claimed_at=timezone.now(),
        **words,
    )


def decide_exemption(exemption_id: UUID, *, accepted: bool, by: Actor, reason: str = "") -> TaxExemption:
    """Accepts a certificate of exemption, or declines it; decided otherwise later, that counts from then on.

    Raises:
        OrderNotFoundError: there is none, or the actor does not work with money.
        CheckoutFieldError: it is declined without a reason.
    """
    if not is_staff(by, StaffRole.FINANCE):
        raise OrderNotFoundError
    if not accepted and not sound_reason(reason):
        raise CheckoutFieldError("reason", _("Say why."))
    with transaction.atomic():
        found = TaxExemption.objects.select_for_update().filter(id=exemption_id).first()
        if found is None:
            raise OrderNotFoundError
        found.accepted, found.reason = accepted, sound_reason(reason)
        found.decided_by, found.decided_at = by.person_id, timezone.now()
        found.save(update_fields=["accepted", "reason", "decided_by", "decided_at"])
    return found


def summarize(checkout: Checkout) -> Summary:
    """What an order would be at this moment; its chosen service is the cheapest where none was chosen."""
    shop = get_shop()
    revision = checkout.revision
    lines = list(revision.lines.select_related("part"))
    to = address_from(checkout.shipping)
    ways = offered_ways(checkout.owner_id, revision.currency)
    try:
        delivery = delivery_of(revision, lines, to=to, shop=shop)
    except FilesGoneError as gone:
        return Summary(checkout, shop, lines, Delivery(()), None, None, ways, fault=str(gone))
    chosen = delivery.option(checkout.service) or next(iter(delivery.options), None)
    if chosen is None:
        return Summary(checkout, shop, lines, delivery, None, None, ways)
    case = tax_case(to=to, vat_id=checkout.vat_id, shop=shop, exemption=exemption_of(checkout.owner_id))
    try:
        totals = totals_of(lines, delivery=chosen, case=case)
    except (TaxError, VatNumberError) as fault:
        return Summary(checkout, shop, lines, delivery, chosen, None, ways, fault=str(fault))
    return Summary(checkout, shop, lines, delivery, chosen, totals, ways)


def require_proven(by: Actor) -> None:
    """Refuses an order of somebody whose e-mail address nobody verified.

    Raises:
        AddressUnprovenError: it is not.
    """
    person = Person.objects.filter(id=by.person_id).first()
    if person is None or not has_verified_email(person):
        raise AddressUnprovenError


def require_open(revision: Revision, *, shop: Shop) -> None:
    """Refuses prices that cannot be ordered.

    Raises:
        CheckoutClosedError: the shop lacks something, or the prices have ended.
    """
    if missing(shop):
        raise CheckoutClosedError([_("The shop takes no orders yet: it is being set up. Ask for a review instead.")])
    if has_ended(revision, on=timezone.localdate()):
        raise CheckoutClosedError([_("These prices have ended: freeze the quote again and order at those of today.")])


def _change(checkout: Checkout, **facts: object) -> Checkout:
    """Stores what is new; a form that comes twice changes nothing, so it does not hold up its own first sending."""
    if all(getattr(checkout, name) == value for name, value in facts.items()):
        return checkout
    for name, value in facts.items():
        setattr(checkout, name, value)
    checkout.changed_at = timezone.now()
    checkout.save(update_fields=[*facts, "changed_at"])
    return checkout
