"""Setting the shop up."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.errors import PartwrightError
from partwright.manufacturing.processes import PROCESSES
from partwright.pricing.book import default_book
from partwright.pricing.places import countries, normalize_postal_code, regions
from partwright.pricing.vat_number import parse_vat_number
from partwright.web.actor import Actor, StaffRole
from partwright.web.shop.bank import check_bic, check_iban
from partwright.web.shop.errors import ShopFieldError, ShopOwnerError
from partwright.web.shop.models import LENGTH_UNITS, THE_ROW, Shop
from partwright.web.shop.selectors import forget_shop

SALES_TAX_COUNTRIES = ("US", "CA")  # where who sells into a region may have to collect for it


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopWish:
    """What the shop is to be; text as somebody typed it."""

    name: str
    street: str
    postal_code: str
    city: str
    country: str
    currency: str
    length_unit: str
    processes: Sequence[str]
    region: str = ""
    email: str = ""
    phone: str = ""
    vat_id: str = ""
    tax_number: str = ""
    small_enterprise: bool = False
    registered_oss: bool = False
    tax_regions: Sequence[str] = ()
    bank_holder: str = ""
    bank_iban: str = ""
    bank_bic: str = ""
    bank_name: str = ""


def set_up(wish: ShopWish, *, by: Actor) -> Shop:
    """The shop with these settings, stored.

    Raises:
        ShopOwnerError: the actor is not the shop's owner.
        ShopFieldError: a field that cannot be so; the first one found.
    """
    if not by.works_as(StaffRole.OWNER):
        raise ShopOwnerError
    values = _checked(wish)
    now = timezone.now()
    with transaction.atomic():
        shop, _made = Shop.objects.update_or_create(
            id=THE_ROW,
            defaults={**values, "updated_at": now},
            create_defaults={**values, "created_at": now, "updated_at": now},
        )
        transaction.on_commit(forget_shop)
    return shop


def _checked(wish: ShopWish) -> dict[str, object]:
    """The fields as they are stored."""
    typed = asdict(wish)
    values: dict[str, object] = {
        name: _one_line(name, value) if isinstance(value, str) else value for name, value in typed.items()
    }
    for name in ("name", "street", "city", "country"):
        if not values[name]:
            raise ShopFieldError(name, _("This is needed: fill it in."))
    country = str(values["country"])
    if country not in countries():
        raise ShopFieldError("country", _("Choose a country of the list."))
    if values["region"] and values["region"] not in regions(country):
        raise ShopFieldError("region", _("Choose a region of the country, or none."))
    values["postal_code"] = _engine_checked(
        "postal_code",
        lambda: normalize_postal_code(country, str(values["postal_code"])) if values["postal_code"] else "",
    )
    if values["vat_id"]:
        _engine_checked("vat_id", lambda: parse_vat_number(str(values["vat_id"]), country=country))
    _engine_checked("currency", lambda: default_book().exchange_rate(str(values["currency"])))
    if values["email"]:
        _check_email(str(values["email"]))
    if values["length_unit"] not in [unit.value for unit in LENGTH_UNITS]:
        raise ShopFieldError("length_unit", _("Choose millimeters or inches."))
    values["processes"] = _known_processes(wish.processes)
    values["tax_regions"] = _known_regions(wish.tax_regions)
    for name, check in (("bank_iban", check_iban), ("bank_bic", check_bic)):
        if values[name]:
            values[name] = check(str(values[name]))
    return values


def _one_line(name: str, text: str) -> str:
    line = " ".join(text.split())
    most = Shop._meta.get_field(name).max_length
    if most is not None and len(line) > most:
        raise ShopFieldError(name, _("This is longer than %(most)d characters: shorten it.") % {"most": most})
    if not line.isprintable():
        raise ShopFieldError(name, _("This has characters that nobody sees: type it anew."))
    return line


def _engine_checked(name: str, check: Callable[[], object]) -> object:
    try:
        return check()
    except PartwrightError as refusal:
        raise ShopFieldError(name, str(refusal)) from refusal


def _check_email(text: str) -> None:
    try:
        validate_email(text)
    except ValidationError as refusal:
        raise ShopFieldError("email", _("Write one address, such as name@example.com.")) from refusal


def _known_regions(chosen: Sequence[str]) -> list[str]:
    known = [code for country in SALES_TAX_COUNTRIES for code in regions(country)]
    if not set(chosen) <= set(known):
        raise ShopFieldError("tax_regions", _("Choose states and provinces of the list."))
    return [code for code in known if code in chosen]


def _known_processes(chosen: Sequence[str]) -> list[str]:
    known = [process_id.value for process_id in PROCESSES]
    if not chosen or not set(chosen) <= set(known):
        raise ShopFieldError("processes", _("Choose at least one process of the list."))
    return [process_id for process_id in known if process_id in chosen]
