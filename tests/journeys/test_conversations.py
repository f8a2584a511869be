"""Asking a question in a browser: in place with scripts, by plain forms without, on wide and narrow pages."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from tests.journeys.conftest import NARROW, WIDE, NewPage
from tests.journeys.test_everybody import complaints

TITLE = "Rückwandverschraubungsvorrichtung aus Edelstahl 1.4301"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    content = BytesIO()
    Image.new("RGB", (800, 600), "teal").save(content, "JPEG")
    (tmp_path / "part.jpg").write_bytes(content.getvalue())
    return tmp_path / "part.jpg"


@pytest.fixture
def webpage(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text("<html>")
    return tmp_path / "page.html"


def ask(page: Page, photo: Path, *, email: str) -> None:
    page.goto("/conversations/")
    page.get_by_role("link", name="Ask a question").click()
    page.get_by_label("What it is about").fill(TITLE)
    page.get_by_label("Your name").fill("Grace Hopper")
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("Your question").fill("Is 0.6 mm enough?")
    page.get_by_label("Files").set_input_files(photo)
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("img", name="Picture part.jpg")).to_be_visible()


@pytest.mark.parametrize("view", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_question_and_a_message_in_place(new_page: NewPage, photo: Path, webpage: Path, view) -> None:
    page = new_page(viewport=view)
    ask(page, photo, email=f"grace{view['width']}@example.net")
    message = page.get_by_label("Your message")
    message.fill("0.8 mm then.")
    page.get_by_label("Files").set_input_files(webpage)
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("alert")).to_contain_text("attachment.kind")
    expect(message).to_have_value("0.8 mm then.")
    page.get_by_label("Files").set_input_files([])
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("log").get_by_role("listitem").filter(has_text="0.8 mm then.")).to_be_visible()
    expect(page.locator("#announcement")).to_have_text("Your message was sent.")
    expect(message).to_have_value("")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_conversation_without_scripts(new_page: NewPage, photo: Path, webpage: Path) -> None:
    page = new_page(java_script_enabled=False, viewport=NARROW)
    ask(page, photo, email="ada@example.net")
    page.get_by_label("Your message").fill("0.8 mm then.")
    page.get_by_label("Files").set_input_files(webpage)
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the files again")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("log")).to_contain_text("0.8 mm then.")
    page.get_by_role("button", name="Close the conversation").click()
    expect(page.get_by_label("Your message")).to_have_count(0)
    page.get_by_role("button", name="Reopen the conversation").click()
    expect(page.get_by_label("Your message")).to_be_visible()


def test_pages_of_conversations_have_no_barriers(new_page: NewPage, photo: Path) -> None:
    page = new_page(bypass_csp=True, viewport=NARROW)  # for axe itself, which is put in by evaluation
    ask(page, photo, email="axe@example.net")
    assert complaints(page) == []
    for address in ("/conversations/", "/conversations/new/"):
        page.goto(address)
        assert complaints(page) == []
