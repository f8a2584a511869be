"""Papers: they add up, lack nothing that the law asks for, and say all they are told, however long it is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.documents import samples
from tests.web.documents.reading import facts_of, pages_of
from tests.web.documents.samples import HOME, REDUCED, REVERSE, line
from tests.web.documents.test_typesetting import A4_PT, LETTER_PT

from partwright.units import round_money
from partwright.web.documents import writing
from partwright.web.documents.errors import PaperIncompleteError, PaperSumsError
from partwright.web.documents.kinds import PaperKind
from partwright.web.documents.papers import Check, Letter, Party, Tax, TaxRow, Verdict, tax_rows
from partwright.web.documents.typesetting import Paper, draw_pages, typeset

AMOUNTS = st.decimals(-10_000, 1_000_000, places=2)
TAXES = st.sampled_from([HOME, REDUCED, Tax(Decimal("5.5"), "France, reduced rate"), Tax(Decimal(0), "Export")])


def set_paper(paper: Letter, **pictures: bytes) -> bytes:
    data = samples.set_data(paper, pictures=tuple(pictures))
    return typeset(samples.template_of(PaperKind(data["kind"])), data, pictures, made_at=samples.MADE_AT)


def said(paper: Letter, **pictures: bytes) -> str:
    text = "".join(pages_of(set_paper(paper, **pictures))).replace("\n", "")
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@st.composite
def priced_lines(draw: Callable[..., Any]) -> tuple[Any, ...]:
    amounts = draw(st.lists(AMOUNTS, min_size=1, max_size=20))
    return tuple(
        line(at, quantity=1, unit_price=amount, total=amount, tax=draw(TAXES)) for at, amount in enumerate(amounts)
    )


@given(priced_lines())
@settings(deadline=None)
def test_lines_sum_to_the_subtotal_and_taxes_to_the_total(lines) -> None:
    invoice = samples.invoice(*lines)
    assert invoice.subtotal == sum(one.total for one in lines) == sum(row.taxable for row in invoice.taxes)
    assert invoice.total == invoice.subtotal + sum(row.amount for row in invoice.taxes)
    assert len({row.tax for row in invoice.taxes}) == len(invoice.taxes)
    for row in invoice.taxes:
        taxed = sum(one.total for one in lines if one.tax == row.tax)
        assert row.taxable == taxed
        assert abs(row.amount - taxed * row.tax.rate_percent / 100) <= Decimal("0.005")


@given(priced_lines())
@settings(deadline=None)
def test_tax_may_be_rounded_for_each_line(lines) -> None:
    rows = tuple(
        replace(
            row,
            amount=sum(
                (round_money(one.total * one.tax.rate_percent / 100) for one in lines if one.tax == row.tax), Decimal(0)
            ),
        )
        for row in tax_rows(lines)
    )
    assert samples.invoice(*lines, taxes=rows).tax_total == sum(row.amount for row in rows)


@given(priced_lines(), st.sampled_from(["taxable", "amount"]), st.integers(1, 10_000))
@settings(deadline=None)
def test_a_tax_that_is_off_is_refused(lines, field, cents) -> None:
    first, *others = tax_rows(lines)
    off = Decimal(cents) / 100 + Decimal(len(lines)) / 100  # more than roundings explain
    wrong = replace(first, **{field: getattr(first, field) + off})
    with pytest.raises(PaperSumsError):
        samples.invoice(*lines, taxes=(wrong, *others))


@pytest.mark.parametrize(
    "taxes",
    [
        (),
        (TaxRow(HOME, Decimal("308.64"), Decimal("58.64")), TaxRow(REDUCED, Decimal(0), Decimal(0))),
        (TaxRow(REDUCED, Decimal("308.64"), Decimal("21.60")),),
        (TaxRow(HOME, Decimal("308.64"), Decimal("58.6416")),),
    ],
    ids=["none", "one that no line has", "another rate", "below the cent"],
)
def test_taxes_are_those_of_the_lines(taxes) -> None:
    with pytest.raises(PaperSumsError, match="do not add up"):
        samples.invoice(line(), taxes=taxes)


@pytest.mark.parametrize(
    ("quantity", "unit_price", "total"),
    [(25, "12.3456", "308.65"), (25, "12.3456", "308.63"), (3, "0.33", "1.02"), (1, "10", "10.005"), (2, "5", "11")],
)
def test_a_line_is_quantity_times_price(quantity, unit_price, total) -> None:
    with pytest.raises(PaperSumsError):
        samples.invoice(line(quantity=quantity, unit_price=Decimal(unit_price), total=Decimal(total)))


@pytest.mark.parametrize(("quantity", "unit_price", "total"), [(3, "0.33", "1.00"), (1000, "0.1235", "123.46")])
def test_a_price_that_is_written_rounded_explains_the_cents(quantity, unit_price, total) -> None:
    assert samples.invoice(line(quantity=quantity, unit_price=Decimal(unit_price), total=Decimal(total)))


def test_what_was_paid_is_taken_off() -> None:
    invoice = samples.invoice(paid=Decimal("367.28"), terms=())
    assert invoice.due == 0
    text = said(invoice)
    assert "Paid−367.28" in text
    assert "Amount due0.00 EUR" in text


@pytest.mark.parametrize(
    ("make", "more", "missing"),
    [
        (samples.invoice, {"supplied_on": None}, "date of supply"),
        (samples.invoice, {"terms": ()}, "terms of payment"),
        (samples.invoice, {"shop": replace(samples.SHOP, address=())}, "address of the shop"),
        (samples.invoice, {"recipient": Party(name="", address=("x",))}, "address of the customer"),
        (samples.credit_note, {"corrects": None}, "the invoice that a credit note corrects"),
        (samples.order_confirmation, {"order_number": ""}, "number of the order"),
        (samples.packing_slip, {"lines": ()}, "what is shipped"),
        (samples.certificate, {"signed_by": ""}, "who signs"),
        (samples.certificate, {"items": ()}, "a part that is certified"),
        (samples.inspection, {"characteristics": ()}, "a characteristic"),
        (samples.inspection, {"characteristics": (samples.characteristic(measured=()),)}, "what was measured of Bore"),
        (
            samples.inspection,
            {"characteristics": (samples.characteristic(lower=None, upper=None),)},
            "the tolerance of Bore diameter 1",
        ),
    ],
)
def test_a_paper_without_what_it_must_say_is_refused(make, more, missing) -> None:
    with pytest.raises(PaperIncompleteError, match=missing):
        make(**more)


def test_a_tax_rate_has_a_reason() -> None:
    with pytest.raises(PaperIncompleteError, match="reason"):
        samples.invoice(line(tax=Tax(Decimal(0), "")))


def test_reverse_charge_names_itself_and_both_vat_ids() -> None:
    with pytest.raises(PaperIncompleteError, match="shop's VAT ID"):
        samples.invoice(line(tax=REVERSE))
    with pytest.raises(PaperIncompleteError, match="customer's VAT ID"):
        samples.invoice(line(tax=REVERSE), shop=samples.LONG_SHOP)
    both = {"shop": samples.LONG_SHOP, "recipient": samples.LONG_CUSTOMER}
    with pytest.raises(PaperIncompleteError, match="without tax"):
        samples.invoice(line(tax=replace(REVERSE, rate_percent=Decimal(19))), **both)
    text = said(samples.invoice(line(tax=REVERSE), **both))
    assert "Reverse charge. Supply within the Union" in text
    assert "DE123456789" in text
    assert "ATU12345678" in text


def test_an_invoice_says_what_the_directive_asks_for() -> None:
    invoice = samples.LONG[PaperKind.INVOICE]
    text = said(invoice)
    wanted = [
        samples.NUMBER,  # article 226, point 2; the others in its order
        "4 March 2026",
        "VAT ID: DE123456789",
        "VAT ID: ATU12345678",
        "Oberflächenveredelungsgesellschaft",
        "Untertürkheimer Industriestraße 117b",
        samples.LONG_WORD,
        "1020 Wien",
        "25 pcs",
        "CNC milling, Aluminum 7075",
        "27 February 2026 to 4 March 2026",
        "12.3456",
        "7,716.00",  # taxable at each rate
        "Germany, standard rate",
        "19 %",
        "7 %",
        "540.12",  # tax at each rate
        "1,466.04",
        "Payable within 30 days without deduction.",
        "DE02 1203 0000 0000 2020 51",
        "4500012345-2026/AUTO",
        writing.money(invoice.due, "EUR").replace("\N{NO-BREAK SPACE}", " "),
    ]
    assert [words for words in wanted if words not in text] == []


def test_a_credit_note_names_the_invoice_its_day_and_the_reason() -> None:
    text = said(samples.credit_note())
    assert "Credit note" in text
    assert "Corrects invoiceINV-2026-00001" in text
    assert "Invoice of4 March 2026" in text
    assert "2 of 25 brackets were returned as damaged." in text


def test_a_pro_forma_invoice_says_that_it_is_no_invoice() -> None:
    assert "This is no tax invoice" in said(samples.pro_forma())
    assert "This is no tax invoice" not in said(samples.invoice())


def test_an_invoice_is_one_of_three_kinds() -> None:
    with pytest.raises(ValueError, match="no packing_slip"):
        samples.invoice(kind=PaperKind.PACKING_SLIP)


def test_a_packing_slip_has_no_prices_and_says_what_follows() -> None:
    slip = samples.packing_slip()
    assert "EUR" not in said(slip)
    assert slip.lines[0].to_follow == 5
    assert replace(slip.lines[0], shipped_before=10).to_follow == 0


@pytest.mark.parametrize(
    ("measured", "verdict"),
    [
        (["12.000"], Verdict.PASS),
        (["12.018"], Verdict.PASS),
        (["12.0181"], Verdict.FAIL),
        (["11.9999"], Verdict.FAIL),
        (["12.001", "12.019", "12.002"], Verdict.FAIL),
    ],
)
def test_a_value_on_the_limit_is_within_it_and_one_beyond_fails_all(measured, verdict) -> None:
    assert samples.characteristic(measured=tuple(Decimal(value) for value in measured)).verdict is verdict


@pytest.mark.parametrize(
    ("limits", "written"),
    [
        ({"lower": "-0.05", "upper": "0.05"}, "±0.05"),
        ({"lower": "-0.02", "upper": "0.05"}, "+0.05 / −0.02"),
        ({"lower": "0.01", "upper": "0.02"}, "+0.02 / +0.01"),
        ({"upper": "0.05"}, "+0.05 / –"),
        ({"lower": "-0.05"}, "– / −0.05"),
        ({"nominal": None, "upper": "0.05"}, "≤ 0.05"),
        ({"nominal": None, "lower": "60", "upper": "62"}, "≥ 60 ≤ 62"),
    ],
)
def test_tolerances_are_written_as_on_a_drawing(limits, written) -> None:
    numbers = {name: value and Decimal(value) for name, value in {"lower": None, "upper": None, **limits}.items()}
    assert samples.characteristic(**numbers).cells()[1] == written


def test_a_report_says_how_many_are_out_of_tolerance() -> None:
    bad = samples.characteristic(measured=(Decimal(13),))
    report = samples.inspection(characteristics=(samples.characteristic(), bad))
    assert "1 of 2 characteristics are out of tolerance." in said(report)
    assert "Fail" in said(report)
    assert "All 2 characteristics are within tolerance." in said(samples.inspection(2))
    seen = Check(name="Marking", wanted="H 4711", found="none", verdict=Verdict.FAIL)
    assert "1 of 1 characteristic is out of tolerance." in said(samples.inspection(characteristics=(seen,)))


@pytest.mark.parametrize("kind", list(PaperKind))
@pytest.mark.parametrize("paper", list(Paper))
def test_a_short_paper_is_one_page_of_the_size_asked_for(kind, paper) -> None:
    pdf = set_paper(replace(samples.SHORT[kind], paper=paper))
    assert (A4_PT if paper is Paper.A4 else LETTER_PT) in pdf
    [page] = pages_of(pdf)
    assert "1 of 1" in page
    assert "Example Works" in page
    assert "Pumps Ltd" in page
    assert "Partwright" not in page


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_long_paper_goes_over_pages_with_number_and_heads_on_each(kind) -> None:
    pages = pages_of(set_paper(samples.LONG[kind]))
    assert 2 <= len(pages) <= 6
    for at, page in enumerate(pages, start=1):
        assert f"{at} of {len(pages)}" in page
        assert samples.NUMBER in page
    assert all("No." in page for page in pages[:-1])
    text = "".join(pages).replace("\n", "")
    listed = samples.LONG[kind].as_data()
    names = [row["name"] for row in listed.get("lines") or listed.get("items") or listed["rows"]]
    assert len(names) == 50
    assert [name for name in names if name not in text] == []


@pytest.mark.parametrize("kind", list(PaperKind))
def test_the_same_is_set_the_same_and_says_nothing_of_people_in_its_facts(kind) -> None:
    pdf = set_paper(samples.LONG[kind], logo=samples.png())
    assert pdf == set_paper(samples.LONG[kind], logo=samples.png())
    assert set(facts_of(pdf)) == {"Title", "Creator", "CreationDate", "ModDate"}


@pytest.mark.parametrize("size", [(600, 160), (2000, 20), (20, 2000), (1, 1)], ids=["usual", "wide", "high", "dot"])
def test_a_logo_of_any_shape_moves_nothing(size) -> None:
    with_logo = set_paper(samples.SHORT[PaperKind.INVOICE], logo=samples.png(*size))
    assert b"/Subtype/Image" in with_logo
    assert len(pages_of(with_logo)) == 1
    assert b"/Subtype/Image" not in set_paper(samples.SHORT[PaperKind.INVOICE])


def test_a_report_shows_the_part() -> None:
    assert b"/Subtype/Image" in set_paper(samples.inspection(), part=samples.png(500, 400))


@pytest.mark.parametrize(
    "text", ['#read("/etc/passwd")', "$x$ *b* `c` <l> @r", "{number}", "%(number)s", "שלום 零件 🔩"]
)
def test_what_people_typed_is_only_text(text) -> None:
    party = Party(name=text, address=(text,), attention=text)
    invoice = samples.invoice(line(name=text, details=(text,)), recipient=party, notes=(text,), ship_to=party)
    assert samples.NUMBER in said(invoice)
    if text.isascii():
        assert said(invoice).count(text) == 9


def test_hundreds_of_values_and_details_do_not_run_off_the_page() -> None:
    many = samples.characteristic(measured=(Decimal("12.004"),) * 1500)
    assert said(samples.inspection(characteristics=(many,))).count("12.004") == 1500
    long = line(details=tuple(f"detail {at};" for at in range(200)))
    assert all(f"detail {at};" in said(samples.invoice(long)) for at in (0, 199))


def test_pages_are_drawn_as_pictures_too() -> None:
    data = samples.set_data(samples.invoice())
    pages = draw_pages(samples.template_of(PaperKind.INVOICE), data, {}, made_at=samples.MADE_AT)
    assert [page[:4] for page in pages] == [b"\x89PNG"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Decimal("0.005"), "0.01"),
        (Decimal("-1234.5"), "−1,234.50"),
        (Decimal("1234567.891"), "1,234,567.89"),
        (Decimal("1E+3"), "1,000.00"),
    ],
)
def test_amounts_are_rounded_half_up_and_grouped(value, words) -> None:
    assert writing.amount(value) == words


def test_numbers_are_written_with_what_they_have() -> None:
    assert writing.unit_price(Decimal(12)) == "12.00"
    assert writing.unit_price(Decimal("0.12345")) == "0.1235"
    assert writing.percent(Decimal("19.00")) == "19\N{NO-BREAK SPACE}%"
    assert writing.percent(Decimal("5.5")) == "5.5\N{NO-BREAK SPACE}%"
    assert writing.percent(Decimal("20.0")) == "20\N{NO-BREAK SPACE}%"
    assert writing.number(Decimal("12.000")) == "12.000"
    assert writing.day(date(2026, 3, 4)) == "4 March 2026"


def test_a_paper_is_written_in_the_language_of_its_day(settings) -> None:
    settings.LANGUAGE_CODE = "de"
    with translation.override("de"):
        data = samples.invoice(line(quantity=1, unit_price=Decimal("1234.50"), total=Decimal("1234.50"))).as_data()
    assert data["language"] == "de"
    assert data["lines"][0]["total"] == "1.234,50"
