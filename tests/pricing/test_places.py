"""Countries by name, whose VAT holds where, and postal codes as their countries write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwright.errors import PostalCodeError
from partwright.pricing.places import (
    area_name,
    countries,
    country_name,
    eu_countries,
    is_eu,
    normalize_postal_code,
    regions,
    tax_area,
)
from partwright.pricing.world import world_tables

EXAMPLES = {
    "US": ["20500", "20500-0003"],
    "GB": ["SW1A 1AA", "M1 1AE", "EC1A 1BB"],
    "CA": ["K1A 0B1", "H0H 0H0"],
    "CH": ["3003"],
    "DE": ["10117"],
    "NL": ["1012 AB"],
    "PL": ["00-950"],
    "PT": ["1100-148"],
    "SE": ["111 51"],
    "IE": ["D02 AF30", "D6W XY00"],
    "LV": ["LV-1010"],
    "MT": ["VLT 1117"],
}


def test_every_country_of_iso_3166_has_a_name() -> None:
    assert len(countries()) == 249
    assert all(len(code) == 2 and code.isupper() and name for code, name in countries().items())
    assert len(set(countries().values())) == 249
    assert list(countries())[:3] == ["AF", "AX", "AL"]  # Åland before Albania
    names = list(countries().values())
    assert names.index("Tunisia") < names.index("Türkiye") < names.index("Turkmenistan")
    assert country_name("DE") == "Germany"
    assert country_name("??") == "??"


def test_the_union_has_27_members() -> None:
    assert len(eu_countries()) == 27
    assert eu_countries() <= set(countries())
    assert is_eu("IE")
    assert not is_eu("GB")


def test_states_and_provinces_are_asked_for() -> None:
    assert len(regions("US")) == 51
    assert len(regions("CA")) == 13
    assert regions("US")["US-CA"] == "California"
    assert regions("FR") == {}


@pytest.mark.parametrize(
    ("country", "region", "postal_code", "area"),
    [
        ("ES", "", "28001", "ES"),
        ("ES", "", "35001", "none"),
        ("ES", "ES-CE", "", "none"),
        ("DE", "", "D-27498", "none"),
        ("DE", "", "78266", "CH"),
        ("LI", "", "9490", "CH"),
        ("FR", "", "98000", "FR"),
        ("IT", "", "23041", "none"),
        ("FR", "", "97100", "none"),
        ("FR", "", "75001", "FR"),
        ("MC", "", "98000", "FR"),
        ("IM", "", "IM1 1AA", "GB"),
        ("GB", "", "bt1 5gs", "XI"),
        ("GB", "GB-NIR", "", "XI"),
        ("GB", "", "B1 1AA", "GB"),
        ("PT", "", "9500-001", "PT-20"),
        ("PT", "", "9000-001", "PT-30"),
        ("AX", "", "22100", "AX"),
    ],
)
def test_territories_follow_their_own_rules(country: str, region: str, postal_code: str, area: str) -> None:
    assert tax_area(country, region=region, postal_code=postal_code) == area


def test_territories_name_real_countries() -> None:
    tables = world_tables()
    for row in tables.rows("world.places.territories"):
        assert tables.word(f"world.places.territories.{row}.part_of") in countries()
    assert area_name("PT-20") == "the Azores"
    assert area_name("XI") == "Northern Ireland"
    assert area_name("US-NY") == "New York"


@pytest.mark.parametrize(
    ("country", "code"), [(country, code) for country, codes in EXAMPLES.items() for code in codes]
)
def test_a_postal_code_is_written_as_its_country_does(country: str, code: str) -> None:
    assert normalize_postal_code(country, code) == code
    assert normalize_postal_code(country, f" {code.lower().replace(' ', '').replace('-', '')} ") == code


@pytest.mark.parametrize(
    ("country", "code"), [("DE", "1011"), ("US", "2050"), ("NL", "0012 AB"), ("CA", "D1A 0B1"), ("AT", "")]
)
def test_a_wrong_postal_code_says_what_is_expected(country: str, code: str) -> None:
    with pytest.raises(PostalCodeError, match=f"is no postal code of {country_name(country)}: write "):
        normalize_postal_code(country, code)


def test_prefixes_of_the_country_are_dropped() -> None:
    assert normalize_postal_code("LT", "LT-01100") == "01100"
    assert normalize_postal_code("LU", "L-1009") == "1009"


def test_every_member_state_has_a_form() -> None:
    known = set(world_tables().rows("world.places.postal"))
    assert eu_countries() | {"US", "CA", "GB", "CH"} <= known


@given(st.sampled_from(sorted(countries())), st.text(max_size=12))
def test_a_postal_code_that_is_accepted_stays_as_it_is(country: str, text: str) -> None:
    try:
        once = normalize_postal_code(country, text)
    except PostalCodeError:
        return
    assert normalize_postal_code(country, once) == once
