"""A customer wants a person to look; staff answer with a price, and the customer sees it frozen."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import NARROW, WIDE, NewPage
from tests.journeys.test_everybody import complaints

VIEWS = {
    "wide": {"viewport": WIDE},
    "narrow": {"viewport": NARROW},
    "plain": {"viewport": NARROW, "java_script_enabled": False},
}


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def come_as_staff(page: Page, invitation: str) -> None:
    page.goto(invitation)
    page.get_by_label("First name").fill("Sam")
    page.get_by_label("Last name").fill("Rivers")
    page.get_by_label("Password").fill("a long word for Sam only")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda address: "invitation" not in address)


def ask_for_review(page: Page, file: Path, *, email: str) -> str:
    """Uploads a part without an account and asks that somebody looks; the address of its quote."""
    page.goto("/")
    page.set_input_files("#file", file)
    if page.get_by_role("button", name="Upload").is_visible():
        page.get_by_role("button", name="Upload").click()
    page.wait_for_selector("#price .price-unit", timeout=60_000)
    page.get_by_role("link", name=re.compile("^Quote of")).click()
    address = page.url
    page.get_by_role("link", name="Request review").click()
    page.get_by_label("Your name").fill("Grace Hopper")
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("What should we look at?").fill("Can you do it for less?")
    page.get_by_role("button", name="Request review").click()
    expect(page.get_by_role("log")).to_contain_text("Can you do it for less?")
    return address


@pytest.mark.parametrize("view", VIEWS)
def test_a_review_ends_in_a_frozen_price(
    new_page: NewPage, files: dict[str, Path], invite_staff: Callable[[str], str], view: str
) -> None:
    customer, staff = new_page(**VIEWS[view]), new_page(**VIEWS[view])
    come_as_staff(staff, invite_staff(f"sam-{view}@example.org"))
    address = ask_for_review(customer, files["plate.step"], email=f"grace-{view}@example.net")
    staff.goto("/staff/")
    staff.get_by_role("main").get_by_role("link", name="Answer").last.click()
    expect(staff.get_by_text("Can you do it for less?")).to_be_visible()
    staff.get_by_label("Unit price in").fill("7.25")
    staff.get_by_role("button", name="Answer and freeze prices").click()
    expect(staff.get_by_role("group").get_by_text("Say why the price or time")).to_be_visible()
    expect(staff.get_by_label("Unit price in")).to_have_value("7.25")
    staff.get_by_label("Reason").fill("From a plate in stock")
    staff.get_by_label("Business days").fill("3")
    staff.get_by_label("Message to the customer").fill("Yes, we can.")
    staff.get_by_role("button", name="Answer and freeze prices").click()
    expect(staff.get_by_text("Answered on")).to_be_visible()
    customer.goto(address)
    expect(customer.locator("#total")).to_contain_text("7.25")
    customer.get_by_role("link", name="Revision 1").first.click()
    expect(customer.get_by_text("Changed by a person")).to_contain_text("From a plate in stock")
    expect(customer.get_by_text("These prices hold until")).to_be_visible()
    if view != "plain":
        assert fits(customer)
        assert fits(staff)


def test_pages_of_reviews_have_no_barriers(
    new_page: NewPage, files: dict[str, Path], invite_staff: Callable[[str], str]
) -> None:
    customer, staff = (new_page(bypass_csp=True, viewport=NARROW) for _ in range(2))  # for axe, put in by evaluation
    come_as_staff(staff, invite_staff("axe@example.org"))
    ask_for_review(customer, files["plate.step"], email="axe-review@example.net")
    assert complaints(customer) == [], "review"
    staff.goto("/staff/reviews/")
    assert complaints(staff) == [], "reviews"
    staff.get_by_role("main").locator(".thread-list a").last.click()
    assert complaints(staff) == [], "answer"
