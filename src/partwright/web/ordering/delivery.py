"""How a frozen quote can be sent: by the services of the tables, or as staff have offered; with days of arrival."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.manufacturing.specification import ProcessId
from partwright.pricing.freight import freight_options
from partwright.pricing.packing import Piece, piece_mass_kg
from partwright.pricing.wish import catalog_of
from partwright.web.books.selectors import current_book
from partwright.web.ordering.addresses import Address
from partwright.web.ordering.errors import FilesGoneError
from partwright.web.ordering.models import FreightOffer
from partwright.web.parts.models import Body
from partwright.web.quoting.models import Revision, RevisionLine
from partwright.web.shop.calendar import arrival, calendar_of
from partwright.web.shop.models import Shop

BY_STAFF = "staff-"  # what the id of a service begins with that staff have offered


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOption:
    """One way to send an order. `source` tells where the price comes from."""

    service: str
    name: str
    price: Decimal
    transit_days: int
    ready_on: date
    arrives_on: date
    source: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """The ways to send an order, the cheapest first; without any, `why` staff must be asked."""

    options: tuple[DeliveryOption, ...]
    why: str = ""

    def option(self, service: str) -> DeliveryOption | None:
        """The option of a service; None if it is not among them."""
        return next((option for option in self.options if option.service == service), None)


def delivery_of(revision: Revision, lines: Sequence[RevisionLine], *, to: Address, shop: Shop) -> Delivery:
    """How the pieces of a frozen quote can be sent to an address, counted from now.

    Raises:
        FilesGoneError: a part was deleted, and with it what it weighs.
    """
    ready_on = ready_day(lines, shop=shop)

    def option(service: str, name: str, price: Decimal, transit_days: int, source: str) -> DeliveryOption:
        return DeliveryOption(
            service=service,
            name=name,
            price=price,
            transit_days=transit_days,
            ready_on=ready_on,
            arrives_on=arrival(ready_on, transit_days=transit_days, country=to.country),
            source=source,
        )

    offers = [
        option(
            f"{BY_STAFF}{offer.id.hex}", offer.name, offer.price, offer.transit_days, _("offered by us for this order")
        )
        for offer in FreightOffer.objects.filter(
            revision=revision, country=to.country, postal_code__in=("", to.postal_code)
        )
    ]
    found = freight_options(
        pieces_of(lines),
        seller_country=shop.country,
        ship_to_country=to.country,
        ship_to_region=to.region,
        ship_to_postal_code=to.postal_code,
        book=current_book(),
        currency=revision.currency,
    )
    tables = [option(one.service, one.name, one.price, one.transit_days, one.source) for one in found.options]
    options = sorted((*offers, *tables), key=lambda one: (one.price, one.transit_days))
    return Delivery(tuple(options), "" if options or found.by_staff is None else found.by_staff.text)


def ready_day(lines: Sequence[RevisionLine], *, shop: Shop) -> date:
    """The day on which all of an order is ready to ship, if it were confirmed now."""
    return day_in(max(line.business_days for line in lines), shop=shop)


def day_in(business_days: int, *, shop: Shop) -> date:
    """The working day of the shop that is so many after now."""
    now = timezone.localtime()
    return calendar_of(shop, today=now.date()).after(now, days=business_days, book=current_book())


def pieces_of(lines: Sequence[RevisionLine]) -> list[tuple[Piece, int]]:
    """The pieces of a frozen quote as they are packed, each with how many of it.

    Raises:
        FilesGoneError: a part was deleted, and with it what it weighs.
    """
    bodies = _bodies(lines)
    pieces: list[tuple[Piece, int]] = []
    for line in lines:
        body = bodies.get((line.part_id, line.option["body"]))
        if body is None:
            raise FilesGoneError
        density = _density(line.option["process"], line.option["material"])
        piece = Piece(
            size_mm=(body.box_x_mm, body.box_y_mm, body.box_z_mm),
            mass_kg=piece_mass_kg(body.volume_mm3, density_g_cm3=density),
        )
        pieces.append((piece, line.quantity))
    return pieces


def _bodies(lines: Sequence[RevisionLine]) -> Mapping[tuple[UUID | None, int], Body]:
    found = Body.objects.filter(part_id__in={line.part_id for line in lines if line.part_id})
    return {(body.part_id, body.index): body for body in found}


def _density(process: str, material: str) -> float:
    """In g/cm³; for a material that left the catalog the densest of its process, so that no parcel is too cheap."""
    entries = catalog_of(ProcessId(process), current_book().tables).materials
    named = [entry.density_g_cm3 for entry in entries if entry.id == material]
    return named[0] if named else max(entry.density_g_cm3 for entry in entries)
