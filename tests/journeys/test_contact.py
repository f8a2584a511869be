"""Writing to the shop and rating it in a browser: with scripts and without, on wide and narrow pages."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import NARROW, WIDE, NewPage
from tests.journeys.test_everybody import complaints

VIEWS = pytest.mark.parametrize("view", [WIDE, NARROW], ids=["wide", "narrow"])
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])


def fits(page: Page) -> bool:
    """Whether nothing is wider than the page, told without scripts of the page."""
    body = page.locator("main").bounding_box()
    width = page.viewport_size["width"] if page.viewport_size else 0
    return body is not None and all(
        box is None or box["x"] + box["width"] <= width
        for box in (field.bounding_box() for field in page.locator("main :is(input, select, textarea, button)").all())
    )


@VIEWS
@SCRIPTS
def test_a_message_to_the_shop(new_page: NewPage, tmp_path: Path, view: dict[str, int], scripts: bool) -> None:
    note = tmp_path / "note.txt"
    note.write_text("2 mm")
    page = new_page(viewport=view, java_script_enabled=scripts)
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Contact").click()
    assert fits(page)
    page.get_by_label("Your name").fill("Grace Hopper")
    page.get_by_label("Your e-mail address").fill(f"grace{view['width']}{scripts}@example.net")
    page.get_by_label("What it is about").fill("Do you bend titanium?")
    page.get_by_role("button", name="Send the message").click()
    expect(page.locator("#id_text_error")).to_be_visible()
    expect(page.get_by_label("What it is about")).to_have_value("Do you bend titanium?")
    page.get_by_label("Your message").fill("2 mm.")
    page.get_by_label("Files").set_input_files(note)
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your message")
    assert page.context.cookies() == []


@VIEWS
@SCRIPTS
def test_a_rating(new_page: NewPage, view: dict[str, int], scripts: bool) -> None:
    page = new_page(viewport=view, java_script_enabled=scripts)
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Feedback").click()
    assert fits(page)
    page.get_by_label("What you rate").select_option(label="A price")
    page.get_by_role("radio", name="4").check()
    page.get_by_label("What we should know").fill("The price says why.")
    page.get_by_label("I would like an answer").check()
    page.get_by_role("button", name="Send the feedback").click()
    expect(page.locator("#id_email_error")).to_be_visible()
    expect(page.get_by_role("radio", name="4")).to_be_checked()
    page.get_by_label("I would like an answer").uncheck()
    page.get_by_role("button", name="Send the feedback").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your feedback")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@VIEWS
def test_the_forms_have_no_barriers(new_page: NewPage, view: dict[str, int], scheme: str) -> None:
    page = new_page(bypass_csp=True, viewport=view, color_scheme=scheme)  # for axe itself, put in by evaluation
    for address in ("/contact/", "/contact/sent/", "/feedback/", "/feedback/sent/"):
        page.goto(address)
        assert complaints(page) == [], address
    for address, button in (("/contact/", "Send the message"), ("/feedback/", "Send the feedback")):
        page.goto(address)
        page.evaluate("document.querySelector('main form').noValidate = true")
        page.get_by_role("button", name=button).click()
        page.wait_for_selector(".text-danger")
        assert complaints(page) == [], f"{address} refused"
