"""What the shop sees of ratings, and takes out of the house by the door alone."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from tests.web.staff.conftest import assert_queries_do_not_grow

from partwright.web.actor import Channel, StaffRole
from partwright.web.feedback.models import Feedback
from partwright.web.privacy.models import LedgerRow, Outcome

pytestmark = pytest.mark.django_db(transaction=True)

LIST, CSV = "/staff/feedback/", "/staff/feedback/csv/"


def rate(about: str = "page", rating: int = 3, text: str = "Fine.") -> Feedback:
    return Feedback.objects.create(
        channel=Channel.WEB, about=about, rating=rating, text=text, created_at=timezone.now()
    )


def test_ratings_are_filtered(as_role: Callable) -> None:
    rate("page", 1, "too slow")
    rate("price", 5, "good price")
    browser = as_role(StaffRole.SALES)
    assert all(word in browser.get(LIST).content.decode() for word in ("too slow", "good price"))
    assert "too slow" not in browser.get(f"{LIST}?about=price").content.decode()
    assert "good price" not in browser.get(f"{LIST}?rating=1").content.decode()
    assert "too slow" in browser.get(f"{LIST}?about=weather&rating=x").content.decode()
    assert "no such feedback" in browser.get(f"{LIST}?rating=2").content.decode()


def test_the_file_has_what_the_filter_shows_and_stands_in_the_ledger(as_role: Callable) -> None:
    rate("page", 1, "=1+1")
    rate("price", 5, "good price")
    answer = as_role(StaffRole.SALES).post(CSV, {"about": "page", "rating": ""})
    text = answer.content.decode("utf-8-sig")
    assert text.startswith("given_at,about,rating,text,conversation\r\n")
    assert "'=1+1" in text
    assert "good price" not in text
    rows = LedgerRow.objects.filter(recipient="staff_export")
    assert sorted(rows.values_list("outcome", flat=True)) == sorted([Outcome.ATTEMPTED, Outcome.DONE])


def test_others_find_nothing(as_role: Callable) -> None:
    for roles in ([], [StaffRole.PRODUCTION]):
        browser = as_role(*roles)
        assert browser.get(LIST).status_code == 404
        assert browser.post(CSV).status_code == 404


def test_a_longer_list_asks_no_more_queries(as_role: Callable) -> None:
    assert_queries_do_not_grow(as_role(StaffRole.SALES), LIST, rate)
