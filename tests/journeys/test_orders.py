"""From the first upload to the money that goes back, as the customer and the shop walk it in their browsers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.conftest import NARROW, WIDE
from tests.journeys.open_shop import PASSWORD, OpenShop, open_shop, set_up
from tests.journeys.test_everybody import complaints

VIEWS = pytest.mark.parametrize("view", [WIDE, NARROW], ids=["wide", "narrow"])
PHOTO = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[OpenShop]:
    with open_shop(tmp_path_factory.mktemp("shop"), chromium) as opened:
        yield opened


@pytest.fixture(scope="module")
def owner(shop: OpenShop) -> object:
    """The cookies of the shop's owner, who has set it up."""
    return set_up(shop)


def no_barriers(page: Page) -> None:
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def freeze(page: Page, file: Path) -> None:
    """Uploads a part and freezes its price."""
    page.goto("/")
    page.set_input_files("#file", file)
    page.wait_for_url("**/q/**")
    page.wait_for_selector("part-viewer[data-state=ready]")
    page.get_by_role("link", name=re.compile("^Quote of")).click()
    page.get_by_role("button", name=re.compile("Freeze")).click()
    page.wait_for_url("**/revisions/1/")


def make_account(shop: OpenShop, page: Page, email: str) -> None:
    """Makes an account from the page of signing in."""
    page.get_by_role("main").get_by_role(
        "link", name=re.compile("Create an account|account", re.IGNORECASE)
    ).first.click()
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Last name").fill("Byron")
    page.get_by_label(re.compile("E-mail")).fill(email)
    page.get_by_label(re.compile("Password")).first.fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    page.get_by_label(re.compile("Code")).fill(shop.code_for(email))
    page.get_by_role("button", name="Verify the address").click()


def give_addresses(page: Page) -> None:
    page.locator("#billing_company").fill("Engine Works")
    page.locator("#billing_street").fill("1 Mill Lane")
    page.locator("#billing_postal_code").fill("80331")
    page.locator("#billing_city").fill("Munich")
    page.locator("#billing_country").select_option("DE")
    page.get_by_role("button", name="Go on to the summary").click()
    page.wait_for_url("**/summary/")


def order(page: Page, way: str) -> None:
    page.locator(f"input[name=way][value={way}]").check()
    page.get_by_label(re.compile("I accept")).check()
    page.get_by_role("button", name="Order and pay").click()


def staff_page(shop: OpenShop, owner: object, view: object) -> Page:
    return shop.page(storage_state=owner, viewport=view, bypass_csp=True)


def make_and_ship(page: Page, number: str) -> None:
    """The shop takes an order from its work list to the carrier."""
    page.goto("/staff/")
    page.get_by_role("link", name=re.compile(f"Begin {number}")).click()
    no_barriers(page)
    page.get_by_role("button", name="Begin production").click()
    page.get_by_label("Carrier", exact=True).fill("DHL")
    page.get_by_label("Tracking number").fill("0034")
    page.locator("#ship form button").click()
    expect(page.locator(".order-state").first).to_have_text("Shipped")


@VIEWS
def test_a_visitor_orders_by_card_complains_and_gets_money_back(
    shop: OpenShop, owner: object, files: dict[str, Path], view: dict[str, int]
) -> None:
    email = f"ada{view['width']}@customer.example"
    page = shop.page(viewport=view, bypass_csp=True)  # for axe itself
    freeze(page, files["plate.step"])
    page.get_by_role("button", name="Order at these prices").click()
    page.wait_for_url("**/account/login/**")
    make_account(shop, page, email)
    page.wait_for_url("**/revisions/1/**")
    page.get_by_role("button", name="Order at these prices").click()
    no_barriers(page)
    give_addresses(page)
    no_barriers(page)
    order(page, "card")
    page.get_by_role("button", name="Pay", exact=True).click()
    page.wait_for_url("**/orders/**")
    expect(page.locator(".order-state").first).to_have_text("Approved")
    no_barriers(page)
    number = page.get_by_role("heading", level=1).inner_text().split()[0]
    address = page.url.split("?")[0]
    assert shop.told(email, f"Order {number} is confirmed")

    desk = staff_page(shop, owner, view)
    make_and_ship(desk, number)
    assert shop.told(email, "0034")
    page.goto(address)
    page.get_by_role("link", name="Something is wrong with the parts").click()
    no_barriers(page)
    page.get_by_label("Damaged on the way").check()
    page.get_by_label("Give money back").check()
    page.get_by_label("Which pieces").fill("The corner is bent.")
    page.locator("#file").set_input_files({"name": "bent.png", "mimeType": "image/png", "buffer": PHOTO})
    page.get_by_role("button", name="Send the complaint").click()
    expect(page.get_by_role("log")).to_contain_text("The corner is bent.")

    desk.goto("/staff/?kind=complaint")
    desk.get_by_role("link", name=re.compile(f"Decide.*{number}")).click()
    no_barriers(desk)
    desk.get_by_label("Decision").select_option("refund")
    desk.get_by_role("button", name="Decide").click()
    desk.get_by_role("link", name=re.compile("received")).click()
    desk.get_by_text("Give money back", exact=False).first.click()
    desk.get_by_label("Amount").last.fill("10.00")
    desk.get_by_label("Reason").last.fill("The corner was bent.")
    desk.get_by_role("button", name=re.compile("Give.*back")).last.click()
    assert shop.told(email, "We have given back 10.00")
    page.goto(address)
    expect(page.get_by_text("Credit note")).to_be_visible()
    no_barriers(page)


