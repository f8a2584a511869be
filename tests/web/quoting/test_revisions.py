"""Frozen prices: they say what the quote said, once, and go on saying it."""

import threading
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from partwright.manufacturing.requirements import requirements_from
from partwright.pricing.book import default_book
from partwright.web.jobs.worker import do_all
from partwright.web.parts.services import delete_part
from partwright.web.quoting import revisions, selectors, services
from partwright.web.quoting.errors import QuoteEmptyError, QuoteIncompleteError, QuoteNotFoundError
from partwright.web.quoting.models import Quote, Revision

pytestmark = pytest.mark.django_db(transaction=True)
PARALLEL = 40


@pytest.fixture
def quote(upload, reader, by) -> Quote:
    """A quote with two priced lines."""
    made = services.quote_parts([upload("first.step"), upload("second.step")], by=by)
    do_all()
    services.configure_line(selectors.lines_of(made)[0].id, by=by, process="cnc_milling", quantity=4)
    return made


def test_a_revision_says_what_the_quote_says(quote, by) -> None:
    priced = selectors.priced_quote(quote)
    revision = revisions.freeze_quote(quote.token, by=by)
    frozen = revisions.get_revision(quote.token, revision.number)
    assert revision.total == priced.total
    assert [(line.quantity, line.unit, line.total) for line in frozen.lines] == [
        (one.line.quantity, one.price.unit, one.price.total) for one in priced.lines
    ]
    assert [line.sha256 for line in frozen.lines] == [one.line.part.sha256 for one in priced.lines]
    for line in frozen.lines:
        (price,) = line.option["prices"]
        assert sum(Decimal(row["cost"]) for row in price["lines"]) == line.total
        assert line.option["price_book"]["digest"] == default_book().digest


def test_a_revision_stays_whatever_changes(quote, by) -> None:
    revision = revisions.freeze_quote(quote.token, by=by)
    before = list(revision.lines.values("name", "unit", "total", "option"))
    first, second = selectors.lines_of(quote)
    services.configure_line(first.id, by=by, quantity=50)
    services.remove_line(second.id, by=by)
    delete_part(second.part_id, by=by)
    assert list(revision.lines.values("name", "unit", "total", "option")) == before


def test_freezing_again_without_a_change_is_the_same_revision(quote, by) -> None:
    first = revisions.freeze_quote(quote.token, by=by)
    assert revisions.freeze_quote(quote.token, by=by) == first
    services.configure_line(selectors.lines_of(quote)[0].id, by=by, quantity=5)
    assert revisions.freeze_quote(quote.token, by=by).number == first.number + 1


def test_prices_hold_through_their_last_day_and_then_are_frozen_anew(quote, by) -> None:
    revision = revisions.freeze_quote(quote.token, by=by)
    assert not revisions.has_ended(revision, on=revision.valid_until)
    with time_machine.travel(timezone.now().replace(hour=12), tick=False) as clock:
        clock.shift((revision.valid_until - timezone.localdate()).days * 86_400 + 86_400)
        assert revisions.get_revision(quote.token, revision.number).ended
        quote.expires_at = None
        quote.save()
        assert revisions.freeze_quote(quote.token, by=by).number == 2


def test_many_who_freeze_at_once_make_one_revision(quote, by) -> None:
    numbers: list[int] = []

    def freeze() -> None:
        numbers.append(revisions.freeze_quote(quote.token, by=by).number)
        connection.close()

    threads = [threading.Thread(target=freeze) for _ in range(PARALLEL)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers == [1] * PARALLEL
    assert Revision.objects.count() == 1


def test_nothing_is_frozen_of_an_empty_quote_or_one_without_all_prices(upload, by, other) -> None:
    empty = services.quote_parts([], by=by)
    with pytest.raises(QuoteEmptyError):
        revisions.freeze_quote(empty.token, by=by)
    waiting = services.quote_parts([upload("slow.step")], by=by)
    with pytest.raises(QuoteIncompleteError, match=r"slow\.step"):
        revisions.freeze_quote(waiting.token, by=by)
    with pytest.raises(QuoteNotFoundError):
        revisions.freeze_quote(waiting.token, by=other)
    assert not Revision.objects.exists()


def test_its_owner_freezes_on_the_page_and_who_has_the_link_reads(quote, by, browser_of, browser) -> None:
    client = browser_of(by)
    page = reverse("quoting:quote", args=[quote.token])
    assert "None yet." in client.get(page).content.decode()
    response = client.post(reverse("quoting:freeze", args=[quote.token]), follow=True)
    assert "These prices hold until" in response.content.decode()
    assert "Revision 1" in client.get(page).content.decode()
    assert browser.get(reverse("quoting:revision", args=[quote.token, 1])).status_code == 200
    assert browser.get(reverse("quoting:revision", args=[quote.token, 2])).status_code == 404
    assert browser.post(reverse("quoting:freeze", args=[quote.token])).status_code == 401


def test_a_revision_says_what_is_required_of_a_line(quote, by, browser) -> None:
    line = selectors.lines_of(quote)[0]
    services.require_of_line(line.id, by=by, requirements=requirements_from({"inspection": "first_article"}))
    revisions.freeze_quote(quote.token, by=by)
    page = browser.get(reverse("quoting:revision", args=[quote.token, 1])).content.decode()
    assert "irst article" in page
