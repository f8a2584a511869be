"""From a file to a price, as a person walks it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import NARROW, WIDE, NewPage
from tests.journeys.steps import READY, change, drop, open_part, texts, unit_price

MONEY = re.compile(r"\d[\d,]*\.\d{4}")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_dropped_part_turns_in_3d_beside_its_price(
    new_page: NewPage, files: dict[str, Path], viewport: dict[str, int]
) -> None:
    page = new_page(viewport=viewport)
    open_part(page, files["plate.step"])
    assert MONEY.fullmatch(unit_price(page))
    canvas = page.locator("part-viewer canvas")
    before = canvas.screenshot(caret="initial")
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    drawn_anew(page)
    assert canvas.screenshot(caret="initial") != before
    price = page.locator("#price").bounding_box()
    assert price is not None
    assert price["y"] + price["height"] <= viewport["height"] + 1  # in view without scrolling
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_the_analysis_tells_its_stages(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    told: list[str] = []
    page.on("response", lambda response: told.append(response.url) if response.url.endswith("/state/") else None)
    drop(page, files["plate.step"])
    expect(page.locator("#analysis, part-viewer").first).to_be_visible()
    page.wait_for_selector(READY)
    assert told or page.locator("#analysis").count() == 0


def test_every_choice_reprices_without_loading_the_page(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    open_part(page, files["plate.step"])
    first = change(page, "label:has(#process-cnc_milling)") if not milled(page) else unit_price(page)
    steel = change(page, "#material", "stainless_304")
    assert steel != first
    many = change(page, "#quantity", "25")
    assert number(many) < number(steel)
    hasty = change(page, "label:has(#lead-time-expedite)")
    assert number(hasty) > number(many)
    back = change(page, "#material", "aluminum_6061")
    assert number(back) < number(hasty)
    other = change(page, "label:has(#process-fused_filament)")
    assert other != back
    assert page.locator("#process-fused_filament").is_checked()


def test_a_wrong_quantity_is_answered_in_words_and_the_page_stays(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    open_part(page, files["plate.step"])
    page.evaluate("document.getElementById('configuration').noValidate = true")
    page.fill("#quantity", "-3")
    page.press("#quantity", "Enter")
    expect(page.locator("#fault")).to_contain_text("whole number")
    expect(page.locator("#quantity")).to_have_value("1")


def test_the_price_table_is_walked_with_arrow_keys_and_chooses(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    open_part(page, files["plate.step"])
    chosen = page.locator(".price-table [aria-pressed=true]")
    expect(chosen).to_have_id("cell-1-standard")
    chosen.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_have_id("cell-5-expedite")
    cell = page.locator("#cell-5-expedite .number").first.inner_text()
    page.keyboard.press("Enter")
    expect(chosen).to_have_id("cell-5-expedite")
    assert unit_price(page) == cell
    expect(page.locator("#quantity")).to_have_value("5")
    assert page.locator("#lead-time-expedite").is_checked()
    expect(page.locator(":focus")).to_have_id("cell-5-expedite")  # the eye and the keyboard stay where they were


def test_the_breakdown_unfolds_sums_and_stays_open(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    open_part(page, files["plate.step"])
    page.click("#breakdown > summary")
    lines = [number(text) for text in texts(page, "#breakdown tbody .amount")]
    assert round(sum(lines), 4) == number(page.inner_text("#breakdown tfoot .amount"))
    page.click("#line-1 > summary")
    expect(page.locator("#line-1 > p")).not_to_be_empty()
    change(page, "#quantity", "10")
    expect(page.locator("#breakdown tbody")).to_be_visible()


def test_a_finding_lights_its_faces_and_says_so(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    open_part(page, files["sharp.step"])
    change(page, "label:has(#process-cnc_milling)") if not milled(page) else None
    canvas = page.locator("part-viewer canvas")
    dark = canvas.screenshot(caret="initial")
    finding = page.locator("[data-finding][data-faces]:not([data-faces='[]'])").first
    finding.click()
    expect(finding).to_have_attribute("aria-pressed", "true")
    expect(page.locator("part-viewer")).to_have_attribute("data-lit", finding.get_attribute("data-finding") or "")
    expect(page.locator("#announcement")).to_contain_text("lit in the view")
    drawn_anew(page)
    assert canvas.screenshot(caret="initial") != dark
    finding.click()
    expect(finding).to_have_attribute("aria-pressed", "false")


def test_several_files_make_one_quote_with_a_total(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    drop(page, files["plate.step"], files["bracket.step"], files["broken.step"])
    expect(page.locator(".part-card img")).to_have_count(2, timeout=60_000)
    expect(page.locator(".part-card")).to_have_count(3)
    expect(page.get_by_text("file.unreadable")).to_be_visible()
    totals = [number(text) for text in texts(page, ".part-card strong .number")]
    assert number(page.inner_text("#total")) == round(sum(totals), 2)
    page.get_by_role("button", name="Remove plate.step").click()
    expect(page.locator(".part-card")).to_have_count(2)
    page.click("#undo")
    expect(page.locator(".part-card")).to_have_count(3)
    expect(page.locator("#total")).to_contain_text(f"{sum(totals):,.2f}")


def test_a_part_is_added_to_a_quote_that_is_there(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    open_part(page, files["plate.step"])
    page.get_by_role("link", name="Add parts").click()
    page.set_input_files("#file", files["bracket.step"])
    expect(page.locator(".part-card")).to_have_count(2)


def test_files_dropped_anywhere_on_the_page_go_up(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    page.goto("/")
    content = files["plate.step"].read_text("latin-1")
    dropped = page.evaluate_handle(
        """content => { const held = new DataTransfer();
            held.items.add(new File([content], "plate.step"));
            return held; }""",
        content,
    )
    page.dispatch_event("footer", "dragenter", {"dataTransfer": dropped})
    expect(page.locator("html.is-dropping .drop-zone")).to_be_visible()
    page.dispatch_event("footer", "drop", {"dataTransfer": dropped})
    page.wait_for_url("**/lines/**")


def test_the_link_leads_back_and_others_can_only_read(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    open_part(page, files["plate.step"])
    price = unit_price(page)
    address = page.url
    page.get_by_role("link", name=re.compile("^Quote of")).click()
    link = page.input_value("#quote-link")

    other = new_page()
    other.goto(link)
    expect(other.locator(".part-card")).to_have_count(1)
    expect(other.get_by_role("button", name=re.compile("Remove"))).to_have_count(0)
    other.goto(address)
    other.wait_for_selector(READY)
    assert unit_price(other) == price
    expect(other.locator("#material")).to_be_disabled()
    assert other.context.cookies() == []


def test_a_deleted_quote_is_gone(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    open_part(page, files["plate.step"])
    page.get_by_role("link", name=re.compile("^Quote of")).click()
    address = page.url
    page.get_by_text("Delete this quote and its files").first.click()
    page.get_by_role("button", name="Delete this quote and its files").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("deleted")
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_text("quote.not_found")).to_be_visible()


def test_guessed_units_are_said_and_can_be_changed(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    open_part(page, files["block.stl"])
    expect(page.locator(".notice").first).to_contain_text("guessed")
    size = page.locator(".part-page-head .length")
    expect(size).to_have_text("40 × 30 × 20 mm")
    page.select_option("#units", "inch")
    page.get_by_role("button", name="Read it again").click()
    page.wait_for_selector(READY)
    expect(size).to_have_text("1016 × 762 × 508 mm")
    expect(page.get_by_text("as you said")).to_be_visible()


def test_a_bad_file_is_told_with_its_code_and_what_to_do(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    drop(page, files["broken.step"])
    expect(page.locator(".problem")).to_contain_text("file.unreadable")
    expect(page.locator(".problem")).to_contain_text("export it again")
    expect(page.get_by_role("link", name="Upload another file")).to_be_visible()


def test_another_currency_is_chosen_beside_the_part_and_says_its_rate(
    new_page: NewPage, files: dict[str, Path]
) -> None:
    page = new_page()
    open_part(page, files["plate.step"])
    euros = number(unit_price(page))
    page.select_option("#currency", "USD")
    expect(page.locator("#price")).to_contain_text("USD")
    assert number(unit_price(page)) != euros
    expect(page.locator("#breakdown")).to_contain_text("1 EUR = 1.15 USD: ")
    page.get_by_role("link", name=re.compile("^Quote of")).click()
    expect(page.locator("#total")).to_contain_text("USD")
    page.select_option("#currency", "EUR")
    expect(page.locator("#total")).to_contain_text("EUR")
    expect(page.locator("#total")).to_contain_text(f"{euros:,.2f}")


def test_a_german_reader_finds_german_numbers_also_in_another_unit(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page(locale="de-DE")
    open_part(page, files["plate.step"])
    assert re.fullmatch(r"\d[\d.]*,\d{4}", unit_price(page))
    page.click("[data-unit=inch]")
    expect(page.locator(".part-page-head .length")).to_have_text(re.compile(r"^\d+,\d{3} × .* in$"))


def test_a_part_that_nobody_here_can_make_says_why_process_by_process(
    new_page: NewPage, files: dict[str, Path]
) -> None:
    page = new_page()
    open_part(page, files["huge.step"])
    expect(page.locator("#price")).to_contain_text("No process here")
    expect(page.locator("#findings h3")).to_have_text(["CNC milling", "FDM 3D printing"])
    expect(page.locator("#findings .is-blocker")).to_have_count(2)
    expect(page.locator("[name=process]:checked")).to_have_count(0)


def test_a_part_is_found_in_a_long_quote(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    drop(page, *(files[name] for name in sorted(files) if name.startswith("block-")))
    expect(page.locator(".part-card")).to_have_count(8)
    page.keyboard.press("/")
    expect(page.locator("#filter")).to_be_focused()
    page.keyboard.type("BLOCK-3")
    expect(page.locator(".part-card:visible")).to_have_count(1)
    expect(page.locator("#filter-count")).to_contain_text("1 of 8 parts")
    page.keyboard.press("Escape")
    expect(page.locator(".part-card:visible")).to_have_count(8)


def test_what_would_cost_less_follows_the_price(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page()
    open_part(page, files["plate.step"])
    if not milled(page):
        change(page, "label:has(#process-cnc_milling)")
    change(page, "#material", "titanium_6al4v")
    expect(page.locator("#details")).to_contain_text("For less")
    expect(page.locator("#breakdown > summary")).to_contain_text(page.inner_text("#price .price-total .number"))


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_quote_is_named_in_place(new_page: NewPage, files: dict[str, Path], viewport: dict[str, int]) -> None:
    page = new_page(viewport=viewport)
    open_quote(page, files["plate.step"])
    page.focus("#rename")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Donaudampfschifffahrtsgesellschaftskapitänsmützenhalterung")
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("kapitänsmützenhalterung")
    expect(page).to_have_title(re.compile("^Donau.* · Partwright$"))
    expect(page.locator("#rename")).to_be_focused()
    expect(page.locator("#announcement")).to_contain_text("the name is kept")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    page.click("#rename")
    page.evaluate("document.getElementById('name').removeAttribute('maxlength')")
    page.fill("#name", "x" * 121)
    page.click("#save-name")
    expect(page.locator("#name-fault")).to_contain_text("shorten it")
    expect(page.locator("#name")).to_be_focused()
    page.fill("#name", "")
    page.click("#save-name")
    expect(heading).to_have_text(re.compile(r"^Quote of \d+ \w+ \d{4}$"))


def test_a_quote_is_named_without_scripts(new_page: NewPage, files: dict[str, Path]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/")
    page.set_input_files("#file", files["plate.step"])
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("link", name=re.compile("^Quote of")).click()
    page.click("#rename")
    page.fill("#name", "Pump")
    page.click("#save-name")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pump")
    page.locator(".part-card-name a").click()
    expect(page.get_by_role("link", name=re.compile("^Pump, 1 part$"))).to_be_visible()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_duplicate_is_an_alternative_of_its_own(
    new_page: NewPage, files: dict[str, Path], viewport: dict[str, int]
) -> None:
    page = new_page(viewport=viewport)
    open_quote(page, files["plate.step"])
    button = page.get_by_role("button", name="Duplicate plate.step").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".part-card")).to_have_count(2)
    expect(page.locator("#announcement")).to_contain_text("stands right after it")
    expect(button).to_be_focused()
    expect(page.locator(".part-card-mark")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    page.locator(".part-card").nth(1).locator(".part-card-name a").click()
    page.wait_for_selector(READY)
    change(page, "#quantity", "25")
    page.get_by_role("button", name="Duplicate", exact=True).click()
    page.wait_for_selector(READY)
    expect(page.locator("#quantity")).to_have_value("25")
    page.get_by_role("link", name=re.compile("^Quote of .*, 3 parts$")).click()
    totals = [number(text) for text in texts(page, ".part-card strong .number")]
    assert totals[0] < totals[1] == totals[2]
    page.get_by_role("button", name="Remove plate.step").first.click()
    expect(page.locator(".part-card img")).to_have_count(2)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_quote_is_copied_and_taken_along_as_csv(new_page: NewPage, files: dict[str, Path], scripts: bool) -> None:
    page = new_page(java_script_enabled=scripts)
    page.goto("/")
    page.set_input_files("#file", files["plate.step"])
    if not scripts:
        page.get_by_role("button", name="Upload").click()
    page.wait_for_selector("part-viewer img, part-viewer canvas")
    page.get_by_role("button", name="Duplicate", exact=True).click()
    page.get_by_role("link", name=re.compile("^Quote of")).click()
    link, total = page.input_value("#quote-link"), page.inner_text("#total")
    page.get_by_role("button", name="Make a copy").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Copy of Quote of"))
    assert page.input_value("#quote-link") != link
    assert page.inner_text("#total") == total
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()
    assert re.fullmatch(r"Copy of Quote of \d+ \w+ \d{4}\.csv", download.value.suggested_filename)
    lines = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert [line[:13] for line in lines[1:]] == ["1,plate.step,", "2,plate.step,"]
    page.get_by_text("Delete this quote and its files").first.click()
    page.get_by_role("button", name="Delete this quote and its files").click()
    page.goto(link)
    expect(page.locator(".part-card")).to_have_count(2)
    assert page.inner_text("#total") == total


def drawn_anew(page: Page) -> None:
    """Two frames later, when what was asked for has been drawn."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def open_quote(page: Page, file: Path) -> None:
    """Uploads one file, waits until it is priced and goes to the quote it stands in."""
    open_part(page, file)
    page.get_by_role("link", name=re.compile("^Quote of")).click()
    expect(page.locator(".part-card img")).to_have_count(1)


def milled(page: Page) -> bool:
    return page.locator("#process-cnc_milling").is_checked()


def number(text: str) -> float:
    return float(re.sub(r"[^\d.−-]", "", text).replace("−", "-"))
