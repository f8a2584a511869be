"""A quote on paper: it says what the page says, to whoever has the link and to nobody else, and never the link."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from tests.web.documents.reading import facts_of, pages_of

from partwright.web.jobs.worker import do_all
from partwright.web.parts.models import Part
from partwright.web.quoting import selectors, services
from partwright.web.quoting.models import Quote

pytestmark = pytest.mark.django_db(transaction=True)

A4, LETTER = b"/MediaBox[0 0 595.2756 841.8898]", b"/MediaBox[0 0 612 792]"


@pytest.fixture
def quote(ready, by) -> Quote:
    """A quote with one priced line."""
    return services.quote_parts([ready], by=by)


def fetch(quote: Quote, *, language: str = "en", **asked: str) -> bytes:
    address = reverse("quoting:pdf", args=[quote.token])
    answer = Client().get(address, asked, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.content
    return answer.content


def said(quote: Quote, *, language: str = "en", **asked: str) -> str:
    return "".join(pages_of(fetch(quote, language=language, **asked)))


def test_it_says_what_the_page_says(quote, by) -> None:
    line = selectors.lines_of(quote)[0]
    services.configure_line(line.id, by=by, quantity=7, lead_time="expedite")
    [priced] = selectors.priced_quote(quote).lines
    text = said(quote).replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "plate.step",
        "60 × 40 × 8 mm",
        priced.catalog.name,
        f"Expedite lead time, {priced.price.business_days} business day",
        f"{priced.price.total:,} EUR",
        "1 part, total without tax and shipping",
        "Tax and shipping are not in the total.",
        "1 of 1",
    ):
        assert words in text
    assert f"{priced.price.unit:,.4f}" in text.replace("\n", "")


def test_its_link_is_a_secret(quote) -> None:
    pdf = fetch(quote, breakdown="1")
    assert quote.token not in "".join(pages_of(pdf))
    assert quote.token.encode() not in pdf
    assert str(quote.id).encode() not in pdf


def test_it_answers_as_the_page_does(quote) -> None:
    answer = Client().get(reverse("quoting:pdf", args=[quote.token]))
    assert answer["Content-Type"] == "application/pdf"
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-store"}
    assert answer["X-Robots-Tag"] == "noindex"
    assert Client().get(reverse("quoting:pdf", args=["x" * 43])).status_code == 404
    assert Client().post(reverse("quoting:pdf", args=[quote.token])).status_code == 405


def test_its_file_is_called_like_the_quote(quote, by) -> None:
    services.rename_quote(quote.token, name="Pumpe 1/2", by=by)
    answer = Client().get(reverse("quoting:pdf", args=[quote.token]))
    assert answer["Content-Disposition"] == 'attachment; filename="Pumpe 1-2.pdf"'


def test_it_is_called_as_the_quote_and_tells_nothing_of_its_owner(quote, by) -> None:
    services.rename_quote(quote.token, name="Pump, series B", by=by)
    pdf = fetch(quote)
    assert set(facts_of(pdf)) == {"Title", "Creator", "CreationDate", "ModDate"}
    assert facts_of(pdf)["Title"] == "Pump, series B"
    assert "Pump, series B" in pages_of(pdf)[0]


def test_the_breakdown_comes_as_wished_and_sums_to_the_total(quote) -> None:
    [priced] = selectors.priced_quote(quote).lines
    assert "What the prices are made of" not in said(quote)
    text = said(quote, breakdown="1")
    assert "What the prices are made of" in text
    assert f"{priced.price.total:,.4f}" in text.replace("\n", "")
    flat = re.sub(r"\s", "", text)
    assert all(re.sub(r"\s", "", line.source) in flat for line in priced.price.lines)


def test_numbers_are_written_as_the_reader_writes_them(quote, by) -> None:
    line = selectors.lines_of(quote)[0]
    services.configure_line(line.id, by=by, quantity=1234)
    total = selectors.priced_quote(quote).total
    german = said(quote, language="de-DE,de;q=0.9")
    assert "1.234" in german
    assert "60 × 40 × 8 mm" in german.replace("\N{NO-BREAK SPACE}", " ")
    assert f"{total:,}".replace(",", " ").replace(".", ",").replace(" ", ".") in german
    assert f"{total:,}" in said(quote)


@pytest.mark.parametrize(
    ("language", "asked", "box"),
    [
        ("en-US,en", {}, LETTER),
        ("de-DE,de", {}, A4),
        ("", {}, A4),
        ("en-US", {"paper": "a4"}, A4),
        ("de", {"paper": "letter"}, LETTER),
    ],
)
def test_the_paper_is_that_of_the_reader_or_as_wished(quote, language, asked, box) -> None:
    assert box in fetch(quote, language=language, **asked)


def test_another_paper_is_refused(quote) -> None:
    answer = Client().get(reverse("quoting:pdf", args=[quote.token]), {"paper": "a0"})
    assert answer.status_code == 422


def test_a_part_that_is_still_analyzed_says_so(upload, reader, by) -> None:
    quote = services.quote_parts([upload()], by=by)
    text = said(quote)
    assert "Not priced yet: it is still being analyzed." in text
    assert "1 part without a price is not in the total." in text


def test_a_part_that_cannot_be_read_says_why(upload, reader, by) -> None:
    from partwright.errors import EmptyFileError

    reader.answers = {"broken.step": EmptyFileError("broken.step", reason="is empty"), **reader.answers}
    quote = services.quote_parts([upload("broken.step"), upload()], by=by)
    do_all()
    text = said(quote)
    assert "the file could not be read" in text
    assert "broken.step is empty" in text
    assert "2 parts, total" in text


def test_a_quote_without_parts_is_refused_by_name(quote, by) -> None:
    services.remove_line(selectors.lines_of(quote)[0].id, by=by)
    answer = Client().get(reverse("quoting:pdf", args=[quote.token]))
    assert answer.status_code == 409
    assert b"quote.empty" in answer.content


def test_a_name_that_typst_would_read_is_only_text(upload, reader, by) -> None:
    name = '#import "x" [b] $y$ *c* ->.step'
    quote = services.quote_parts([upload(name)], by=by)
    do_all()
    assert name in said(quote).replace("\n", "")


def test_a_picture_that_is_gone_is_left_out(quote) -> None:
    assert b"/Subtype/Image" in fetch(quote)
    Part.objects.update(picture="parts/none/none")
    assert b"/Subtype/Image" not in fetch(quote)


def test_fifty_parts_are_asked_for_as_few_times_as_five(ready, by, django_assert_max_num_queries) -> None:
    quote = services.quote_parts([ready] * 50, by=by)
    fetch(quote)
    with django_assert_max_num_queries(15):
        fetch(quote)


def test_the_same_day_gives_the_same_file(quote) -> None:
    with time_machine.travel(datetime(2026, 3, 4, 9, tzinfo=UTC), tick=False):
        morning = fetch(quote)
    with time_machine.travel(datetime(2026, 3, 4, 15, tzinfo=UTC), tick=False):
        assert fetch(quote) == morning
    with time_machine.travel(datetime(2026, 3, 6, 9, tzinfo=UTC), tick=False):
        assert fetch(quote) != morning
