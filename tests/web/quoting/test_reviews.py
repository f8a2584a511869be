"""Reviews: asked for by the owner, answered by staff for what they saw, frozen with their prices."""

import threading
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from partwright.manufacturing.requirements import requirements_from
from partwright.web.conversations.errors import EmptyMessageError
from partwright.web.conversations.models import Conversation
from partwright.web.conversations.services import Contact
from partwright.web.jobs.worker import do_all
from partwright.web.mailing.errors import MailAddressError
from partwright.web.mailing.models import Message
from partwright.web.quoting import reviews, revisions, selectors, services
from partwright.web.quoting.errors import (
    LineOfferError,
    QuoteEmptyError,
    QuoteIncompleteError,
    QuoteNotFoundError,
    ReviewNotFoundError,
    ReviewOpenError,
    ReviewOutdatedError,
    ReviewSettledError,
)
from partwright.web.quoting.line_offers import OfferState, offer_for
from partwright.web.quoting.models import LineOffer, Quote, ReviewRequest, ReviewState, Revision
from partwright.web.quoting.reviews import LineAnswer

pytestmark = pytest.mark.django_db(transaction=True)
ADA = Contact("Ada King", "ada@example.net")
CHEAPER = LineAnswer(unit=Decimal("9.5"), business_days=12, reason="Cut from a plate in stock", note="Break the edges.")
PARALLEL = 40


@pytest.fixture
def quote(upload, reader, by) -> Quote:
    """A quote with two lines, of which the first needs no review."""
    made = services.quote_parts([upload("first.step"), upload("second.step")], by=by)
    do_all()
    services.configure_line(selectors.lines_of(made)[0].id, by=by, process="cnc_milling", quantity=4)
    return made


@pytest.fixture
def review(quote, by) -> ReviewRequest:
    return reviews.request_review(quote.token, text="Is this the best price?", by=by, contact=ADA)


def answer(review, by, answers, *, text="Here it is.") -> Revision:
    seen = reviews.digest_of(review.quote)
    return reviews.answer_review(review.id, answers=answers, text=text, seen=seen, by=by)


def test_a_visitor_asks_and_is_told_by_mail_of_the_frozen_price(quote, review, sales) -> None:
    line = selectors.lines_of(quote)[0]
    computed = selectors.priced_line(line).price
    revision = answer(review, sales, {line.id: CHEAPER})
    frozen = revision.lines.get(line=line)
    assert (frozen.unit, frozen.total, frozen.business_days) == (Decimal("9.5000"), Decimal("38.00"), 12)
    assert frozen.option["offer"] == {
        "before": {"unit": str(computed.unit), "business_days": computed.business_days},
        "after": {"unit": "9.5000", "business_days": 12},
        "reason": CHEAPER.reason,
        "note": CHEAPER.note,
    }
    (price,) = frozen.option["prices"]
    assert sum(Decimal(row["cost"]) for row in price["lines"]) == frozen.total
    review.refresh_from_db()
    assert (review.state, review.revision, review.settled_by_id) == (ReviewState.ANSWERED, revision, sales.person_id)
    told = Message.objects.get(to=ADA.email, template="conversations.answer")
    assert reverse("quoting:revision", args=[quote.token, revision.number]) in told.text
    assert "Here it is." in told.text


def test_the_price_of_staff_is_that_of_the_quote_and_freezing_it_again_is_the_same(quote, review, sales, by) -> None:
    line, other = selectors.lines_of(quote)
    revision = answer(review, sales, {line.id: CHEAPER})
    priced = selectors.priced_quote(quote)
    assert priced.total == revision.total == Decimal("38.00") + priced.lines[1].price.total
    assert revisions.freeze_quote(quote.token, by=by) == revision
    assert priced.lines[1].line == other
    assert priced.lines[1].offer is None


