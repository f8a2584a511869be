"""The work list: what waits, by kind, the next action first."""

import datetime as dt

import pytest
import time_machine
from tests.web.staff.conftest import assert_queries_do_not_grow

from partwright.web.accounts.selectors import actor_for
from partwright.web.actor import StaffRole
from partwright.web.conversations import services as conversations
from partwright.web.staff.work_items import WorkKind
from partwright.web.staff.work_list import Order, work_for

START = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def test_an_empty_list_says_what_comes_here(as_role) -> None:
    page = as_role(StaffRole.SALES).get("/staff/")
    assert b"Nothing waits for you." in page.content


def test_a_question_waits_for_an_answer_until_it_has_one(works, ask) -> None:
    sales = actor_for(works(StaffRole.SALES))
    asked = ask()
    (item,) = work_for(sales).items
    assert (item.kind, item.action, item.whose) == (WorkKind.CONVERSATION, "Answer", "Ada King, Engine Works")
    assert item.where == f"/staff/conversations/{asked.id}/"
    conversations.write(asked.id, text="0.8 mm is safe.", by=sales)
    assert work_for(sales).items == []


def test_who_does_not_talk_with_customers_has_no_questions_to_answer(works, ask) -> None:
    ask()
    assert work_for(actor_for(works(StaffRole.PRICING))).total == 0
    assert work_for(actor_for(works(StaffRole.PRODUCTION))).total == 0
    assert work_for(actor_for(works(StaffRole.OWNER))).total == 1


def test_a_question_of_yesterday_is_urgent(works, ask) -> None:
    sales = actor_for(works(StaffRole.SALES))
    with time_machine.travel(START, tick=False) as clock:
        ask("Old")
        clock.move_to(START + dt.timedelta(days=1, minutes=1))
        ask("New")
        assert [(item.what, item.is_urgent) for item in work_for(sales).items] == [
            ("Question: Old", True),
            ("Question: New", False),
        ]
        assert [item.what for item in work_for(sales, order=Order.NEWEST).items] == ["Question: New", "Question: Old"]


@pytest.mark.parametrize("query", ["?kind=conversation", "?kind=nonsense&sort=nonsense", "?kind=&sort=oldest"])
def test_a_filter_that_is_none_shows_all(as_role, ask, query: str) -> None:
    ask()
    assert b"Wall of the housing" in as_role(StaffRole.SALES).get(f"/staff/{query}").content


def test_what_is_missing_stands_on_every_page(as_role) -> None:
    browser = as_role(StaffRole.SALES)
    for address in ("/staff/", "/staff/conversations/"):
        page = browser.get(address).content
        assert b"Checkout is closed." in page
        assert b"The shop has no address" in page


def test_more_to_do_asks_no_more_queries(as_role, ask) -> None:
    assert_queries_do_not_grow(as_role(StaffRole.OWNER), "/staff/", ask)
