"""The same site without a mouse, without scripts, without WebGL, on paper, and for those who stay unknown."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.conftest import AXE, NARROW, WIDE, NewPage
from tests.journeys.steps import READY, drop, open_part, unit_price

VIEWS = [{"viewport": WIDE, "color_scheme": "light"}, {"viewport": NARROW, "color_scheme": "dark"}]


def complaints(page: Page) -> list[str]:
    """What axe-core finds wrong with a page."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci")
    page.evaluate(AXE.read_text("utf-8") + "; true")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{fault['id']}: {node['html']}" for fault in found["violations"] for node in fault["nodes"]]


@pytest.mark.parametrize("view", VIEWS, ids=["wide-light", "narrow-dark"])
def test_nothing_on_any_page_shuts_anybody_out(
    new_page: NewPage, files: dict[str, Path], view: dict[str, object]
) -> None:
    page = new_page(bypass_csp=True, **view)  # for axe itself, which is put in by evaluation
    for address in ("/", "/formats/", "/privacy/", "/nowhere/"):
        page.goto(address)
        assert complaints(page) == [], address
    open_part(page, files["sharp.step"])
    page.click("#breakdown > summary")
    assert complaints(page) == [], "part"
    page.get_by_role("link", name=re.compile("^Quote of")).click()
    expect(page.locator(".part-card img")).to_have_count(1)
    assert complaints(page) == [], "quote"
    drop(page, files["broken.step"])
    page.wait_for_selector(".problem")
    assert complaints(page) == [], "problem"


def test_no_cookie_before_the_first_upload_and_one_after_it(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    for address in ("/", "/formats/", "/privacy/", "/nowhere/"):
        page.goto(address)
        assert page.context.cookies() == []
    drop(page, files["plate.step"])
    (cookie,) = page.context.cookies()
    assert cookie["name"] == "partwright_visitor"
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_it_all_works_without_scripts(new_page: NewPage, files: dict[str, Path], viewport: dict[str, int]) -> None:
    page = new_page(java_script_enabled=False, viewport=viewport)
    page.goto("/")
    page.set_input_files("#file", files["plate.step"])
    page.get_by_role("button", name="Upload").click()
    page.wait_for_selector("part-viewer img", timeout=60_000)
    expect(page.locator("part-viewer img")).to_be_visible()
    first = unit_price(page)
    page.fill("#quantity", "10")
    page.get_by_role("button", name="Show the price").click()
    expect(page.locator("#cell-10-standard")).to_have_attribute("aria-pressed", "true")
    assert unit_price(page) != first
    page.click("#cell-100-economy")
    expect(page.locator("#quantity")).to_have_value("100")
    page.get_by_role("link", name="inch", exact=True).click()
    expect(page.locator(".part-page-head .length")).to_have_text("3.937 × 2.362 × 0.787 in")
    page.get_by_role("link", name=re.compile("^Quote of")).click()
    page.get_by_role("button", name="Remove plate.step").click()
    expect(page.locator(".part-card")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".part-card")).to_have_count(1)


def test_it_all_works_with_the_keyboard_alone(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    tab_to(page, "#file")
    page.set_input_files("#file", files["plate.step"])  # the file dialog is the system's own
    page.wait_for_selector(READY)
    tab_to(page, "part-viewer canvas")
    canvas = page.locator("part-viewer canvas")
    before = canvas.screenshot(caret="initial")
    for key in ("ArrowLeft", "ArrowDown", "+", "e"):
        page.keyboard.press(key)
    two_frames(page)
    assert canvas.screenshot(caret="initial") != before
    expect(page.locator("[data-control=edges]")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("e")
    page.keyboard.press("f")
    two_frames(page)
    assert canvas.screenshot(caret="initial") == before
    tab_to(page, "#material")
    price = unit_price(page)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#price .price-unit .number")).not_to_have_text(price)
    expect(page.locator(":focus")).to_have_id("material")
    tab_to(page, "#breakdown > summary")
    page.keyboard.press("Enter")
    expect(page.locator("#breakdown tbody")).to_be_visible()


def test_the_viewer_cuts_measures_and_speaks_both_units(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    open_part(page, files["plate.step"])
    canvas = page.locator("part-viewer canvas")
    reading = page.locator("[data-control=reading]")
    whole = canvas.screenshot(caret="initial")
    page.select_option("[data-control=axis]", "x")
    expect(reading).to_contain_text("Cut at X")
    two_frames(page)
    assert canvas.screenshot(caret="initial") != whole
    page.select_option("[data-control=axis]", "")
    page.click("[data-control=measure]")
    expect(reading).to_have_text("Click the first point")
    box = canvas.bounding_box()
    assert box is not None
    for share in (0.45, 0.6):
        page.mouse.click(box["x"] + box["width"] * share, box["y"] + box["height"] * 0.75)
    expect(reading).to_have_text(re.compile(r"Distance \d+(\.\d+)? mm \(ΔX"))
    page.get_by_role("link", name="inch", exact=True).click()
    expect(reading).to_have_text(re.compile(r"Distance \d\.\d{3} in"))
    expect(page.locator(".part-page-head .length")).to_have_text("3.937 × 2.362 × 0.787 in")
    page.reload()
    page.wait_for_selector(READY)
    expect(page.locator(".part-page-head .length")).to_have_text("3.937 × 2.362 × 0.787 in")  # remembered


def test_a_viewer_gives_back_what_it_holds_and_can_start_anew(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    open_part(page, files["plate.step"])
    page.evaluate(
        """() => new Promise(done => {
            const viewer = document.querySelector("part-viewer"), place = viewer.parentElement;
            viewer.querySelector("canvas").addEventListener("webglcontextlost", () => done(place.append(viewer)));
            viewer.remove();
        })"""
    )
    page.wait_for_selector(READY)
    expect(page.locator("part-viewer canvas")).to_have_count(1)
    page.locator("part-viewer canvas").focus()
    page.keyboard.press("e")
    expect(page.locator("[data-control=edges]")).to_have_attribute("aria-pressed", "false")


def test_without_webgl_the_picture_stays(chromium: Browser, new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    drop(page, files["plate.step"])
    page.wait_for_selector("part-viewer[data-state=picture]")
    page.reload()
    expect(page.locator("part-viewer img")).to_be_visible()
    expect(page.locator("part-viewer canvas")).to_have_count(0)


def test_a_quote_can_be_filed_on_paper(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    open_part(page, files["plate.step"])
    page.reload()
    page.wait_for_selector(READY)
    page.emulate_media(media="print")
    for hidden in ("#configuration", ".viewer-tools", ".page-foot", ".unit-switch"):
        expect(page.locator(hidden).first).to_be_hidden()
    for shown in ("part-viewer img", "#price", ".price-table", ".specification"):
        expect(page.locator(shown).first).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_addresses_that_lead_nowhere_say_what_to_do(new_page: NewPage) -> None:
    page = new_page()
    answer = page.goto("/nowhere/")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("link", name="Upload a part")).to_be_visible()
    answer = page.goto("/q/guessed/")
    assert answer is not None
    assert answer.status == 404


def tab_to(page: Page, selector: str) -> None:
    """Tabs on until something has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def two_frames(page: Page) -> None:
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
