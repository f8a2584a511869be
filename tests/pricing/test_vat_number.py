"""VAT numbers: published ones are taken in any spelling, and a slip of one digit is noticed."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from partwright.errors import VatNumberError
from partwright.pricing.check_digits import CHECKS, luhn, mod_11_10
from partwright.pricing.places import eu_countries
from partwright.pricing.vat_number import ROOT, parse_vat_number
from partwright.pricing.world import world_tables

TABLES = world_tables()
PREFIXES = TABLES.rows(ROOT)

# By prefix; all but those of NL (mod 97), IE (old form), LT (persons) and ES stand in the table as examples.
PUBLISHED = {prefix: [TABLES.word(f"{ROOT}.{prefix}.says").rpartition("as in ")[2]] for prefix in PREFIXES}
PUBLISHED["NL"] += ["NL123456789B13"]
PUBLISHED["IE"] += ["IE8D79739I", "IE6433435OA"]
PUBLISHED["LT"] += ["LT290061371314"]
PUBLISHED["ES"] += ["ES12345678Z", "ESX1234567L"]
PUBLISHED["GB"] += ["GBGD001", "GBHA500"]
# Rules under which every change of one digit shows.
SHARP = {"AT", "BE", "DE", "DK", "EE", "FI", "HR", "HU", "IT", "LU", "MT", "NO", "SK"}


def test_every_member_state_is_known() -> None:
    assert {TABLES.word(f"{ROOT}.{prefix}.country") for prefix in PREFIXES} == eu_countries() | {"XI", "GB", "CH", "NO"}
    assert {TABLES.word(f"{ROOT}.{prefix}.check") for prefix in PREFIXES} == set(CHECKS)


@pytest.mark.parametrize("text", [text for texts in PUBLISHED.values() for text in texts])
def test_published_numbers_are_taken(text: str) -> None:
    number = parse_vat_number(text)
    assert parse_vat_number(number.text) == number


def test_greece_writes_el() -> None:
    assert parse_vat_number("GR 094259216") == parse_vat_number("EL094259216")
    assert parse_vat_number("EL094259216").country == "GR"


def test_without_a_prefix_the_country_is_that_of_the_address() -> None:
    assert parse_vat_number("004495445B01", country="NL").text == "NL004495445B01"
    with pytest.raises(VatNumberError, match="begins with the letters of its country"):
        parse_vat_number("004495445B01", country="US")
    with pytest.raises(VatNumberError, match="An empty text"):
        parse_vat_number("")


def test_the_sentence_says_what_is_expected() -> None:
    with pytest.raises(
        VatNumberError, match=r"DE 12 is no VAT number: those of Germany have 9 digits, as in DE136695976"
    ):
        parse_vat_number("DE 12")
    with pytest.raises(VatNumberError, match="check digit does not fit"):
        parse_vat_number("DE136695977")


def test_goods_are_delivered_free_to_numbers_of_the_union() -> None:
    assert parse_vat_number("XI980780684").for_eu_goods
    assert parse_vat_number("DE136695976").for_eu_goods
    assert not parse_vat_number("GB980780684").for_eu_goods


@given(st.sampled_from([text for texts in PUBLISHED.values() for text in texts]), st.data())
def test_spaces_dots_hyphens_and_case_do_not_matter(text: str, data: st.DataObject) -> None:
    gaps = data.draw(st.lists(st.sampled_from(["", " ", ".", "-", "  "]), min_size=len(text), max_size=len(text)))
    typed = "".join(sign + gap for sign, gap in zip(text, gaps, strict=True))
    assert parse_vat_number(typed.lower()) == parse_vat_number(text)


@given(st.sampled_from(sorted(SHARP)), st.data())
def test_one_wrong_digit_is_noticed(prefix: str, data: st.DataObject) -> None:
    text = PUBLISHED[prefix][0]
    places = [place for place, sign in enumerate(text) if sign.isdigit()]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(digit != text[place])
    with pytest.raises(VatNumberError):
        parse_vat_number(text[:place] + digit + text[place + 1 :])


@given(st.integers(0, 10**10 - 1).map(lambda number: f"{number:010}"), st.integers(0, 9), st.integers(1, 9))
def test_luhn_and_mod_11_10_notice_one_wrong_digit(head: str, place: int, shift: int) -> None:
    changed = head[:place] + str((int(head[place]) + shift) % 10) + head[place + 1 :]
    for check in (luhn, mod_11_10):
        (right,) = [digit for digit in "0123456789" if check(head + digit)]
        assert not check(changed + right)


@given(st.text(max_size=20))
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    try:
        parse_vat_number(text)
    except VatNumberError as error:
        assert str(error).endswith(".")  # noqa: PT017