@pytest.mark.parametrize("change", [{"quantity": 5}, {"lead_time": "expedite"}, {"material": "stainless_304"}])
def test_a_changed_line_has_the_computed_price_again_and_the_revision_holds(quote, review, sales, by, change) -> None:
    line = selectors.lines_of(quote)[0]
    revision = answer(review, sales, {line.id: CHEAPER})
    before = {name: getattr(line, name) for name in change}
    services.configure_line(line.id, by=by, **change)
    changed = selectors.lines_of(quote)[0]
    assert offer_for(changed).state is OfferState.OTHER
    assert selectors.priced_quote(quote).lines[0].price.unit != CHEAPER.unit
    assert not revisions.get_revision(quote.token, revision.number).ended
    assert revision.lines.get(line=line).unit == CHEAPER.unit
    services.configure_line(line.id, by=by, **before)
    assert offer_for(selectors.lines_of(quote)[0]).state is OfferState.HOLDS
    services.choose_currency(quote.token, currency="USD", by=by)
    assert offer_for(selectors.lines_of(quote)[0]).state is OfferState.OTHER


def test_a_price_of_staff_ends_with_its_revision(quote, review, sales, by) -> None:
    line = selectors.lines_of(quote)[0]
    revision = answer(review, sales, {line.id: CHEAPER})
    Quote.objects.update(expires_at=None)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        clock.shift((revision.valid_until - timezone.localdate()).days * 86_400 + 86_400)
        assert offer_for(selectors.lines_of(quote)[0]).state is OfferState.ENDED
        assert selectors.priced_quote(quote).lines[0].offer is None


def test_a_line_without_a_computed_price_gets_one(quote, sales, by) -> None:
    line = selectors.lines_of(quote)[0]
    required = requirements_from({"export_controlled": True})
    services.require_of_line(line.id, by=by, requirements=required)
    line = selectors.lines_of(quote)[0]
    assert selectors.priced_line(line).state is selectors.LineState.REVIEW
    review = reviews.request_review(quote.token, text="Please look.", by=by, contact=ADA)
    with pytest.raises(QuoteIncompleteError):
        answer(review, sales, {})
    with pytest.raises(LineOfferError) as missing:
        answer(review, sales, {line.id: LineAnswer(unit=Decimal(40), reason="Balancing")})
    assert missing.value.field == "days"
    revision = answer(review, sales, {line.id: LineAnswer(unit=Decimal(40), business_days=9, reason="Balancing")})
    frozen = revision.lines.get(line=line)
    assert frozen.option["offer"]["before"] is None
    assert frozen.option["review"] == []
    assert frozen.total == Decimal("160.00")
    assert selectors.priced_quote(quote).complete


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (LineAnswer(unit=Decimal(0), reason="x"), "unit"),
        (LineAnswer(unit=Decimal(-1), reason="x"), "unit"),
        (LineAnswer(unit=Decimal("0.00001"), reason="x"), "unit"),
        (LineAnswer(unit=Decimal("1e12"), reason="x"), "unit"),
        (LineAnswer(business_days=0, reason="x"), "days"),
        (LineAnswer(business_days=366, reason="x"), "days"),
        (LineAnswer(unit=Decimal(5)), "reason"),
        (LineAnswer(unit=Decimal(5), reason="x" * 501), "reason"),
        (LineAnswer(note="x" * 1001), "note"),
    ],
)
def test_an_answer_that_cannot_be_stores_nothing(quote, review, sales, wrong, field) -> None:
    line = selectors.lines_of(quote)[0]
    with pytest.raises(LineOfferError) as refused:
        answer(review, sales, {line.id: wrong})
    assert refused.value.field == field
    assert line.part.name in str(refused.value)
    assert not Revision.objects.exists()
    assert not LineOffer.objects.exists()


def test_a_note_alone_changes_no_price(quote, review, sales) -> None:
    line = selectors.lines_of(quote)[0]
    computed = selectors.priced_line(line).price
    revision = answer(review, sales, {line.id: LineAnswer(note="The wall is thin; we watch it.")})
    frozen = revision.lines.get(line=line)
    assert frozen.total == computed.total
    assert frozen.option["offer"]["note"] == "The wall is thin; we watch it."


