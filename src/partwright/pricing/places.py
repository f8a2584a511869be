"""Countries and regions: their names, whose VAT rules hold there, and what their postal codes look like."""

import re
import unicodedata
from functools import cache

from partwright.errors import PostalCodeError
from partwright.pricing.world import world_tables

ROOT = "world.places"
OUTSIDE = "none"
_SEPARATORS = re.compile(r"[\s.\-–]+")


@cache
def countries() -> dict[str, str]:
    """English names by ISO 3166-1 code, in the order of the names."""
    tables = world_tables()
    named = {code: tables.word(f"{ROOT}.countries.{code}") for code in tables.rows(f"{ROOT}.countries")}
    return dict(sorted(named.items(), key=lambda item: _plain(item[1])))


def _plain(name: str) -> str:
    """A name to sort by: Å and ü stand with a and u."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()


def country_name(code: str) -> str:
    """The English name of a country; the code itself where it is none."""
    return countries().get(code, code)


@cache
def eu_countries() -> frozenset[str]:
    """The member states of the European Union."""
    return frozenset(world_tables().words(f"{ROOT}.eu"))


def is_eu(code: str) -> bool:
    """Whether a country is a member state of the European Union."""
    return code in eu_countries()


def regions(country: str) -> dict[str, str]:
    """English names by ISO 3166-2 code of the regions that taxes ask for; empty where they do not."""
    tables = world_tables()
    path = f"{ROOT}.regions.{country}"
    return {code: tables.word(f"{path}.{code}") for code in tables.rows(path)}


def tax_area(country: str, *, region: str = "", postal_code: str = "") -> str:
    """Whose VAT rules hold at an address: a country, `XI`, a region with a rate of its own, or `none`.

    The Canary Islands are Spain but outside its VAT; Monaco is not France but inside.
    """
    tables = world_tables()
    code = _bare(country, postal_code)
    for row in tables.rows(f"{ROOT}.territories"):
        path = f"{ROOT}.territories.{row}"
        if tables.word(f"{path}.part_of") != country:
            continue
        in_regions, in_postal = tables.words(f"{path}.regions"), tables.words(f"{path}.postal")
        everywhere = not in_regions and not in_postal
        if everywhere or region in in_regions or (in_postal and code.startswith(in_postal)):
            return tables.word(f"{path}.area")
    return country


def country_of_area(area: str) -> str:
    """The country whose VAT a tax area belongs to: `PT` for `PT-20`."""
    return area.partition("-")[0]


def area_name(area: str) -> str:
    """What people call a country, a region or `XI`."""
    tables = world_tables()
    path = f"{ROOT}.areas.{area}"
    if path in tables:
        return tables.word(path)
    return regions(country_of_area(area)).get(area) or country_name(area)


def normalize_postal_code(country: str, text: str) -> str:
    """A postal code as its country writes it; the text as typed where the form of its country is not known here.

    Raises:
        PostalCodeError: it has not the form of that country.
    """
    tables = world_tables()
    path = f"{ROOT}.postal.{country}"
    if f"{path}.pattern" not in tables:
        return " ".join(text.split())
    match = re.fullmatch(tables.word(f"{path}.pattern"), _bare(country, text))
    if match is None:
        raise PostalCodeError(text, country=country_name(country), says=tables.word(f"{path}.says"))
    if country == "US":
        return "-".join(filter(None, match.groups()))
    written = tables.word(f"{path}.written")
    return match.expand(written) if written else match[0]


def _bare(country: str, text: str) -> str:
    """Capital letters and digits alone, without the country's code before digits (`LT-01100`, `D-80331`)."""
    bare = _SEPARATORS.sub("", text).upper()
    return re.sub(rf"^(?:{country}|{country[:1]})(?=[0-9]+$)", "", bare)
