"""A customer sends a new revision of a part, compares it with the old one, uses it and takes the old one back."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import NARROW, WIDE, NewPage
from tests.journeys.test_everybody import complaints
from tests.journeys.test_review import fits

VIEWS = {
    "wide": {"viewport": WIDE, "bypass_csp": True},  # for axe, put in by evaluation
    "narrow": {"viewport": NARROW, "bypass_csp": True, "color_scheme": "dark"},
    "plain": {"viewport": NARROW, "java_script_enabled": False},
}


def send(page: Page, file: Path) -> None:
    page.set_input_files("#file", file)
    if page.get_by_role("button", name="Upload").is_visible():
        page.get_by_role("button", name="Upload").click()


@pytest.mark.parametrize("view", VIEWS)
def test_a_new_revision_is_compared_used_and_undone(new_page: NewPage, files: dict[str, Path], view: str) -> None:
    page = new_page(**VIEWS[view])
    page.goto("/")
    send(page, files["plate.step"])
    page.wait_for_selector("#price .price-unit", timeout=60_000)
    page.get_by_role("link", name="Upload a new revision").click()
    if view != "plain":
        assert complaints(page) == [], "upload"
    send(page, files["sharp.step"])
    expect(page.get_by_role("button", name="Use the new revision")).to_be_visible(timeout=60_000)
    expect(page.locator(".revision-pair img")).to_have_count(2, timeout=60_000)
    expect(page.get_by_role("row", name="Volume")).to_be_visible()
    expect(page.get_by_text("Removed:").first).to_be_visible()
    if view != "plain":
        assert fits(page)
        assert complaints(page) == [], "compare"
    page.get_by_role("button", name="Use the new revision").click()
    page.get_by_role("link", name="Open the part").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("sharp.step")
    page.get_by_role("link", name="Compare or undo").click()
    page.get_by_role("button", name="Take the old one back").click()
    page.get_by_role("button", name="Keep the old one").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("plate.step")