def customer(shop: OpenShop, email: str, **options: object) -> Page:
    """Somebody who makes an account before anything else."""
    page = shop.page(**options)
    page.goto("/account/login/")
    make_account(shop, page, email)
    page.wait_for_url("**/*told=address*")
    return page


def ordered(page: Page) -> tuple[str, str]:
    """The number and the address of the order that a page shows."""
    page.wait_for_url("**/orders/**")
    return page.get_by_role("heading", level=1).inner_text().split()[0], page.url.split("?")[0]


def note_money(desk: Page, number: str) -> None:
    """Finance finds a transfer on the bank account."""
    desk.goto("/staff/?kind=transfer")
    desk.get_by_role("link", name=re.compile(f"Note the money.*{number}")).click()
    payment = desk.locator(":target")
    payment.get_by_text("Note money that came").click()
    payment.get_by_label("Reference of the bank").fill(f"statement {number}")
    payment.get_by_role("button", name="Note the money").click()


@VIEWS
def test_a_transfer_is_ordered_without_scripts_and_ordered_again_at_todays_price(
    shop: OpenShop, owner: object, files: dict[str, Path], view: dict[str, int]
) -> None:
    email = f"grace{view['width']}@customer.example"
    scripted = customer(shop, email, viewport=view)
    freeze(scripted, files["bracket.step"])
    address, cookies = scripted.url, scripted.context.storage_state()
    page = shop.page(viewport=view, java_script_enabled=False, storage_state=cookies)
    page.goto(address)
    page.get_by_role("button", name="Order at these prices").click()
    give_addresses(page)
    order(page, "transfer")
    number, place = ordered(page)
    expect(page.get_by_text("DE02 1203 0000 0000 2020 51").first).to_be_visible()
    note_money(staff_page(shop, owner, view), number)
    page.goto(place)
    expect(page.locator(".order-state").first).to_have_text("Approved")
    page.get_by_role("button", name="Order again at today's price").click()
    page.wait_for_url("**/summary/")
    order(page, "transfer")
    again, _place = ordered(page)
    assert again != number


@VIEWS
def test_a_team_orders_on_account_against_its_purchase_order(
    shop: OpenShop, owner: object, files: dict[str, Path], view: dict[str, int]
) -> None:
    email, team = f"linus{view['width']}@customer.example", f"Pump works {view['width']}"
    page = customer(shop, email, viewport=view, bypass_csp=True)
    page.goto("/teams/")
    page.get_by_label("Name of the team").fill(team)
    page.get_by_role("button", name="Found the team").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(team)
    freeze(page, files["plate.step"])
    revision = page.url
    page.goto(revision.partition("/revisions/")[0] + "/")
    page.locator("#move-to").select_option(label=team)
    page.get_by_role("button", name="Give to this team").click()
    desk = staff_page(shop, owner, view)
    desk.goto("/staff/customers/?search=" + team.replace(" ", "+"))
    desk.get_by_role("link", name=re.compile(team)).click()
    desk.get_by_label("Limit").fill("10000")
    desk.get_by_role("button", name="Set the credit").click()
    page.goto(revision)
    page.get_by_role("button", name="Order at these prices").click()
    give_addresses(page)
    page.get_by_label(re.compile("^Number")).first.fill("PO-2026-7")
    page.locator("#po_file").set_input_files(
        {"name": "po.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 po"}
    )
    order(page, "on_account")
    number, place = ordered(page)
    desk.goto("/staff/?kind=approval")
    desk.get_by_role("link", name=re.compile(f"Approve.*{number}")).click()
    desk.locator(":target").get_by_role("button", name=re.compile("Approve")).click()
    make_and_ship(desk, number)
    page.goto(place)
    expect(page.get_by_text("Invoice,")).to_be_visible()
    no_barriers(page)


def test_every_page_of_orders_is_free_of_barriers_in_the_dark(
    shop: OpenShop, owner: object, files: dict[str, Path]
) -> None:
    page = customer(shop, "dora@customer.example", viewport=NARROW, color_scheme="dark", bypass_csp=True)
    page.goto("/orders/")
    no_barriers(page)
    page.goto("/terms/")
    no_barriers(page)
    desk = shop.page(storage_state=owner, viewport=NARROW, color_scheme="dark", bypass_csp=True)
    for address in ("/staff/orders/", "/staff/orders/?state=late", "/staff/"):
        desk.goto(address)
        no_barriers(desk)
