"""Reviews: a customer asks that a person looks at a quote, staff answer with prices, and the quote is frozen with them.

A review is talked about in a conversation, which goes with its quote. One review of a quote is open at a time.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partwright.units import round_money
from partwright.web.actor import Actor, Channel, StaffRole
from partwright.web.conversations import services as conversations
from partwright.web.conversations.models import Entry, Kind
from partwright.web.conversations.services import Contact
from partwright.web.conversations.wording import LONGEST_TITLE
from partwright.web.mailing.letterhead import absolute
from partwright.web.quoting.errors import (
    LineOfferError,
    QuoteEmptyError,
    QuoteNotFoundError,
    ReviewNotFoundError,
    ReviewOpenError,
    ReviewOutdatedError,
    ReviewSettledError,
)
from partwright.web.quoting.line_offers import configuration_digest, last_offers
from partwright.web.quoting.models import LineOffer, Quote, QuoteLine, ReviewRequest, ReviewState, Revision
from partwright.web.quoting.revisions import draft_revision, ends_on, store_revision
from partwright.web.quoting.selectors import PricedLine, lines_of, priced_quote
from partwright.web.quoting.services import own_quote, touch

UNIT_PLACES = 4
HIGHEST_UNIT = Decimal(100_000_000)
MOST_DAYS = 365
LONGEST_NOTE = 1000
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What staff say of a line; None and "" leave it as it is. `note` is for the customer."""

    unit: Decimal | None = None
    business_days: int | None = None
    note: str = ""
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        return self.unit is None and self.business_days is None and not self.note


def request_review(
    token: str,
    *,
    text: str,
    by: Actor,
    contact: Contact | None = None,
    files: conversations.Files = (),
) -> ReviewRequest:
    """Asks that a person looks at a quote. A visitor says as `contact` where the answer is sent.

    Raises:
        QuoteNotFoundError: there is none, or it is somebody else's.
        QuoteEmptyError: it has no parts.
        ReviewOpenError: it is asked for already.
        EmptyMessageError, MessageTooLongError, MailAddressError, and those of `attachments.stored`.
    """
    with transaction.atomic():
        quote = Quote.objects.select_for_update().filter(id=own_quote(token, by=by).id).first()
        if quote is None:
            raise QuoteNotFoundError  # deleted a moment ago
        if not quote.lines.filter(removed_at=None).exists():
            raise QuoteEmptyError
        if quote.reviews.filter(state=ReviewState.OPEN).exists():
            raise ReviewOpenError
        conversation = conversations.start(
            Kind.REVIEW,
            title=(_("Review of %(title)s") % {"title": quote.title})[:LONGEST_TITLE],
            text=text,
            by=by,
            subject=quote.id,
            owner_id=quote.owner_id,
            contact=contact,
            files=files,
        )
        touch(quote)
        return ReviewRequest.objects.create(
            quote=quote,
            channel=by.channel or Channel.STAFF,
            conversation=conversation,
            asked_at=timezone.now(),
        )


def withdraw_review(token: str, *, by: Actor) -> ReviewRequest:
    """Takes a request back and closes its conversation.

    Raises:
        QuoteNotFoundError: there is none, or it is somebody else's.
        ReviewNotFoundError: no review of it is open.
    """
    quote = own_quote(token, by=by)
    with transaction.atomic():
        review = quote.reviews.select_for_update().filter(state=ReviewState.OPEN).first()
        if review is None:
            raise ReviewNotFoundError
        _settle(review, ReviewState.WITHDRAWN, by=by)
        if review.conversation_id is not None:
            conversations.close(review.conversation_id, by=by)
    return review


def latest_review(quote: Quote) -> ReviewRequest | None:
    """The review of a quote that was asked for last."""
    return quote.reviews.select_related("conversation", "revision").order_by("-asked_at").first()


def open_reviews(*, by: Actor) -> QuerySet[ReviewRequest]:
    """What waits for somebody of the shop, the longest first, with `line_count`; nothing for anybody else."""
    if not by.works_as(StaffRole.SALES):
        return ReviewRequest.objects.none()
    found = ReviewRequest.objects.filter(state=ReviewState.OPEN).select_related("quote__owner__person", "conversation")
    lines = Count("quote__lines", filter=Q(quote__lines__removed_at=None))
    return found.annotate(line_count=lines).order_by("asked_at")


def conversations_of_open_reviews() -> QuerySet[ReviewRequest, Any]:
    """The ids of the conversations that are answered on the page of their review, for a condition."""
    return ReviewRequest.objects.filter(state=ReviewState.OPEN, conversation__isnull=False).values("conversation")


def get_review(review_id: UUID, *, by: Actor) -> ReviewRequest:
    """A review for somebody of the shop who answers it.

    Raises:
        ReviewNotFoundError: there is none, or the actor does not work on it.
    """
    found = ReviewRequest.objects.select_related("quote__owner__person", "conversation", "revision")
    review = found.filter(id=review_id).first() if by.works_as(StaffRole.SALES) else None
    if review is None:
        raise ReviewNotFoundError
    return review


def digest_of(quote: Quote) -> str:
    """What an answer is given to: all that is configured of a quote's lines."""
    return digest_of_lines(lines_of(quote))


def digest_of_lines(lines: Iterable[QuoteLine]) -> str:
    """The digest of a quote with these lines, which are all of it in order."""
    digests = [configuration_digest(line) for line in lines]
    return hashlib.sha256("\0".join(digests).encode()).hexdigest()


