"""The staff's pages of reviews: for sales alone, with errors beside fields, and as quick with many as with few."""

from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.staff.test_setup import sign_in

from partwright.web.accounts.selectors import actor_for
from partwright.web.actor import StaffRole
from partwright.web.conversations.services import Contact
from partwright.web.jobs.worker import do_all
from partwright.web.quoting import reviews, selectors, services
from partwright.web.quoting.models import LineOffer, ReviewRequest, ReviewState, Revision
from partwright.web.staff.work_items import Urgency, WorkKind
from partwright.web.staff.work_list import work_for

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/staff/reviews/"
MOST_QUERIES = 15


@pytest.fixture
def review(upload, reader, by) -> ReviewRequest:
    quote = services.quote_parts([upload()], by=by)
    do_all()
    return ask(quote, by)


def ask(quote, by) -> ReviewRequest:
    return reviews.request_review(quote.token, text="Is it so?", by=by, contact=Contact("Ada King", "ada@example.net"))


def form(review: ReviewRequest, **fields: str) -> dict[str, str]:
    (line,) = selectors.lines_of(review.quote)
    sent = {f"{name}-{line.id}": fields.get(name, "") for name in ("unit", "days", "reason", "note")}
    return sent | {
        "seen": reviews.digest_of(review.quote),
        "text": fields.get("text", ""),
        "act": fields.get("act", "answer"),
    }


def test_who_is_signed_out_signs_in_and_others_see_nothing(browser: Client, review: ReviewRequest) -> None:
    page = f"{LIST}{review.id}/"
    assert [browser.get(address).status_code for address in (LIST, page)] == [302, 302]
    sign_in(browser, StaffRole.FINANCE)
    answers = (browser.get(LIST), browser.get(page), browser.post(page, form(review, unit="1", reason="x")))
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert not Revision.objects.exists()


def test_sales_answer_with_a_price_that_is_frozen(browser: Client, review: ReviewRequest) -> None:
    sign_in(browser, StaffRole.SALES)
    assert review.quote.title in browser.get(LIST).content.decode()
    page = f"{LIST}{review.id}/"
    assert "Is it so?" in browser.get(page).content.decode()
    answer = browser.post(page, form(review, unit="12,50", days="9", reason="In stock", text="There you are."))
    assert answer.status_code == 303
    assert LineOffer.objects.get().unit == Decimal("12.5")
    assert Revision.objects.get().lines.get().business_days == 9
    done = browser.get(page).content.decode()
    assert "Answered on" in done
    assert "There you are." in done
    assert "No customer waits" in browser.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"unit": "cheap", "reason": "x"}, "unit"),
        ({"unit": "NaN", "reason": "x"}, "unit"),
        ({"unit": "1e400", "reason": "x"}, "unit"),
        ({"days": "soon", "reason": "x"}, "days"),
        ({"days": "٣", "reason": "x"}, "days"),
        ({"unit": "12"}, "reason"),
    ],
)
def test_a_fault_stands_beside_its_field_and_what_was_typed_stays(browser, review, fields, field) -> None:
    sign_in(browser, StaffRole.SALES)
    (line,) = selectors.lines_of(review.quote)
    answer = browser.post(f"{LIST}{review.id}/", form(review, text="Some words", **fields))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="{field}-{line.id}-fault"' in page
    assert "Some words" in page
    assert all(value in page for value in fields.values())
    assert not Revision.objects.exists()


def test_a_question_is_sent_and_the_review_stays_open(browser: Client, review: ReviewRequest) -> None:
    sign_in(browser, StaffRole.SALES)
    assert browser.post(f"{LIST}{review.id}/", form(review, act="ask", text="Which thread?")).status_code == 303
    assert browser.post(f"{LIST}{review.id}/", form(review, act="ask")).status_code == 422
    review.refresh_from_db()
    assert review.state == ReviewState.OPEN
    assert "waits for the customer" in browser.get(LIST).content.decode()


def test_an_answer_to_a_quote_that_was_changed_is_shown_again(browser: Client, review: ReviewRequest, by) -> None:
    sign_in(browser, StaffRole.SALES)
    sent = form(review, unit="12", reason="In stock")
    services.configure_line(selectors.lines_of(review.quote)[0].id, by=by, quantity=30)
    answer = browser.post(f"{LIST}{review.id}/", sent)
    assert answer.status_code == 422
    assert "review.outdated" in answer.content.decode()
    assert reviews.digest_of(review.quote) in answer.content.decode()


def test_the_list_asks_no_more_with_more_reviews(browser: Client, review: ReviewRequest, upload, by) -> None:
    sign_in(browser, StaffRole.SALES)
    counts = []
    for total in (5, 50):
        while ReviewRequest.objects.count() < total:
            ask(services.quote_parts([upload()], by=by), by)
        browser.get(LIST)  # the shop is remembered for some seconds
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(LIST).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_a_review_asks_no_more_with_more_lines(browser: Client, upload, reader, by) -> None:
    sign_in(browser, StaffRole.SALES)
    counts = []
    for total in (5, 50):
        quote = services.quote_parts([upload() for _ in range(total)], by=by)
        do_all()
        found = ask(quote, by)
        page = f"{LIST}{found.id}/"
        browser.get(page)  # prices are remembered, and it is read
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= MOST_QUERIES
    assert get_user_model().objects.exists()


def test_an_open_review_stands_once_in_the_work_list(browser: Client, review: ReviewRequest) -> None:
    by = actor_for(sign_in(browser, StaffRole.SALES))
    (item,) = work_for(by).items
    assert (item.kind, item.urgency, item.where) == (WorkKind.REVIEW, Urgency.SOON, f"{LIST}{review.id}/")
    assert item.whose == "Ada King"
    reviews.ask_customer(review.id, text="Which thread?", by=by)
    (item,) = work_for(by).items
    assert item.urgency is Urgency.USUAL
    assert b"Review: Quote of" in browser.get("/staff/").content
    reviews.answer_review(review.id, answers={}, text="", seen=reviews.digest_of(review.quote), by=by)
    assert work_for(by).total == 0
