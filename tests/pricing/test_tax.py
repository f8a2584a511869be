"""Who pays which tax: the cases a shop meets, each with its rate and reason, and sums that agree with their lines."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwright.errors import TaxError, VatNumberError
from partwright.pricing.book import default_book
from partwright.pricing.places import countries, eu_countries, is_eu, regions
from partwright.pricing.tax import assess_tax, treatment_of
from partwright.pricing.tax_case import Exemption, Supply, SupplyKind, TaxCase, TaxReason
from partwright.pricing.vat_number import ROOT as NUMBERS
from partwright.pricing.world import world_tables

TABLES = default_book().tables
GERMAN, DUTCH, FRENCH, BRITISH = "DE136695976", "NL004495445B01", "FR40303265045", "GB980780684"
NORTHERN = "XI980780684"
SHOP = TaxCase(seller_country="DE", seller_vat_id=GERMAN, ship_to_country="DE")
AMERICAN = TaxCase(seller_country="US", ship_to_country="US", seller_regions=frozenset({"US-CA", "US-OR"}))
GOODS, SHIPPING, SERVICE = SupplyKind.GOODS, SupplyKind.SHIPPING, SupplyKind.SERVICE


def outcome(case: TaxCase, kind: SupplyKind = GOODS) -> tuple[TaxReason, Decimal]:
    treatment = treatment_of(kind, case=case, tables=TABLES)
    return treatment.reason, treatment.rate_percent


@pytest.mark.parametrize(
    ("changes", "reason", "rate"),
    [
        ({}, TaxReason.HOME_RATE, 19),
        ({"buyer_vat_id": FRENCH}, TaxReason.HOME_RATE, 19),
        ({"ship_to_country": "NL", "buyer_vat_id": DUTCH}, TaxReason.INTRA_COMMUNITY, 0),
        ({"ship_to_country": "NL", "buyer_vat_id": "0044.95445B01"}, TaxReason.INTRA_COMMUNITY, 0),
        ({"ship_to_country": "NL", "buyer_vat_id": GERMAN}, TaxReason.NUMBER_OF_HOME, 19),
        ({"ship_to_country": "NL", "buyer_vat_id": BRITISH}, TaxReason.UNDER_THRESHOLD, 19),
        ({"ship_to_country": "NL", "buyer_is_business": True}, TaxReason.UNDER_THRESHOLD, 19),
        ({"ship_to_country": "NL", "seller_registered_oss": True}, TaxReason.DESTINATION_RATE, 21),
        ({"ship_to_country": "HU", "seller_registered_oss": True}, TaxReason.DESTINATION_RATE, 27),
        ({"ship_to_country": "FI", "seller_registered_oss": True}, TaxReason.DESTINATION_RATE, Decimal("25.5")),
        ({"ship_to_country": "MC", "seller_registered_oss": True}, TaxReason.DESTINATION_RATE, 20),
        ({"ship_to_country": "MC", "buyer_vat_id": "40 303 265 045"}, TaxReason.INTRA_COMMUNITY, 0),
        (
            {"ship_to_country": "PT", "ship_to_postal_code": "9500-150", "seller_registered_oss": True},
            TaxReason.DESTINATION_RATE,
            16,
        ),
        ({"ship_to_country": "US", "ship_to_region": "US-CA"}, TaxReason.EXPORT, 0),
        ({"ship_to_country": "GB", "buyer_vat_id": BRITISH}, TaxReason.EXPORT, 0),
        ({"ship_to_country": "CH"}, TaxReason.EXPORT, 0),
        ({"ship_to_country": "ES", "ship_to_postal_code": "38001"}, TaxReason.EXPORT, 0),
        ({"ship_to_country": "DE", "ship_to_postal_code": "27498"}, TaxReason.EXPORT, 0),
        ({"ship_to_country": "DE", "ship_to_postal_code": "78266"}, TaxReason.EXPORT, 0),
        ({"ship_to_country": "FR", "ship_to_postal_code": "97400", "buyer_vat_id": FRENCH}, TaxReason.EXPORT, 0),
        (
            {"ship_to_country": "GB", "ship_to_postal_code": "BT1 5GS", "buyer_vat_id": NORTHERN},
            TaxReason.INTRA_COMMUNITY,
            0,
        ),
        (
            {"ship_to_country": "GB", "ship_to_region": "GB-NIR", "seller_registered_oss": True},
            TaxReason.DESTINATION_RATE,
            20,
        ),
        ({"small_enterprise": True}, TaxReason.SMALL_ENTERPRISE, 0),
    ],
)
def test_goods_of_a_german_shop(changes: dict[str, object], reason: TaxReason, rate: object) -> None:
    case = replace(SHOP, **changes)  # type: ignore[arg-type]
    assert outcome(case) == (reason, rate)
    assert outcome(case, SHIPPING) == (reason, rate)


@pytest.mark.parametrize(
    ("changes", "reason", "rate"),
    [
        ({}, TaxReason.HOME_RATE, 19),
        ({"ship_to_country": "NL", "buyer_vat_id": DUTCH}, TaxReason.REVERSE_CHARGE, 0),
        ({"ship_to_country": "NL", "buyer_vat_id": FRENCH}, TaxReason.REVERSE_CHARGE, 0),
        ({"ship_to_country": "NL", "seller_registered_oss": True}, TaxReason.SERVICE_AT_HOME, 19),
        ({"ship_to_country": "US", "buyer_is_business": True}, TaxReason.OUTSIDE_SCOPE, 0),
        ({"ship_to_country": "US"}, TaxReason.OUTSIDE_SCOPE, 0),
        ({"ship_to_country": "GB", "ship_to_region": "GB-NIR", "buyer_vat_id": NORTHERN}, TaxReason.OUTSIDE_SCOPE, 0),
    ],
)
def test_services_of_a_german_shop(changes: dict[str, object], reason: TaxReason, rate: object) -> None:
    assert outcome(replace(SHOP, **changes), SERVICE) == (reason, rate)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "reason", "rate"),
    [
        ({"ship_to_region": "US-CA"}, TaxReason.REGION_RATE, Decimal("7.25")),
        ({"ship_to_region": "US-OR"}, TaxReason.REGION_RATE, 0),
        ({"ship_to_region": "US-NY"}, TaxReason.NOT_REGISTERED, 0),
        ({"ship_to_country": "DE"}, TaxReason.EXPORT, 0),
        ({"seller_country": "CA", "ship_to_country": "CA", "ship_to_region": "CA-ON"}, TaxReason.REGION_RATE, 13),
        ({"seller_country": "GB", "ship_to_country": "GB"}, TaxReason.HOME_RATE, 20),
        ({"seller_country": "GB", "ship_to_country": "GB", "ship_to_region": "GB-NIR"}, TaxReason.HOME_RATE, 20),
        ({"seller_country": "CH", "ship_to_country": "CH"}, TaxReason.HOME_RATE, Decimal("8.1")),
        ({"seller_country": "CH", "ship_to_country": "LI"}, TaxReason.HOME_RATE, Decimal("8.1")),
        ({"seller_country": "CH", "ship_to_country": "AT"}, TaxReason.EXPORT, 0),
    ],
)
def test_shops_outside_the_union(changes: dict[str, object], reason: TaxReason, rate: object) -> None:
    assert outcome(replace(AMERICAN, **changes)) == (reason, rate)  # type: ignore[arg-type]


def test_a_certificate_counts_only_where_it_holds() -> None:
    resale = Exemption(certificate="R-17", reason="for resale", place="US-CA")
    californian = replace(AMERICAN, ship_to_region="US-CA", exemption=resale)
    assert outcome(californian) == (TaxReason.CERTIFICATE, 0)
    assert "R-17" in treatment_of(GOODS, case=californian, tables=TABLES).text
    assert outcome(replace(californian, ship_to_region="US-OR"))[0] is TaxReason.REGION_RATE


@pytest.mark.parametrize(
    ("case", "says"),
    [
        (replace(SHOP, ship_to_country="NL", buyer_vat_id=FRENCH), "another member state than the place of delivery"),
        (replace(SHOP, ship_to_country="NL", buyer_vat_id=DUTCH, seller_vat_id=""), "The shop has no VAT number"),
        (AMERICAN, "depends on the region"),
        (replace(AMERICAN, ship_to_region="US-PR"), "depends on the region"),
        (replace(AMERICAN, seller_country="BR", ship_to_country="BR"), "No rate of tax is known for Brazil"),
    ],
)
def test_what_no_rule_decides_goes_to_staff(case: TaxCase, says: str) -> None:
    with pytest.raises(TaxError, match=says):
        outcome(case)


def test_a_wrong_number_is_refused_and_not_ignored() -> None:
    with pytest.raises(VatNumberError):
        outcome(replace(SHOP, ship_to_country="NL", buyer_vat_id="NL004495445B02X"))


def test_tax_numbers_of_the_world_do_not_stop_an_export() -> None:
    assert outcome(replace(SHOP, ship_to_country="IN", buyer_vat_id="27AAPFU0939F1ZV")) == (TaxReason.EXPORT, 0)


def test_an_operator_sets_a_rate() -> None:
    own = default_book().overridden(
        {"pricing.tax.regions.US-CA.standard": 9.5}, version="2", source="Los Angeles County"
    )
    case = replace(AMERICAN, ship_to_region="US-CA")
    assert treatment_of(GOODS, case=case, tables=own.tables).rate_percent == Decimal("9.5")


def test_every_member_state_and_region_has_a_rate() -> None:
    rows = set(TABLES.rows("pricing.tax.regions"))
    assert eu_countries() | {"XI", "GB", "CH"} | set(regions("US")) | set(regions("CA")) <= rows
    for row in rows:
        rate = TABLES.value(f"pricing.tax.regions.{row}.standard", "%")
        assert 0 <= rate <= 27
        assert rate >= 15 or not is_eu(row)  # article 97 of the directive


def test_a_credit_gives_back_what_was_charged() -> None:
    for cents in (1, 2, 3, 5, 105, 1250):
        net = Decimal(cents).scaleb(-2)
        (charged,) = assess_tax([Supply(net)], case=SHOP, tables=TABLES).lines
        (credited,) = assess_tax([Supply(-net)], case=SHOP, tables=TABLES).lines
        assert credited.tax == -charged.tax


def test_half_a_cent_is_rounded_up() -> None:
    swiss = TaxCase(seller_country="NL", seller_vat_id=DUTCH, ship_to_country="NL")
    (line,) = assess_tax([Supply(Decimal("0.50"))], case=swiss, tables=TABLES).lines  # 0.105
    assert line.tax == Decimal("0.11")
    assert line.gross == Decimal("0.61")


supplies = st.lists(
    st.builds(Supply, st.decimals(-5000, 50_000, places=2), st.sampled_from(SupplyKind)), min_size=1, max_size=12
)
cases = st.builds(
    TaxCase,
    seller_country=st.sampled_from(["DE", "FR", "IE", "XI", "GB", "CH", "US"]),
    seller_vat_id=st.just(GERMAN),
    ship_to_country=st.sampled_from(sorted(countries())),
    seller_registered_oss=st.booleans(),
    buyer_is_business=st.booleans(),
    buyer_vat_id=st.sampled_from([None, DUTCH, FRENCH, BRITISH, NORTHERN]),
)


@given(supplies, cases)
def test_sums_agree_with_their_lines(wanted: list[Supply], case: TaxCase) -> None:
    try:
        taxed = assess_tax(wanted, case=case, tables=TABLES)
    except TaxError:
        return
    assert [line.net for line in taxed.lines] == [supply.net for supply in wanted]
    assert taxed.tax == sum(total.tax for total in taxed.totals)
    assert taxed.net == sum(total.net for total in taxed.totals)
    assert taxed.gross == sum(line.gross for line in taxed.lines)
    for line in taxed.lines:
        assert abs(line.tax - line.net * line.rate_percent / 100) <= Decimal("0.005")
        assert line.text.endswith(".")
    goods = {line.treatment for line, supply in zip(taxed.lines, wanted, strict=True) if supply.kind is not SERVICE}
    assert len(goods) <= 1


@given(st.sampled_from(sorted(eu_countries() - {"DE"})))
def test_a_business_of_any_other_member_state_is_delivered_free(country: str) -> None:
    tables = world_tables()
    prefix = next(row for row in tables.rows(NUMBERS) if tables.word(f"{NUMBERS}.{row}.country") == country)
    number = tables.word(f"{NUMBERS}.{prefix}.says").rpartition("as in ")[2]
    assert outcome(replace(SHOP, ship_to_country=country, buyer_vat_id=number)) == (TaxReason.INTRA_COMMUNITY, 0)
