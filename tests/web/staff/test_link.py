"""The head of the site leads to the pages of the staff, for those who work there and nobody else."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partwright.web.actor import StaffRole

LINK = b'href="/staff/"'


@pytest.mark.parametrize("role", list(StaffRole))
def test_staff_find_their_pages_from_those_of_customers(as_role, role: StaffRole) -> None:
    assert LINK in as_role(role).get("/quotes/").content


def test_nobody_else_is_led_there(as_role, browser: Client) -> None:
    for somebody in (as_role(), browser):
        assert LINK not in somebody.get("/quotes/").content


def test_the_link_asks_nothing_of_a_page_that_asks_for_nobody(as_role) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert as_role(StaffRole.OWNER).get("/formats/").status_code == 200
    assert not [query for query in asked if "accounts_post" in query["sql"] and "SELECT" in query["sql"]]
