"""The shop's side in a browser: an owner comes by invitation, answers, sees mail, invites; no page has a barrier."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.conftest import NARROW, PARTWRIGHT, ROOT, WIDE, NewPage, environment_of
from tests.journeys.test_everybody import complaints

PAGES = (
    "",
    "customers/",
    "conversations/",
    "mail/",
    "mail/templates/",
    "freight/",
    "exemptions/",
    "jobs/",
    "people/",
    "calendar/",
    "terms/",
    "setup/",
)
PASSWORD = "a long sentence of the owner"  # noqa: S105 -- of nobody


@pytest.fixture(scope="module")
def owner(site: str, data: Path, chromium: Browser) -> object:
    """The cookies of an owner of the shop, who came by the link of an invitation."""
    command = [*PARTWRIGHT, "invite", "--staff", "olga@example.org", "--role", "owner"]
    invited = subprocess.run(
        command, cwd=ROOT, env=environment_of(data), capture_output=True, text=True, check=True, timeout=60
    )
    context = chromium.new_context(base_url=site)
    page = context.new_page()
    page.goto("/invitation/" + invited.stdout.strip().rpartition("/invitation/")[2])
    page.get_by_label("First name").fill("Olga")
    page.get_by_label("Last name").fill("Owner")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(f"{site}/")
    state = context.storage_state()
    context.close()
    return state


def ask(page: Page, title: str) -> None:
    page.goto("/conversations/new/")
    page.get_by_label("What it is about").fill(title)
    page.get_by_label("Your name").fill("Grace Hopper")
    page.get_by_label("Your e-mail address").fill("grace@example.net")
    page.get_by_label("Your question").fill("Is 0.6 mm enough?")
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


@pytest.mark.parametrize("view", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_question_is_answered_in_two_clicks_from_the_work_list(new_page: NewPage, owner, view) -> None:
    title = f"Wall of the housing {view['width']}"
    ask(new_page(viewport=view), title)
    page = new_page(viewport=view, storage_state=owner)
    page.goto("/staff/")
    expect(page.get_by_role("complementary")).to_contain_text("Checkout is closed.")
    page.get_by_role("link", name=f"Answer Question: {title}").click()
    page.get_by_role("button", name="Assign to me").click()
    page.get_by_text("Note a telephone call").click()
    page.get_by_label("Who told it").fill("Grace Hopper, +49 30 1")
    page.get_by_label("What it is used for").select_option("provide_services")
    page.get_by_label("What they said").fill("0.8 mm is fine as well.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_role("log")).to_contain_text("Source: Grace Hopper, +49 30 1.")
    page.get_by_label("Your message").fill("0.8 mm is safe.")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("log")).to_contain_text("0.8 mm is safe.")
    page.goto("/staff/")
    expect(page.get_by_role("link", name=f"Answer Question: {title}")).to_have_count(0)


@pytest.mark.parametrize("view", [WIDE, NARROW], ids=["wide", "narrow"])
def test_pages_of_the_staff_have_no_barriers(new_page: NewPage, owner, view) -> None:
    page = new_page(viewport=view, storage_state=owner, bypass_csp=True)  # for axe itself
    for address in PAGES:
        page.goto(f"/staff/{address}")
        assert complaints(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_a_mail_is_previewed_in_its_frame(new_page: NewPage, owner) -> None:
    page = new_page(storage_state=owner)
    page.goto("/staff/mail/templates/conversations.answer/")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("The wall is 0.6 mm.")).to_be_visible()
    expect(page.locator(".mail-text")).to_contain_text("The wall is 0.6 mm.")


def test_somebody_is_invited_without_scripts(new_page: NewPage, owner) -> None:
    page = new_page(java_script_enabled=False, viewport=NARROW, storage_state=owner)
    page.goto("/staff/people/")
    page.get_by_label("E-mail address").fill("pia@example.org")
    page.get_by_label("Role").last.select_option("finance")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("status").first).to_have_text("The invitation is on its way.")
    page.get_by_role("button", name="Withdraw pia@example.org").click()
    expect(page.get_by_role("button", name="Withdraw pia@example.org")).to_have_count(0)
