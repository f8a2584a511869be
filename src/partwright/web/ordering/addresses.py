"""Postal addresses, as somebody typed them and checked field by field."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from partwright.errors import PartwrightError
from partwright.pricing.places import countries, country_name, normalize_postal_code, regions
from partwright.web.ordering.errors import CheckoutFieldError

# No longer than what stands on the label of a parcel.
LENGTHS: Mapping[str, int] = {
    "name": 80,
    "company": 80,
    "street": 120,
    "extra": 120,
    "postal_code": 20,
    "city": 80,
    "region": 10,
    "country": 2,
    "phone": 40,
}
NEEDED = ("name", "street", "city", "country")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Somebody's address. `country` is ISO 3166-1, `region` ISO 3166-2 where taxes ask for it."""

    name: str = ""
    company: str = ""
    street: str = ""
    extra: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    phone: str = ""

    @property
    def addressee(self) -> str:
        """The first line: the company, else the person."""
        return self.company or self.name

    @property
    def attention(self) -> str:
        """The person at a company."""
        return self.name if self.company else ""

    def lines(self) -> tuple[str, ...]:
        """Street and place as on an envelope, the country last."""
        place = " ".join(filter(None, (self.postal_code, self.city)))
        region = regions(self.country).get(self.region, "") if self.region else ""
        return tuple(filter(None, (self.street, self.extra, place, region, country_name(self.country))))

    def envelope(self) -> tuple[str, ...]:
        """All lines, the addressee first."""
        return tuple(filter(None, (self.addressee, self.attention, *self.lines())))

    def as_plain(self) -> dict[str, str]:
        """The fields as they are stored."""
        return asdict(self)


def address_from(stored: Mapping[str, str]) -> Address:
    """An address as it was stored; what is not known of it is empty."""
    return Address(**{name: stored.get(name, "") for name in LENGTHS})


def check_address(typed: Mapping[str, str], *, prefix: str) -> Address:
    """The address in the fields `<prefix>_<name>` of a form.

    Raises:
        CheckoutFieldError: a field that cannot be so; the first one found.
    """
    values = {name: _one_line(f"{prefix}_{name}", typed, most) for name, most in LENGTHS.items()}
    for name in NEEDED:
        if not values[name]:
            raise CheckoutFieldError(f"{prefix}_{name}", _("This is needed: fill it in."))
    country = values["country"]
    if country not in countries():
        raise CheckoutFieldError(f"{prefix}_country", _("Choose a country of the list."))
    known = regions(country)
    if values["region"] and values["region"] not in known:
        raise CheckoutFieldError(f"{prefix}_region", _("Choose a region of the country, or none."))
    if values["postal_code"]:
        try:
            values["postal_code"] = normalize_postal_code(country, values["postal_code"])
        except PartwrightError as refusal:
            raise CheckoutFieldError(f"{prefix}_postal_code", str(refusal)) from refusal
    return Address(**values)


def _one_line(field: str, typed: Mapping[str, str], most: int) -> str:
    line = " ".join(typed.get(field, "").split())
    if len(line) > most:
        raise CheckoutFieldError(field, _("This is longer than %(most)d characters: shorten it.") % {"most": most})
    if not line.isprintable():
        raise CheckoutFieldError(field, _("This has characters that nobody sees: type it anew."))
    return line
