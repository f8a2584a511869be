"""Prices that staff gave for lines: which of them hold for what is configured now, and what a price of theirs says.

An offer is for one configuration at one quantity. Its digest says which; a line that is changed has another, and the
computed price again. What was frozen with the offer holds on.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.manufacturing.process import CostKind
from partwright.manufacturing.specification import LeadTime
from partwright.pricing.breakdown import Line, Price
from partwright.pricing.quote import Option
from partwright.pricing.report import decimal_string
from partwright.units import round_money
from partwright.web.quoting.models import LineOffer, Quote, QuoteLine

CONFIGURED = ("part_id", "body_id", "process", "material", "finish", "tolerance", "quantity", "lead_time")


class OfferState(StrEnum):
    HOLDS = "holds"
    OTHER = "other"  # it was given for another configuration
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """The last offer for a line, and whether it holds."""

    offer: LineOffer
    state: OfferState

    @property
    def total(self) -> Decimal:
        return total_of(self.offer)


def configuration_digest(line: QuoteLine) -> str:
    """The SHA-256 of all that a price of a line, with its quote, depends on but the price book."""
    configured = [str(getattr(line, name)) for name in CONFIGURED]
    said = json.dumps([*configured, line.requirements, line.quote.currency], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def total_of(offer: LineOffer) -> Decimal:
    """What the whole quantity costs."""
    return round_money(offer.unit * offer.quantity)


def last_offers(quote: Quote) -> Mapping[UUID, LineOffer]:
    """The last offer for each line of a quote that has one; asks the database once."""
    return {offer.line_id: offer for offer in LineOffer.objects.filter(line__quote=quote).order_by("given_at")}


def offer_for(line: QuoteLine) -> ShownOffer | None:
    """The last offer for a line, None if there is none."""
    offer = line.offers.order_by("-given_at").first()
    return None if offer is None else ShownOffer(offer, state_of(offer, line, on=timezone.localdate()))


def state_of(offer: LineOffer, line: QuoteLine, *, on: date) -> OfferState:
    """Whether an offer holds for a line as it is configured now."""
    if offer.digest != configuration_digest(line):
        return OfferState.OTHER
    return OfferState.ENDED if offer.valid_until < on else OfferState.HOLDS


def holding(offers: Iterable[LineOffer], lines: Iterable[QuoteLine], *, on: date) -> Mapping[UUID, LineOffer]:
    """Of offers, those that hold, by line."""
    by_id = {line.id: line for line in lines}
    return {
        offer.line_id: offer
        for offer in offers
        if offer.line_id in by_id and state_of(offer, by_id[offer.line_id], on=on) is OfferState.HOLDS
    }


def price_of(offer: LineOffer, *, lead_time: LeadTime, computed: Price | None) -> Price:
    """An offer as a price. Its lines are those that were computed, and what staff changed of their sum."""
    total = total_of(offer)

    def itemize() -> tuple[Line, ...]:
        lines = computed.lines if computed is not None else ()
        change = total - (computed.total if computed is not None else 0)
        source = _("Set by staff: %(reason)s") % {"reason": offer.reason}
        changed = Line(kind=CostKind.MARGIN, operation=None, seconds=None, rate=None, cost=change, source=source)
        return (*lines, changed) if change else lines

    return Price(
        quantity=offer.quantity,
        lead_time=lead_time,
        business_days=offer.business_days,
        unit=offer.unit,
        total=total,
        low=offer.unit,
        high=offer.unit,
        itemize=itemize,
    )


def option_with(price: Price, option: Option) -> Option:
    """An option at the price that staff set: a person has looked, and nothing about it is uncertain."""
    return replace(option, review=(), confidence=1.0, prices=(price,))


def report_offer(offer: LineOffer) -> dict[str, Any]:
    """What a frozen option says of the price that staff set: before and after, why, and what they found."""
    before = None
    if offer.unit_before is not None:
        before = {"unit": decimal_string(offer.unit_before), "business_days": offer.days_before}
    return {
        "before": before,
        "after": {"unit": decimal_string(offer.unit), "business_days": offer.business_days},
        "reason": offer.reason,
        "note": offer.note,
    }
