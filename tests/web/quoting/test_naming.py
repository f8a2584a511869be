"""What a quote is called, on its page and on every page that leads to it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from partwright.web.quoting import selectors, services
from partwright.web.quoting.errors import QuoteNameError, QuoteNotFoundError
from partwright.web.quoting.models import Quote
from partwright.web.quoting.naming import MAX_NAME_LENGTH, check_name, name_of_copy, title_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quote(ready, by) -> Quote:
    return services.quote_parts([ready], by=by)


def test_a_quote_without_a_name_is_called_by_its_day() -> None:
    created_at = datetime(2026, 3, 4, 12, tzinfo=UTC)
    assert title_of("", created_at=created_at) == "Quote of 4 March 2026"
    assert title_of("Pump, series B", created_at=created_at) == "Pump, series B"


def test_space_around_a_name_is_no_part_of_it() -> None:
    assert check_name("  Gehäuse für Hydraulikaggregate \n") == "Gehäuse für Hydraulikaggregate"
    assert check_name(" \t ") == ""
    assert check_name("x" * MAX_NAME_LENGTH) == "x" * MAX_NAME_LENGTH


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("x" * (MAX_NAME_LENGTH + 1), "shorten it"),
        ("two\nlines", "nobody sees"),
        ("nul\0", "nobody sees"),
        ("escape \x1b[31m", "nobody sees"),
        ("gnp\N{RIGHT-TO-LEFT OVERRIDE}fdp", "nobody sees"),
    ],
)
def test_a_name_that_cannot_be_is_refused_in_words(quote, by, name, reason) -> None:
    with pytest.raises(QuoteNameError, match=reason):
        services.rename_quote(quote.token, name=name, by=by)
    assert selectors.get_quote(quote.token).name == ""


def test_a_copy_is_named_after_its_original_within_the_limit() -> None:
    assert name_of_copy("Pump") == "Copy of Pump"
    longest = name_of_copy("x" * MAX_NAME_LENGTH)
    assert len(longest) == MAX_NAME_LENGTH
    assert check_name(longest) == longest


def test_the_name_stands_wherever_the_quote_is_meant(quote, by, browser) -> None:
    services.rename_quote(quote.token, name="Pump <B>", by=by)
    page = browser.get(reverse("quoting:quote", args=[quote.token])).content.decode()
    assert "<title>Pump &lt;B&gt; · Partwright</title>" in page
    assert "<h1>Pump &lt;B&gt;</h1>" in page
    [line] = selectors.lines_of(quote)
    part = browser.get(reverse("quoting:line", args=[quote.token, line.id])).content.decode()
    assert "Pump &lt;B&gt;, 1 part</a>" in part
    assert "Pump &lt;B&gt;, quote of " in part


def test_an_emptied_name_falls_back_to_the_day(quote, by) -> None:
    services.rename_quote(quote.token, name="Pump", by=by)
    assert services.rename_quote(quote.token, name=" ", by=by).title.startswith("Quote of ")


def test_only_the_owner_names_a_quote(quote, other) -> None:
    with pytest.raises(QuoteNotFoundError):
        services.rename_quote(quote.token, name="Mine", by=other)


def test_a_refused_name_stays_in_its_field_with_the_reason(quote, browser_of, by) -> None:
    address = reverse("quoting:rename", args=[quote.token])
    owner = browser_of(by)
    for headers in ({}, {"HX-Request": "true"}):
        answer = owner.post(address, {"name": "x" * 200}, headers=headers)
        assert answer.status_code == 422
        assert "shorten it" in answer.content.decode()
        assert f'value="{"x" * 200}"' in answer.content.decode()
    assert owner.post(address, {"name": "Pump"}).headers["Location"] == reverse("quoting:quote", args=[quote.token])
    assert selectors.get_quote(quote.token).name == "Pump"
