"""Documents: what is said stands on the page as it was said, whatever it is, and the same is set the same."""

import io
import re
import resource
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from tests.web.documents.reading import facts_of, pages_of

from partwright.web.documents.typesetting import Paper, Template, draw_pages, typeset, usual_paper

MADE_AT = datetime(2026, 3, 4, tzinfo=UTC)
PICTURE_PX = 1000
A4_PT, LETTER_PT = b"/MediaBox[0 0 595.2756 841.8898]", b"/MediaBox[0 0 612 792]"


def line(name: str = "bracket.step", **more: object) -> dict[str, object]:
    return {
        "name": name,
        "detail": "60.00 × 40.00 × 8.00 mm",
        "configuration": "CNC milling, Aluminum 6061",
        "lead_time": "Standard lead time, 7 business days",
        "status": "",
        "reasons": [],
        "findings": [],
        "image": None,
        "quantity": "25",
        "unit": ["12.34", "56"],
        "total": "308.64",
        **more,
    }


def quote(*lines: dict[str, object], **more: object) -> dict[str, object]:
    return {
        "title": "Quote of 4 March 2026",
        "running": "",
        "paper": "a4",
        "currency": "EUR",
        "facts": [["Kept until", "3 April 2026"]],
        "lines": list(lines),
        "total_of": "total without tax and shipping",
        "total": "308.64 EUR",
        "notes": [],
        "breakdowns": [],
        **more,
    }


def set_quote(*lines: dict[str, object], **more: object) -> bytes:
    return typeset(Template.QUOTE, quote(*lines, **more), {}, made_at=MADE_AT)


def said_on(page: str) -> str:
    """The words of a page without what a broken line puts between them."""
    return page.replace("\n", "")


@pytest.mark.parametrize(
    "name",
    [
        '#import "house.typ": *',
        '#read("/etc/passwd")',
        "] #panic() [",
        "$x^2$ *b* _i_ `raw` <label> @reference // note /* note */ ~ \\u{41} = -- --- ... -> 'a' \"b\"",
        '"}, {"name": "second"',
        "image-1.png",
        "= Heading",
        "100 %\\",
        "Gehäuse für Łódź, Ωμέγα, Чертёж",
    ],
)
def test_a_name_is_only_text(name) -> None:
    quoted, broken_down = pages_of(set_quote(line(name, detail=name), title=name, breakdowns=[breakdown(name)]))
    assert said_on(quoted).count(name) == 3
    assert said_on(broken_down).count(name) == 3


def breakdown(name: str = "bracket.step", rows: int = 1) -> dict[str, object]:
    row = {"name": "Roughing", "detail": "machine", "time": "12 min", "source": "a rule", "cost": ["17.07", "12"]}
    return {"name": name, "detail": name, "rows": [row] * rows, "total": ["17.07", "12"], "basis": "Machine mill."}


@pytest.mark.parametrize(
    "name", ["שלום עולם.step", "حلقة معدنية.step", "零件.step", "🔩.step", "e\u0301" * 40, "\ud800.step"]
)
def test_a_name_in_any_script_is_set(name) -> None:
    assert pages_of(set_quote(line(name)))[0].count("308.64") == 2


@pytest.mark.parametrize("name", ["x" * 255, "Donaudampfschifffahrt" * 12, "a_b-c." * 42, "ش" * 255])
def test_a_very_long_word_stays_in_its_column(name) -> None:
    [page] = pages_of(set_quote(line(name)))
    longest = max(len(piece) for piece in page.split("\n"))
    assert longest < 120
    if name.isascii():
        assert name in said_on(page)


def test_fifty_parts_have_their_pages_numbered_and_their_heads_repeated() -> None:
    pages = pages_of(set_quote(*(line(f"part {number}.step") for number in range(50)), title="Pump"))
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"{number} of {len(pages)}" in page
    assert all("Quantity" in page and "Total, EUR" in page for page in pages[:-1])
    assert all("Pump" in page for page in pages)
    said = "".join(pages)
    assert all(f"part {number}.step" in said for number in range(50))


def test_a_part_is_not_torn_over_two_pages() -> None:
    for page in pages_of(set_quote(*(line(f"part {number}.step") for number in range(30)))):
        assert (
            page.count("part ") == page.count("Standard lead time") == page.count("308.64") - page.count("308.64 EUR")
        )


def test_a_part_of_which_too_much_is_said_for_one_page_goes_on_on_the_next() -> None:
    finding = {"severity": "warning", "message": "This wall is thin.", "advice": "Thicken it."}
    pages = pages_of(set_quote(line(findings=[finding] * 120)))
    assert len(pages) > 1
    assert "".join(pages).count("This wall is thin.") == 120


def test_the_head_of_a_breakdown_is_repeated() -> None:
    pages = pages_of(set_quote(line(), breakdowns=[breakdown(rows=80)]))[1:]
    assert len(pages) > 1
    assert all("Time × rate, and why" in page for page in pages)


@pytest.mark.parametrize(("paper", "box"), [(Paper.A4, A4_PT), (Paper.LETTER, LETTER_PT)])
def test_the_paper_is_the_one_asked_for(paper, box) -> None:
    assert box in set_quote(line(), paper=paper.value)


@pytest.mark.parametrize(
    ("language", "paper"),
    [
        ("en-US", Paper.LETTER),
        ("es-mx", Paper.LETTER),
        ("en-GB", Paper.A4),
        ("de", Paper.A4),
        ("us", Paper.A4),
        ("", Paper.A4),
    ],
)
def test_the_usual_paper_is_that_of_the_place(language, paper) -> None:
    assert usual_paper(language) is paper


def test_the_same_is_set_the_same_and_says_of_itself_its_title_and_day_alone() -> None:
    pdf = set_quote(line(), title="Pump, series B")
    assert pdf == set_quote(line(), title="Pump, series B")
    facts = facts_of(pdf)
    assert facts.pop("Title") == "Pump, series B"
    assert facts.pop("Creator").startswith("Typst ")
    assert facts == {"ModDate": "D:20260304000000Z", "CreationDate": "D:20260304000000Z"}
    assert b"/tmp" not in pdf


def test_a_document_of_another_day_says_so() -> None:
    later = typeset(Template.QUOTE, quote(line()), {}, made_at=MADE_AT + timedelta(days=1))
    assert facts_of(later)["CreationDate"] == "D:20260305000000Z"


def test_fonts_are_those_of_the_package() -> None:
    used = {font.split(b"+")[1] for font in re.findall(rb"/BaseFont/([\w+-]+)", set_quote(line()))}
    assert used == {b"Inter-Regular", b"Inter-SemiBold"}


def test_documents_do_not_stay_in_memory() -> None:
    def set_with_pictures(document: int) -> None:
        shades = {str(shade): picture(document * 10 + shade) for shade in range(10)}
        typeset(Template.QUOTE, quote(*(line(image=name) for name in shades)), shades, made_at=MADE_AT)

    set_with_pictures(0)
    before = memory_bytes()
    for document in range(1, 12):
        set_with_pictures(document)
    assert memory_bytes() - before < 11 * 10 * PICTURE_PX**2 * 4 / 4  # a quarter of the pictures unpacked


def picture(shade: int) -> bytes:
    content = io.BytesIO()
    Image.new("RGBA", (PICTURE_PX, PICTURE_PX), (shade, 0, 0, 128)).save(content, "PNG", compress_level=1)
    return content.getvalue()


def memory_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def test_pages_can_be_drawn() -> None:
    assert all(page.startswith(b"\x89PNG") for page in draw_pages(Template.QUOTE, quote(line()), {}, made_at=MADE_AT))
