"""Frozen prices: a revision holds what a quote said on a day, line by line, until its prices end."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from partwright.pricing.report import report_option
from partwright.web.actor import Actor, Channel
from partwright.web.books.selectors import current_book
from partwright.web.parts.models import Part
from partwright.web.parts.selectors import get_analysis
from partwright.web.quoting.errors import QuoteEmptyError, QuoteIncompleteError, QuoteNotFoundError
from partwright.web.quoting.line_offers import report_offer
from partwright.web.quoting.models import LineOffer, Quote, Revision, RevisionLine
from partwright.web.quoting.selectors import PricedLine, priced_quote
from partwright.web.quoting.services import own_quote, touch
from partwright.web.quoting.wording import specification_in_words

FROZEN = ("name", "body_name", "sha256", "configuration", "quantity", "lead_time", "business_days", "option")


@dataclass(frozen=True, slots=True)
class FrozenQuote:
    """A revision as its page shows it. `ended`: its prices hold no longer; `latest`: no later one replaces it."""

    revision: Revision
    lines: Sequence[RevisionLine]
    ended: bool
    latest: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What a revision would say, not stored yet."""

    currency: str
    lines: Sequence[RevisionLine]
    total: Decimal


def freeze_quote(token: str, *, by: Actor) -> Revision:
    """Holds today's prices of a quote; the latest revision again, if it says the same and has not ended.

    Raises:
        QuoteNotFoundError: there is none, or it is somebody else's.
        QuoteEmptyError: it has no parts.
        QuoteIncompleteError: a part has no price.
    """
    quote = own_quote(token, by=by)
    draft = draft_revision(quote)
    with transaction.atomic():
        revision = store_revision(quote, draft, by=by)
        touch(quote)
    return revision


def draft_revision(quote: Quote, *, offers: Mapping[UUID, LineOffer] | None = None) -> Draft:
    """What a revision of a quote would say now; outside a transaction, for it reads analyses.

    `offers`, by line, are prices of staff in the place of those that are stored.

    Raises:
        QuoteEmptyError: it has no parts.
        QuoteIncompleteError: a part has no price.
    """
    priced = priced_quote(quote, offers=offers)
    if not priced.lines:
        raise QuoteEmptyError
    missing = [line.line.part.name for line in priced.lines if line.price is None]
    if missing:
        raise QuoteIncompleteError(missing)

    @cache
    def face_ids(part: Part, index: int) -> tuple[int, ...]:
        return tuple(face.id for face in get_analysis(part).part.bodies[index].faces)

    lines = [
        _frozen(line, position=position, face_ids=face_ids(line.line.part, line.line.body.index))
        for position, line in enumerate(priced.lines, start=1)
        if line.line.body is not None
    ]
    return Draft(quote.currency, lines, priced.total)


def store_revision(quote: Quote, draft: Draft, *, by: Actor) -> Revision:
    """Stores a draft as the next revision, in the caller's transaction; see `freeze_quote`.

    Raises:
        QuoteNotFoundError: the quote was deleted meanwhile.
    """
    quote = Quote.objects.select_for_update().filter(id=quote.id).first() or _gone()
    latest = quote.revisions.first()
    digest = _digest(draft.currency, draft.lines)
    if latest is not None and latest.digest == digest and latest.valid_until >= timezone.localdate():
        return latest
    revision = Revision.objects.create(
        quote=quote,
        channel=by.channel or Channel.STAFF,
        number=1 if latest is None else latest.number + 1,
        currency=draft.currency,
        total=draft.total,
        frozen_at=timezone.now(),
        valid_until=ends_on(),
        digest=digest,
    )
    for line in draft.lines:
        line.revision, line.channel = revision, revision.channel
    RevisionLine.objects.bulk_create(draft.lines)
    return revision


def get_revision(token: str, number: int) -> FrozenQuote:
    """A revision of the quote with this link.

    Raises:
        QuoteNotFoundError: there is no such quote or revision.
    """
    revision = Revision.objects.select_related("quote").filter(quote__token=token, number=number).first()
    if revision is None:
        raise QuoteNotFoundError
    return FrozenQuote(
        revision=revision,
        lines=list(revision.lines.all()),
        ended=has_ended(revision, on=timezone.localdate()),
        latest=not Revision.objects.filter(quote_id=revision.quote_id, number__gt=number).exists(),
    )


def revisions_of(quote: Quote) -> Sequence[tuple[Revision, bool]]:
    """The revisions of a quote, the latest first, each with whether its prices have ended."""
    today = timezone.localdate()
    return [(revision, has_ended(revision, on=today)) for revision in quote.revisions.all()]


def has_ended(revision: Revision, *, on: date) -> bool:
    """Whether the prices of a revision hold no longer on a day; the day of `valid_until` is still theirs."""
    return revision.valid_until < on


def valid_days() -> int:
    """How many days frozen prices hold."""
    return int(current_book().tables.value("pricing.offer.valid_days", "d"))


def ends_on() -> date:
    """The last day of prices that are frozen today."""
    return timezone.localdate() + timedelta(days=valid_days())


def _frozen(priced: PricedLine, *, position: int, face_ids: Sequence[int]) -> RevisionLine:
    line, price, option = priced.line, priced.price, priced.option
    assert price is not None  # noqa: S101 -- lines without a price were refused; told to the type checker
    assert option is not None  # noqa: S101
    report = report_option(option, face_ids=face_ids)
    if priced.offer is not None:
        report["offer"] = report_offer(priced.offer)
    return RevisionLine(
        line=line,
        part=line.part,
        position=position,
        name=line.part.name,
        body_name=line.body.name if line.body else "",
        sha256=line.part.sha256,
        configuration=specification_in_words(line, priced.catalog),
        quantity=line.quantity,
        lead_time=line.lead_time,
        business_days=price.business_days,
        unit=price.unit,
        total=price.total,
        option=report,
    )


def _digest(currency: str, lines: Sequence[RevisionLine]) -> str:
    said: list[dict[str, Any]] = [{name: getattr(line, name) for name in FROZEN} for line in lines]
    return hashlib.sha256(json.dumps([currency, said], sort_keys=True).encode()).hexdigest()


def _gone() -> Quote:
    raise QuoteNotFoundError
