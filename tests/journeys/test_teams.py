"""Working in a team in a browser: founded, joined by a mail's link, a right changed, left; on wide and narrow pages."""

import re
import subprocess
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import NARROW, PARTWRIGHT, ROOT, WIDE, NewPage, environment_of
from tests.journeys.test_everybody import complaints
from tests.web.conditions import becomes

PASSWORD = "seven brass gears turning"  # noqa: S105 -- of nobody
TEAM = "Rückwandverschraubungsvorrichtungsentwicklung"


def make_account(page: Page, data: Path, *, email: str, first_name: str) -> None:
    """Makes an account as people of the shop make theirs, by a link that the command line prints; it signs in."""
    command = [*PARTWRIGHT, "invite", "--staff", email]
    done = subprocess.run(command, cwd=ROOT, env=environment_of(data), capture_output=True, text=True, check=True)
    page.goto(path_in(done.stdout, "/invitation/"))
    page.get_by_label("First name").fill(first_name)
    page.get_by_label("Last name").fill("Noyce")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/")


def path_in(text: str, start: str) -> str:
    found = re.search(re.escape(start) + r"[\w-]+/", text)
    assert found is not None
    return found[0]


def texts_to(data: Path, email: str) -> list[str]:
    """What the outbox has for an address."""
    mails = [BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in data.glob("outbox/*.eml")]
    return [mail.get_body(("plain",)).get_content() for mail in mails if email in mail["To"]]


@pytest.mark.parametrize("view", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_team_from_its_founding_to_the_day_somebody_leaves(new_page: NewPage, data: Path, view) -> None:
    grace, bob = f"grace{view['width']}@example.org", f"bob{view['width']}@example.org"
    founder = new_page(bypass_csp=True, viewport=view)  # for axe itself, which is put in by evaluation
    member = new_page(bypass_csp=True, viewport=view)
    make_account(founder, data, email=grace, first_name="Grace")
    make_account(member, data, email=bob, first_name="Bob")
    member.context.clear_cookies()

    founder.get_by_role("navigation", name="Site").get_by_role("link", name="Teams").click()
    no_barriers(founder)
    founder.get_by_label("Name of the team").fill(TEAM)
    founder.get_by_role("button", name="Found the team").click()
    expect(founder.get_by_role("heading", level=1)).to_have_text(TEAM)
    founder.get_by_label("E-mail address").fill(bob)
    founder.get_by_label("Right:", exact=True).select_option("3")
    founder.get_by_role("button", name="Send the invitation").click()
    expect(founder.get_by_text("The invitation is on its way.")).to_be_visible()
    no_barriers(founder)

    assert becomes(lambda: len(texts_to(data, bob)) == 1)
    member.goto(path_in(texts_to(data, bob)[0], "/teams/invitation/"))
    no_barriers(member)
    member.get_by_role("main").get_by_role("link", name="Sign in").click()
    member.get_by_label("E-mail address").fill(bob)
    member.get_by_label("Password").fill(PASSWORD)
    member.get_by_role("button", name="Sign in").click()
    no_barriers(member)
    member.get_by_role("button", name="Join the team").click()
    expect(member.get_by_text("Your right: Order.")).to_be_visible()
    no_barriers(member)

    founder.reload()
    founder.get_by_label("Right of Bob Noyce").select_option("2")
    founder.get_by_role("button", name="Save the right of Bob Noyce").click()
    expect(founder.get_by_text("The right is changed.")).to_be_visible()
    founder.get_by_text("Remove Bob Noyce", exact=True).click()
    no_barriers(founder)
    founder.get_by_role("button", name="Deactivate the team").click()
    expect(founder.get_by_role("button", name="Activate the team again")).to_be_visible()
    no_barriers(founder)
    founder.get_by_role("button", name="Activate the team again").click()

    member.reload()
    expect(member.get_by_text("Your right: Quote.")).to_be_visible()
    member.get_by_role("button", name="Leave the team").click()
    expect(member.get_by_text("You left the team.")).to_be_visible()
    no_barriers(member)
    founder.reload()
    expect(founder.get_by_text("Bob Noyce")).to_have_count(0)


def no_barriers(page: Page) -> None:
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
