"""A quote as CSV: what the page says, safe in a spreadsheet, for who has the link alone."""

import csv
import io

import pytest
from django.urls import reverse

from partwright.errors import EmptyFileError
from partwright.web.jobs.worker import do_all
from partwright.web.quoting import selectors, services
from partwright.web.quoting.attachments import attachment
from partwright.web.quoting.models import Quote
from partwright.web.quoting.sheet import COLUMNS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quote(ready, by) -> Quote:
    return services.quote_parts([ready], by=by)


def rows(browser, quote: Quote) -> list[dict[str, str]]:
    content = browser.get(reverse("quoting:csv", args=[quote.token])).content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_row_says_what_the_page_says(quote, by, browser) -> None:
    line = selectors.lines_of(quote)[0]
    services.configure_line(line.id, by=by, process="cnc_milling", material="stainless_304", quantity=4)
    price = selectors.priced_quote(quote).lines[0].price
    [row] = rows(browser, quote)
    assert tuple(row) == COLUMNS
    assert (row["position"], row["name"], row["size_mm"]) == ("1", "plate.step", "60 × 40 × 8")
    assert (row["process"], row["quantity"], row["lead_time"]) == ("CNC milling", "4", "Standard")
    assert "304" in row["material"]
    assert (row["unit"], row["total"]) == (str(price.unit), str(price.total))
    assert (row["business_days"], row["currency"], row["review"]) == (str(price.business_days), "EUR", "")


def test_a_line_without_a_price_says_why(upload, reader, by, browser) -> None:
    reader.answers = {"broken.step": EmptyFileError("broken.step", reason="is empty"), **reader.answers}
    quote = services.quote_parts([upload("broken.step")], by=by)
    [row] = rows(browser, quote)
    assert (row["total"], row["review"]) == ("", "Still being read.")
    do_all()
    [row] = rows(browser, quote)
    assert (row["process"], row["total"]) == ("", "")
    assert row["review"].startswith("broken.step is empty")


def test_an_impossible_line_says_what_stops_it(upload, reader, by, browser) -> None:
    quote = services.quote_parts([upload()], by=by)
    do_all()
    quote.lines.update(process="")
    assert rows(browser, quote)[0]["review"] == "No process here can make it."


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_file_name_is_never_a_formula(upload, by, browser, start) -> None:
    quote = services.quote_parts([upload(f"{start}HYPERLINK(1).step")], by=by)
    assert rows(browser, quote)[0]["name"] == f"'{start}HYPERLINK(1).step"


def test_lines_that_were_removed_are_left_out_and_an_empty_quote_has_its_head(quote, by, browser) -> None:
    services.remove_line(selectors.lines_of(quote)[0].id, by=by)
    content = browser.get(reverse("quoting:csv", args=[quote.token])).content
    assert content == b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n"


def test_it_is_a_download_that_nobody_keeps(quote, by, browser) -> None:
    services.rename_quote(quote.token, name="Gehäuse 1/2", by=by)
    answer = browser.get(reverse("quoting:csv", args=[quote.token]))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert set(answer.headers["Cache-Control"].split(", ")) == {"private", "no-store"}
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"Gehause 1-2.csv\"; filename*=UTF-8''Geh%C3%A4use%201-2.csv"
    )
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_guessed_link_leads_nowhere(quote, browser) -> None:
    assert browser.get(reverse("quoting:csv", args=["guessed"])).status_code == 404


@pytest.mark.parametrize(
    ("title", "header"),
    [
        ("Pump", 'attachment; filename="Pump.csv"'),
        ('..\\"x"; a=b', 'attachment; filename="--x-- a=b.csv"'),
        ("泵", "attachment; filename=\"quote.csv\"; filename*=UTF-8''%E6%B3%B5.csv"),
        ("...", 'attachment; filename="quote.csv"'),
    ],
)
def test_a_download_is_called_like_its_quote(title, header) -> None:
    assert attachment(title, ending="csv") == header
