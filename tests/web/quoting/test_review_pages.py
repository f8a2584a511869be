"""The customer's pages of a review, by plain forms."""

from decimal import Decimal

import pytest
from django.urls import reverse

from partwright.manufacturing.requirements import requirements_from
from partwright.web.jobs.worker import do_all
from partwright.web.quoting import reviews, selectors, services
from partwright.web.quoting.models import Quote, ReviewRequest, ReviewState
from partwright.web.quoting.reviews import LineAnswer

pytestmark = pytest.mark.django_db(transaction=True)
SENT = {"name": "Ada King", "email": "ada@example.net", "text": "Is this the best price?"}


@pytest.fixture
def quote(upload, reader, by) -> Quote:
    made = services.quote_parts([upload()], by=by)
    do_all()
    return made


def test_a_visitor_asks_looks_and_withdraws(quote, by, browser_of) -> None:
    client = browser_of(by)
    page = reverse("quoting:review", args=[quote.token])
    assert page in client.get(reverse("quoting:quote", args=[quote.token])).content.decode()
    answer = client.post(page, SENT)
    assert (answer.status_code, answer["Location"]) == (303, page)
    shown = client.get(page).content.decode()
    assert SENT["text"] in shown
    assert "Asked for on" in client.get(reverse("quoting:quote", args=[quote.token])).content.decode()
    assert client.post(reverse("quoting:withdraw_review", args=[quote.token])).status_code == 303
    assert ReviewRequest.objects.get().state == ReviewState.WITHDRAWN
    assert "was withdrawn" in client.get(page).content.decode()


@pytest.mark.parametrize("wrong", [{"email": "nowhere"}, {"text": ""}])
def test_what_was_typed_stays_beside_why_it_was_refused(quote, by, browser_of, wrong) -> None:
    client = browser_of(by)
    answer = client.post(reverse("quoting:review", args=[quote.token]), SENT | wrong)
    assert answer.status_code == 422
    assert "Ada King" in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert not ReviewRequest.objects.exists()


def test_asking_twice_keeps_the_words_for_the_open_conversation(quote, by, browser_of) -> None:
    client = browser_of(by)
    client.post(reverse("quoting:review", args=[quote.token]), SENT)
    answer = client.post(reverse("quoting:review", args=[quote.token]), SENT | {"text": "And the thread?"})
    assert answer.status_code == 409
    assert "And the thread?" in answer.content.decode()


def test_nobody_else_comes_to_the_page(quote, other, browser, browser_of) -> None:
    page = reverse("quoting:review", args=[quote.token])
    assert browser.get(page).status_code == 401
    assert browser_of(other).get(page).status_code == 404
    assert browser_of(other).post(page, SENT).status_code == 404
    shared = browser.get(reverse("quoting:quote", args=[quote.token]))
    assert page not in shared.content.decode()


def test_a_line_that_needs_it_offers_a_review_and_then_says_what_came_of_it(quote, by, sales, browser_of) -> None:
    client = browser_of(by)
    (line,) = selectors.lines_of(quote)
    page = reverse("quoting:line", args=[quote.token, line.id])
    assert "Request review" not in client.get(page).content.decode()
    services.require_of_line(line.id, by=by, requirements=requirements_from({"export_controlled": True}))
    assert "Request review" in client.get(page).content.decode()
    client.post(reverse("quoting:review", args=[quote.token]), SENT)
    review = ReviewRequest.objects.get()
    given = LineAnswer(unit=Decimal(40), business_days=9, reason="Balancing", note="Only to G 6.3.")
    reviews.answer_review(review.id, answers={line.id: given}, text="", seen=reviews.digest_of(quote), by=sales)
    shown = client.get(page).content.decode()
    assert "our price after a review" in shown
    assert "Only to G 6.3." in shown
    services.configure_line(line.id, by=by, quantity=7)
    changed = client.get(reverse("quoting:line_offer", args=[quote.token, line.id])).content.decode()
    assert "another configuration" in changed
    assert "Revision 1 holds it" in changed
    frozen = client.get(reverse("quoting:revision", args=[quote.token, 1])).content.decode()
    assert "nothing was computed" in frozen
    assert "Balancing" in frozen


def test_a_revision_says_what_staff_changed(quote, by, sales, browser) -> None:
    (line,) = selectors.lines_of(quote)
    before = selectors.priced_line(line).price
    review = reviews.request_review(quote.token, text="Look", by=by, contact=reviews.Contact("", "ada@example.net"))
    given = LineAnswer(unit=Decimal("1.25"), reason="In stock")
    reviews.answer_review(review.id, answers={line.id: given}, text="", seen=reviews.digest_of(quote), by=sales)
    page = browser.get(reverse("quoting:revision", args=[quote.token, 1])).content.decode()
    assert f"{before.unit:,.2f}" in page
    assert "1.25" in page
    assert "In stock" in page
    paper = browser.get(reverse("quoting:csv", args=[quote.token])).content.decode()
    assert "1.2500" in paper
