"""Freight: never cheaper for more, told in the customer's currency, or asked of staff with a reason."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwright.errors import SpecificationError
from partwright.pricing.book import default_book
from partwright.pricing.freight import Freight, FreightReason, freight_options, zone_of
from partwright.pricing.packing import ROOT, Piece
from partwright.pricing.places import countries, eu_countries, tax_area

BOOK = default_book()
TABLES = BOOK.tables
BRACKET = Piece((80, 60, 30), 0.25)


def send(*pieces: tuple[Piece, int], to: str = "NL", currency: str = "EUR") -> Freight:
    return freight_options(pieces, seller_country="DE", ship_to_country=to, book=BOOK, currency=currency)


def test_one_bracket_goes_in_the_smallest_box() -> None:
    economy, standard, express = send((BRACKET, 1)).options
    assert [option.service for option in (economy, standard, express)] == ["economy", "standard", "express"]
    # Band to 1 kg, handling, the box: all in the table.
    assert economy.price == Decimal("13.50") + Decimal("2.50") + Decimal("0.35")
    assert (economy.parcels, economy.box.id) == (1, "mini")
    assert economy.gross_kg == pytest.approx(0.25 * 1.02 + 0.09)
    assert economy.transit_days > standard.transit_days > express.transit_days
    assert economy.is_estimate
    assert economy.source.startswith("estimate: ")


def test_light_and_bulky_is_charged_by_volume() -> None:
    light = send((Piece((550, 350, 350), 0.5), 1)).options[0]
    heavy = send((Piece((550, 350, 350), 15.0), 1)).options[0]
    assert light.box.id == "extra"
    assert light.price == heavy.price  # 612 × 412 × 412 mm ÷ 6000 = 17.3 kg: both in the band to 20


def test_another_currency() -> None:
    in_euro, in_dollars = send((BRACKET, 1)).options[0], send((BRACKET, 1), currency="USD").options[0]
    assert in_dollars.price == (in_euro.price * BOOK.exchange_rate("USD")).quantize(Decimal("0.01"))
    with pytest.raises(SpecificationError):
        send((BRACKET, 1), currency="XAU")


def test_an_operator_puts_in_a_contract() -> None:
    own = BOOK.overridden(
        {f"{ROOT}.services.economy.union.to_1_kg": 4.0}, version="2", source="contract of 2026 with a carrier"
    )
    option = freight_options(
        [(BRACKET, 1)], seller_country="DE", ship_to_country="NL", book=own, currency="EUR"
    ).options[0]
    assert option.price == Decimal("6.85")
    assert not option.is_estimate


@pytest.mark.parametrize(
    ("pieces", "to", "reason", "says"),
    [
        ([(BRACKET, 1)], "KP", FreightReason.PLACE, "goes to Korea, North"),
        ([(Piece((100, 100, 100), 26.0), 1)], "NL", FreightReason.PIECE_WEIGHT, "weighs 26.0 kg"),
        ([(Piece((1200, 30, 30), 1.0), 1)], "NL", FreightReason.PIECE_SIZE, "measures 1200 mm"),
        ([(Piece((900, 30, 30), 1.0), 1), (Piece((300, 300, 300), 1.0), 1)], "NL", FreightReason.PIECE_SIZE, "No box"),
        ([(BRACKET, 5000)], "NL", FreightReason.PARCELS, "more than 20 parcels"),
    ],
)
def test_staff_are_asked_with_a_reason(
    pieces: list[tuple[Piece, int]], to: str, reason: FreightReason, says: str
) -> None:
    freight = send(*pieces, to=to)
    assert freight.options == ()
    assert freight.by_staff is not None
    assert freight.by_staff.reason is reason
    assert says in freight.by_staff.text


def test_a_service_that_does_not_carry_a_box_is_left_out() -> None:
    # The long box measures 1012 mm outside, above the 1000 of economy.
    assert [option.service for option in send((Piece((900, 50, 50), 2.0), 1)).options] == ["standard", "express"]


def test_nothing_is_no_freight() -> None:
    with pytest.raises(ValueError, match="nothing to send"):
        send()


@pytest.mark.parametrize(
    ("seller", "to", "postal_code", "zone"),
    [
        ("DE", "DE", "10117", "home"),
        ("DE", "DE", "27498", "near"),
        ("DE", "FR", "75001", "union"),
        ("DE", "ES", "35001", "near"),
        ("DE", "GB", "BT1 5GS", "near"),
        ("DE", "CH", "3003", "near"),
        ("DE", "US", "20500", "world"),
        ("GB", "DE", "10117", "near"),
        ("US", "DE", "10117", "world"),
        ("US", "CH", "3003", "world"),
        ("US", "CA", "K1A 0B1", "world"),
        ("US", "US", "20500", "home"),
        ("DE", "AQ", "", None),
    ],
)
def test_zones(seller: str, to: str, postal_code: str, zone: str | None) -> None:
    assert zone_of(seller, to, area=tax_area(to, postal_code=postal_code), tables=TABLES) == zone


def test_tables_are_complete_and_bands_rise() -> None:
    bands = TABLES.rows(f"{ROOT}.bands")
    limits = [TABLES.value(f"{ROOT}.bands.{band}", "kg") for band in bands]
    assert limits == sorted(limits)
    for service in TABLES.rows(f"{ROOT}.services"):
        for zone in ("home", "union", "near", "world"):
            path = f"{ROOT}.services.{service}.{zone}"
            prices = [TABLES.money(f"{path}.{band}", "EUR") for band in bands]
            assert prices == sorted(prices)
            assert TABLES.value(f"{path}.transit", "d") >= 1


def test_zones_name_real_countries_once() -> None:
    near, world = (set(TABLES.words(f"{ROOT}.zones.{zone}")) for zone in ("near", "world"))
    assert near | world <= set(countries())
    assert not near & world
    assert not (near | world) & eu_countries()


sizes = st.tuples(*[st.floats(1, 400)] * 3)
orders = st.lists(st.tuples(st.builds(Piece, sizes, st.floats(0.001, 20)), st.integers(1, 60)), min_size=1, max_size=4)


@given(orders, orders, st.sampled_from(["DE", "NL", "CH", "US"]))
def test_more_is_never_cheaper(order: list[tuple[Piece, int]], more: list[tuple[Piece, int]], to: str) -> None:
    less, all_of_it = send(*order, to=to), send(*order, *more, to=to)
    by_service = {option.service: option for option in less.options}
    for option in all_of_it.options:
        assert option.price >= by_service[option.service].price
    if less.by_staff is not None:
        assert all_of_it.by_staff is not None


@given(st.builds(Piece, sizes, st.floats(0.001, 20)), st.integers(1, 200))
def test_one_piece_more_is_never_cheaper(piece: Piece, quantity: int) -> None:
    less = {option.service: option.price for option in send((piece, quantity)).options}
    for option in send((piece, quantity + 1)).options:
        assert option.price >= less[option.service]
