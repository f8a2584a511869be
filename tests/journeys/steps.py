"""What a person does on the site, step by step; each waits for what the person would wait for."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

READY = "part-viewer[data-state=ready]"


def drop(page: Page, *files: Path) -> None:
    """Uploads files from the start page and waits for the page they lead to."""
    page.goto("/")
    page.set_input_files("#file", list(files))
    page.wait_for_url("**/q/**")


def open_part(page: Page, file: Path) -> None:
    """Uploads one file and waits until it turns in 3D beside its price."""
    drop(page, file)
    page.wait_for_selector(READY)


def unit_price(page: Page) -> str:
    return page.inner_text("#price .price-unit .number")


def change(page: Page, act: str, value: str | None = None) -> str:
    """Makes a choice in the configuration and returns the new unit price; the page must not be loaded anew."""
    page.evaluate("document.body.dataset.same = 'yes'")
    with page.expect_response(lambda response: response.url.endswith("/configure/")) as answered:
        if value is None:
            page.click(act)
        elif page.locator(act).evaluate("field => field.tagName") == "SELECT":
            page.select_option(act, value)
        else:
            page.fill(act, value)
            page.press(act, "Enter")
    assert answered.value.ok
    page.wait_for_selector("#offer:not(.htmx-request):not(.htmx-swapping):not(.htmx-settling)")
    page.wait_for_selector("body[data-same=yes]")
    return unit_price(page)


def texts(page: Page, selector: str) -> Sequence[str]:
    return page.locator(selector).all_inner_texts()