def ask_customer(review_id: UUID, *, text: str, by: Actor) -> Entry:
    """Asks the customer something; the review stays open.

    Raises:
        ReviewNotFoundError: there is none, or the actor does not work on it.
        ReviewSettledError: it was answered or withdrawn.
        EmptyMessageError, MessageTooLongError, ConversationClosedError.
    """
    review = get_review(review_id, by=by)
    if review.state != ReviewState.OPEN or review.conversation_id is None:
        raise ReviewSettledError
    return conversations.write(review.conversation_id, text=text, by=by)


def answer_review(review_id: UUID, *, answers: Mapping[UUID, LineAnswer], text: str, seen: str, by: Actor) -> Revision:
    """Answers a review: stores the prices that staff set, freezes the quote with them and tells the customer.

    `answers` are by line; `seen` is the `digest_of` the quote that they were given for.

    Raises:
        ReviewNotFoundError: there is none, or the actor does not work on it.
        ReviewSettledError: it was answered or withdrawn.
        ReviewOutdatedError: the customer has changed the quote meanwhile.
        LineOfferError: a price, time or reason is missing or cannot be.
        QuoteEmptyError, QuoteIncompleteError: there is nothing to freeze, or a part would have no price.
        MessageTooLongError.
    """
    review = get_review(review_id, by=by)
    if review.state != ReviewState.OPEN:
        raise ReviewSettledError
    if digest_of(review.quote) != seen:
        raise ReviewOutdatedError
    now = timezone.now()
    offers = {
        priced.line.id: _offer(review, priced, answers[priced.line.id], by=by, now=now)
        for priced in priced_quote(review.quote).lines
        if not answers.get(priced.line.id, LineAnswer()).is_empty
    }
    draft = draft_revision(review.quote, offers={**last_offers(review.quote), **offers})
    with transaction.atomic():
        review = ReviewRequest.objects.select_for_update().select_related("quote").get(id=review.id)
        if review.state != ReviewState.OPEN:
            raise ReviewSettledError
        list(QuoteLine.objects.select_for_update().filter(quote_id=review.quote_id).values("id"))
        if digest_of(review.quote) != seen:
            raise ReviewOutdatedError
        revision = store_revision(review.quote, draft, by=by)
        LineOffer.objects.bulk_create(offers.values())
        touch(review.quote)
        _settle(review, ReviewState.ANSWERED, by=by, revision=revision)
        if review.conversation_id is not None:
            conversations.write(review.conversation_id, text=_told(text, review.quote, revision), by=by)
    return revision


def _settle(review: ReviewRequest, state: ReviewState, *, by: Actor, revision: Revision | None = None) -> None:
    review.state, review.settled_at = state, timezone.now()
    review.settled_by_id, review.revision = by.person_id, revision
    review.save(update_fields=["state", "settled_at", "settled_by", "revision"])


def _offer(review: ReviewRequest, priced: PricedLine, answer: LineAnswer, *, by: Actor, now: datetime) -> LineOffer:
    """The row of an answer that is not stored yet, what it leaves open taken from what was computed.

    Raises:
        LineOfferError: see `answer_review`.
    """
    line, price = priced.line, priced.price
    if priced.option is None:
        raise LineOfferError(
            line.id, "unit", _("%(name)s has no process yet: ask the customer to choose one."), line.part.name
        )
    unit_before = price.unit if price else None
    days_before = price.business_days if price else None
    if priced.offer is not None:
        unit_before, days_before = priced.offer.unit_before, priced.offer.days_before
    unit = answer.unit if answer.unit is not None else price.unit if price else None
    days = answer.business_days if answer.business_days is not None else price.business_days if price else None
    _check(
        line, answer, unit=unit, days=days, changed=price is None or (unit, days) != (price.unit, price.business_days)
    )
    return LineOffer(
        channel=by.channel or Channel.STAFF,
        review=review,
        line=line,
        digest=configuration_digest(line),
        currency=review.quote.currency,
        quantity=line.quantity,
        unit=round_money(unit or Decimal(0), places=UNIT_PLACES),
        business_days=days,
        unit_before=unit_before,
        days_before=days_before,
        note=answer.note,
        reason=answer.reason,
        given_by_id=by.person_id,
        given_at=now,
        valid_until=ends_on(),
    )


def _check(line: QuoteLine, answer: LineAnswer, *, unit: Decimal | None, days: int | None, changed: bool) -> None:
    name = line.part.name
    if unit is None or not 0 < unit <= HIGHEST_UNIT or round_money(unit, places=UNIT_PLACES) == 0:
        reason = _("Give the unit price of %(name)s as an amount above zero, such as 12.50.")
        raise LineOfferError(line.id, "unit", reason, name)
    if days is None or not 1 <= days <= MOST_DAYS:
        reason = _("Give the business days of %(name)s as a whole number from 1 to 365.")
        raise LineOfferError(line.id, "days", reason, name)
    if changed and not answer.reason:
        raise LineOfferError(line.id, "reason", _("Say why the price or time of %(name)s is another one."), name)
    for field, text, longest in (("reason", answer.reason, LONGEST_REASON), ("note", answer.note, LONGEST_NOTE)):
        if len(text) > longest:
            raise LineOfferError(line.id, field, _("Shorten what you wrote about %(name)s."), name)


def _told(text: str, quote: Quote, revision: Revision) -> str:
    """The message to the customer: what staff wrote, and where the frozen prices are."""
    address = absolute(reverse("quoting:revision", args=[quote.token, revision.number]))
    holds = _("Revision %(number)d holds these prices until %(day)s: %(address)s") % {
        "number": revision.number,
        "day": date_format(revision.valid_until, "j F Y"),
        "address": address,
    }
    return "\n\n".join(filter(None, [text.strip(), holds]))