def test_an_answer_counts_only_for_what_was_looked_at(quote, review, sales, by) -> None:
    line = selectors.lines_of(quote)[0]
    seen = reviews.digest_of(quote)
    services.configure_line(line.id, by=by, quantity=50)
    with pytest.raises(ReviewOutdatedError):
        reviews.answer_review(review.id, answers={line.id: CHEAPER}, text="", seen=seen, by=sales)
    assert not Revision.objects.exists()


def test_a_question_keeps_it_open_and_an_answer_settles_it(quote, review, sales) -> None:
    reviews.ask_customer(review.id, text="Which thread?", by=sales)
    with pytest.raises(EmptyMessageError):
        reviews.ask_customer(review.id, text=" ", by=sales)
    assert list(reviews.open_reviews(by=sales)) == [review]
    answer(review, sales, {})
    assert list(reviews.open_reviews(by=sales)) == []
    for again in (lambda: answer(review, sales, {}), lambda: reviews.ask_customer(review.id, text="?", by=sales)):
        with pytest.raises(ReviewSettledError):
            again()


def test_one_review_is_open_at_a_time_and_its_owner_withdraws_it(quote, review, by, other) -> None:
    with pytest.raises(ReviewOpenError):
        reviews.request_review(quote.token, text="Again", by=by, contact=ADA)
    with pytest.raises(QuoteNotFoundError):
        reviews.withdraw_review(quote.token, by=other)
    reviews.withdraw_review(quote.token, by=by)
    review.refresh_from_db()
    assert review.state == ReviewState.WITHDRAWN
    assert review.conversation.is_closed
    with pytest.raises(ReviewNotFoundError):
        reviews.withdraw_review(quote.token, by=by)
    assert reviews.request_review(quote.token, text="Again", by=by, contact=ADA).state == ReviewState.OPEN


def test_nothing_is_asked_of_an_empty_quote_of_others_or_without_words(quote, by, other) -> None:
    empty = services.quote_parts([], by=by)
    with pytest.raises(QuoteEmptyError):
        reviews.request_review(empty.token, text="Look", by=by, contact=ADA)
    with pytest.raises(QuoteNotFoundError):
        reviews.request_review(quote.token, text="Look", by=other, contact=ADA)
    with pytest.raises(EmptyMessageError):
        reviews.request_review(quote.token, text=" ", by=by, contact=ADA)
    with pytest.raises(MailAddressError):
        reviews.request_review(quote.token, text="Look", by=by, contact=Contact("Ada", "nowhere"))
    assert not ReviewRequest.objects.exists()
    assert not Conversation.objects.exists()


def test_customers_and_other_staff_see_no_reviews(review, by, other) -> None:
    for actor in (by, other):
        assert not reviews.open_reviews(by=actor).exists()
        with pytest.raises(ReviewNotFoundError):
            reviews.get_review(review.id, by=actor)
        with pytest.raises(ReviewNotFoundError):
            answer(review, actor, {})


def test_what_was_talked_about_goes_with_the_quote(quote, review, by) -> None:
    services.delete_quote(quote.token, by=by)
    assert not ReviewRequest.objects.exists()
    assert not Conversation.objects.exists()


def test_many_who_answer_at_once_freeze_once(quote, review, sales) -> None:
    line = selectors.lines_of(quote)[0]
    done: list[str] = []

    def send() -> None:
        try:
            answer(review, sales, {line.id: CHEAPER})
        except ReviewSettledError:
            done.append("settled")
        else:
            done.append("answered")
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(PARALLEL)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["answered"] + ["settled"] * (PARALLEL - 1)
    assert Revision.objects.count() == 1
    assert LineOffer.objects.count() == 1
    assert review.conversation.entries.count() == 2
