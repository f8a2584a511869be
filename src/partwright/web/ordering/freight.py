"""Freight that no table tells: customers ask for it at checkout, staff offer it, and the conversation says so."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.units import round_money
from partwright.web.actor import Actor, Channel, StaffRole
from partwright.web.conversations import services as conversations
from partwright.web.conversations.models import Conversation, Kind
from partwright.web.conversations.selectors import conversation_about, find_thread
from partwright.web.ordering.access import is_staff
from partwright.web.ordering.addresses import Address, address_from
from partwright.web.ordering.checkout import get_checkout
from partwright.web.ordering.errors import CheckoutFieldError, OrderNotFoundError
from partwright.web.ordering.history import sound_reason
from partwright.web.ordering.models import Checkout, FreightOffer, Order
from partwright.web.quoting.models import Revision

MOST_FREIGHT, MOST_TRANSIT_DAYS = 1_000_000, 365  # far above what a carrier takes; they catch slips of a key
NAME_LENGTH = 80
TITLE_LENGTH = 100  # leaves room for the word before it


@dataclass(frozen=True, slots=True, kw_only=True)
class FreightTerms:
    """How staff send an order, for how much, how long it takes, and in `reason` where the price comes from."""

    name: str
    price: Decimal
    transit_days: int
    reason: str


def ask_for_freight(checkout_id: UUID, *, by: Actor) -> Conversation:
    """Asks staff what sending costs, once for an address; asked again, the same conversation.

    Raises:
        OrderNotFoundError: there is no such checkout.
        CheckoutFieldError: it has no address yet.
    """
    checkout = get_checkout(checkout_id, by=by)
    if not checkout.shipping:
        raise CheckoutFieldError("shipping_country", _("Say first where the parts go."))
    quote = checkout.revision.quote
    with transaction.atomic():
        asked = Checkout.objects.filter(id=checkout.id, freight_asked_at=None).update(freight_asked_at=timezone.now())
        known = find_thread(Kind.REVIEW, quote.id, by=by)
        to = "\n".join(address_from(checkout.shipping).envelope())
        question = _("What does it cost to send revision %(number)d of this quote to this address?")
        text = question % {"number": checkout.revision.number} + f"\n\n{to}"
        if known is not None and known.may_write:
            if asked:
                conversations.write(known.conversation.id, text=text, by=by)
            return known.conversation
        return conversations.start(
            Kind.REVIEW,
            title=_("Freight: %(title)s") % {"title": quote.title[:TITLE_LENGTH]},
            text=text,
            by=by,
            subject=quote.id,
            owner_id=checkout.owner_id,
        )


def freight_questions() -> QuerySet[Checkout]:
    """Checkouts whose customers wait to hear what sending costs, the longest waiting first."""
    ordered = Order.objects.filter(checkout_id=OuterRef("id"))
    waiting = Checkout.objects.filter(~Exists(ordered), freight_asked_at__isnull=False)
    return waiting.select_related("revision__quote", "owner__person", "owner__team").order_by("freight_asked_at")


def get_freight_question(checkout_id: UUID, *, by: Actor) -> Checkout:
    """A checkout whose customer waits to hear what sending costs.

    Raises:
        OrderNotFoundError: there is none, or the actor does not work with customers.
    """
    found = freight_questions().filter(id=checkout_id).first()
    if found is None or not is_staff(by, StaffRole.SALES):
        raise OrderNotFoundError
    return found


def answer_freight(checkout_id: UUID, terms: FreightTerms, *, by: Actor) -> FreightOffer:
    """Offers what a customer asked for and tells them in the conversation about their quote.

    Raises:
        OrderNotFoundError: nobody waits, or the actor does not work with customers.
        CheckoutFieldError: the price, the days or the words cannot be.
    """
    with transaction.atomic():
        if not Checkout.objects.select_for_update().filter(id=checkout_id, freight_asked_at__isnull=False).exists():
            raise OrderNotFoundError
        checkout = get_freight_question(checkout_id, by=by)
        to = address_from(checkout.shipping)
        offer = offer_freight(checkout.revision_id, terms, to=to, by=by)
        checkout.freight_asked_at = None
        checkout.save(update_fields=["freight_asked_at"])
        _tell(checkout, offer, by=by)
    return offer


def offer_freight(revision_id: UUID, terms: FreightTerms, *, to: Address, by: Actor) -> FreightOffer:
    """What staff say that sending costs; the customer finds it at checkout.

    Raises:
        OrderNotFoundError: there are no such frozen prices, or the actor does not work with customers.
        CheckoutFieldError: the price, the days or the words cannot be.
    """
    revision = Revision.objects.filter(id=revision_id).first()
    if revision is None or not is_staff(by, StaffRole.SALES):
        raise OrderNotFoundError
    price, days, name = terms.price, terms.transit_days, " ".join(terms.name.split())
    if not price.is_finite() or not 0 <= price < MOST_FREIGHT or price != round_money(price):
        raise CheckoutFieldError("price", _("A price is 0 or more, with at most two decimals."))
    if not 0 <= days <= MOST_TRANSIT_DAYS:
        raise CheckoutFieldError("transit_days", _("Days on the way are 0 to %(most)d.") % {"most": MOST_TRANSIT_DAYS})
    if not 0 < len(name) <= NAME_LENGTH or not name.isprintable():
        raise CheckoutFieldError(
            "name", _("Say how it is sent, in at most %(most)d characters.") % {"most": NAME_LENGTH}
        )
    if not sound_reason(terms.reason):
        raise CheckoutFieldError("reason", _("Say where the price comes from."))
    return FreightOffer.objects.create(
        revision=revision,
        channel=by.channel or Channel.STAFF,
        country=to.country,
        postal_code=to.postal_code,
        name=name,
        price=price,
        transit_days=days,
        reason=sound_reason(terms.reason),
        offered_by=by.person_id,
        offered_at=timezone.now(),
    )


def _tell(checkout: Checkout, offer: FreightOffer, *, by: Actor) -> None:
    """Writes the offer into the conversation about the quote, or into a new one if that is closed or gone."""
    quote = checkout.revision.quote
    text = _(
        "Sending revision %(number)d costs %(price)s %(currency)s before tax: %(name)s, %(days)d working days on the "
        "way. You find it when you order these prices."
    ) % {
        "number": checkout.revision.number,
        "price": offer.price,
        "currency": checkout.revision.currency,
        "name": offer.name,
        "days": offer.transit_days,
    }
    known = conversation_about(Kind.REVIEW, quote.id, by=by)
    if known is not None and not known.is_closed:
        conversations.write(known.id, text=text, by=by)
        return
    conversations.start(
        Kind.REVIEW,
        title=_("Freight: %(title)s") % {"title": quote.title[:TITLE_LENGTH]},
        text=text,
        by=by,
        subject=quote.id,
        owner_id=checkout.owner_id,
    )
