"""What sending an order costs by each service, or why staff must be asked.

An order goes in boxes of one size: the size that costs least. A carrier charges each parcel by the band of its weight,
at least that of its volume. More pieces never cost less: see `_charged`.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from partwright.manufacturing.tables import Tables
from partwright.pricing.book import PriceBook
from partwright.pricing.packing import (
    ROOT,
    Box,
    Piece,
    boxes_needed,
    boxes_of,
    count_pieces,
    packed_kg,
    packing_of,
    pieces_in,
)
from partwright.pricing.places import OUTSIDE, area_name, country_name, is_eu, tax_area
from partwright.units import round_money


class FreightReason(StrEnum):
    """Why no table tells the freight."""

    PLACE = "place"
    PIECE_WEIGHT = "piece_weight"
    PIECE_SIZE = "piece_size"
    PARCELS = "parcels"


@dataclass(frozen=True, slots=True)
class FreightByStaff:
    """Freight that staff are asked for, and why."""

    reason: FreightReason
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FreightOption:
    """One way to send an order. `price` is before tax and covers boxes and handling.

    gross_kg: all parcels with their boxes. transit_days: working days from collection. source: where the price comes
    from; it begins with `estimate:` while no contract of the shop stands in the price book.
    """

    service: str
    name: str
    zone: str
    price: Decimal
    currency: str
    parcels: int
    box: Box
    gross_kg: float
    transit_days: int
    source: str

    @property
    def is_estimate(self) -> bool:
        return self.source.startswith("estimate")


@dataclass(frozen=True, slots=True)
class Freight:
    """The services that carry an order, cheapest first; without any, why staff must be asked."""

    options: tuple[FreightOption, ...]
    by_staff: FreightByStaff | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Load:
    counts: Mapping[Piece, int]
    zone: str
    mass_kg: float


def freight_options(
    pieces: Iterable[tuple[Piece, int]],
    *,
    seller_country: str,
    ship_to_country: str,
    ship_to_region: str = "",
    ship_to_postal_code: str = "",
    book: PriceBook,
    currency: str,
) -> Freight:
    """The ways to send pieces, each with how many of it.

    Raises:
        SpecificationError: no rate of exchange is known for the currency.
    """
    tables, rate = book.tables, book.exchange_rate(currency)
    counts = count_pieces(pieces)
    if not counts:
        raise ValueError("There is nothing to send.")
    area = tax_area(ship_to_country, region=ship_to_region, postal_code=ship_to_postal_code)
    zone = zone_of(seller_country, ship_to_country, area=area, tables=tables)
    if zone is None:
        text = f"No service in the tables goes to {country_name(ship_to_country)}."
        return Freight((), FreightByStaff(FreightReason.PLACE, text))
    load = _Load(counts=counts, zone=zone, mass_kg=packed_kg(counts, packing=packing_of(tables)))
    too_much = _too_much(load, tables)
    if too_much is not None:
        return Freight((), too_much)
    found = [
        option
        for service in tables.rows(f"{ROOT}.services")
        if (option := _option(service, load, book, currency, rate)) is not None
    ]
    if not found:
        text = f"No service in the tables carries these parcels to {area_name(ship_to_country)}."
        return Freight((), FreightByStaff(FreightReason.PLACE, text))
    return Freight(tuple(sorted(found, key=lambda option: (option.price, option.transit_days))))


def zone_of(seller_country: str, ship_to_country: str, *, area: str, tables: Tables) -> str | None:
    """The zone that carriers charge by; None where no table says. `area` is the tax area of the place of delivery.

    Parts of a country outside the VAT of the EU are abroad for carriers: papers for customs go with the parcel.
    """
    near, world = (tables.words(f"{ROOT}.zones.{zone}") for zone in ("near", "world"))
    if seller_country == ship_to_country and area != OUTSIDE:
        return "home"
    if is_eu(seller_country) and is_eu(ship_to_country) and area != OUTSIDE:
        return "union"
    if not (is_eu(ship_to_country) or ship_to_country in near or ship_to_country in world):
        return None
    european = [is_eu(country) or country in near for country in (seller_country, ship_to_country)]
    return "near" if all(european) else "world"


def _too_much(load: _Load, tables: Tables) -> FreightByStaff | None:
    """Why an order is no matter of parcels."""
    heaviest, limit = max(piece.mass_kg for piece in load.counts), tables.value(f"{ROOT}.limits.piece_weight", "kg")
    if heaviest > limit:
        text = f"A piece weighs {heaviest:.1f} kg, more than the {limit:g} kg that go by parcel."
        return FreightByStaff(FreightReason.PIECE_WEIGHT, text)
    packing = packing_of(tables)
    # Boxes of one size hold the whole order, so one of them must hold the largest of every kind.
    if not any(all(pieces_in(box, piece, packing=packing) for piece in load.counts) for box in boxes_of(tables)):
        longest = max(piece.size_mm[0] for piece in load.counts)
        text = f"No box in the tables holds every piece; the longest measures {longest:.0f} mm."
        return FreightByStaff(FreightReason.PIECE_SIZE, text)
    most = tables.value(f"{ROOT}.limits.parcels", "1")
    needed = [boxes_needed(load.counts, box=box, packing=packing) for box in boxes_of(tables)]
    if min(count for count in needed if count is not None) > most:
        return FreightByStaff(FreightReason.PARCELS, f"It takes more than {most:.0f} parcels.")
    return None


def _option(service: str, load: _Load, book: PriceBook, currency: str, rate: Decimal) -> FreightOption | None:
    """What a service asks with the box that costs least; None where it does not carry the order."""
    tables, path = book.tables, f"{ROOT}.services.{service}"
    if f"{path}.{load.zone}.transit" not in tables:
        return None
    most = tables.value(f"{ROOT}.limits.parcels", "1")
    priced: list[tuple[Decimal, int, Box]] = []
    for box in boxes_of(tables):
        count = boxes_needed(load.counts, box=box, packing=packing_of(tables))
        if count is not None and count <= most and _carries(service, box, tables):
            priced.append((_charged(service, load, box, count, tables), count, box))
    if not priced:
        return None
    price, count, box = min(priced, key=lambda one: one[:2])
    band = _band(_parcel_kg(service, load, box, count, tables), tables)
    return FreightOption(
        service=service,
        name=tables.word(f"{path}.name"),
        zone=load.zone,
        price=round_money(price * rate),
        currency=currency,
        parcels=count,
        box=box,
        gross_kg=load.mass_kg + count * box.tare_kg,
        transit_days=math.ceil(tables.value(f"{path}.{load.zone}.transit", "d")),
        source=tables.source(f"{path}.{load.zone}.{band}"),
    )


def _charged(service: str, load: _Load, box: Box, count: int, tables: Tables) -> Decimal:
    """The price of an order in `count` boxes, in the base currency.

    Two parcels of half the weight can be cheaper than one, so a piece that opens a second box could make an order
    cheaper. The price is therefore the highest over that many boxes and fewer, the load spread evenly.
    """
    each = box.price + tables.money(f"{ROOT}.packing.handling", "EUR")
    path = f"{ROOT}.services.{service}.{load.zone}"
    return max(
        fewer * (each + tables.money(f"{path}.{_band(_parcel_kg(service, load, box, fewer, tables), tables)}", "EUR"))
        for fewer in range(1, count + 1)
    )


def _parcel_kg(service: str, load: _Load, box: Box, count: int, tables: Tables) -> float:
    """What each of `count` parcels is charged as: its weight, or by its volume."""
    by_volume = box.volume_cm3 / tables.value(f"{ROOT}.services.{service}.divisor", "cm3/kg")
    return max(by_volume, load.mass_kg / count + box.tare_kg)


def _band(parcel_kg: float, tables: Tables) -> str:
    """The first band that holds a weight, or the last: fewer boxes than needed would weigh more than any parcel may."""
    bands = tables.rows(f"{ROOT}.bands")
    return next((band for band in bands if parcel_kg <= tables.value(f"{ROOT}.bands.{band}", "kg")), bands[-1])


def _carries(service: str, box: Box, tables: Tables) -> bool:
    """Whether a service takes a full box of this kind."""
    path = f"{ROOT}.services.{service}"
    heaviest = tables.value(f"{ROOT}.bands.{tables.rows(f'{ROOT}.bands')[-1]}", "kg")
    by_volume = box.volume_cm3 / tables.value(f"{path}.divisor", "cm3/kg")
    return (
        max(by_volume, box.load_max_kg + box.tare_kg) <= heaviest
        and max(box.outer_mm) <= tables.value(f"{path}.length_max", "mm")
        and box.girth_mm <= tables.value(f"{path}.girth_max", "mm")
    )
