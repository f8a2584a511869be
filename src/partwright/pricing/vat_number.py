"""VAT numbers: their form and check digits. Whether a number is in force only the tax offices know."""

import re
from dataclasses import dataclass

from partwright.errors import VatNumberError
from partwright.pricing.check_digits import CHECKS
from partwright.pricing.places import area_name, is_eu
from partwright.pricing.world import world_tables

ROOT = "world.vat_numbers"
NORTHERN_IRELAND = "XI"
_SEPARATORS = re.compile(r"[\s.\-–/]+")


@dataclass(frozen=True, slots=True)
class VatNumber:
    """A VAT number without spaces, dots and hyphens, and the country that gave it (`GR` for `EL`, `XI` for itself)."""

    text: str
    country: str

    @property
    def for_eu_goods(self) -> bool:
        """Whether goods may be delivered to it as an intra-Community supply."""
        return is_eu(self.country) or self.country == NORTHERN_IRELAND


def parse_vat_number(text: str, *, country: str = "") -> VatNumber:
    """The number in a text; one without letters in front is read as of `country`.

    Raises:
        VatNumberError: a prefix, length or check digit that no country gives.
    """
    typed = " ".join(text.split())
    prefix, number = _parted(_SEPARATORS.sub("", text).upper(), country)
    tables = world_tables()
    if not prefix:
        raise VatNumberError(
            typed or "An empty text", reason="it begins with the letters of its country, as in DE136695976"
        )
    path = f"{ROOT}.{prefix}"
    if re.fullmatch(tables.word(f"{path}.pattern"), number) is None:
        issuer = tables.word(f"{path}.country")
        raise VatNumberError(typed, reason=f"those of {area_name(issuer)} have {tables.word(f'{path}.says')}")
    if not CHECKS[tables.word(f"{path}.check")](number):
        raise VatNumberError(typed, reason="a digit is wrong or two are swapped, since its check digit does not fit")
    return VatNumber(text=f"{prefix}{number}", country=tables.word(f"{path}.country"))


def _parted(bare: str, country: str) -> tuple[str, str]:
    """Prefix and rest; without a prefix that is known that of `country`, or none."""
    tables = world_tables()
    known = tables.rows(ROOT)
    if bare.startswith("GR"):
        bare = f"EL{bare[2:]}"
    for prefix in (bare[:3], bare[:2]):
        if prefix in known:
            return prefix, bare[len(prefix) :]
    own = next((prefix for prefix in known if tables.word(f"{ROOT}.{prefix}.country") == country), "")
    return own, bare
