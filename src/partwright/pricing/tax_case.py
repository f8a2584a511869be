"""Who sells what to whom and where it goes: what the tax of a sale depends on, and what comes out."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class SupplyKind(StrEnum):
    """What a line is for the tax office.

    Inspection, certificates and marking of delivered parts belong to the goods; `SERVICE` is work sold without any.
    """

    GOODS = "goods"
    SHIPPING = "shipping"
    SERVICE = "service"


class TaxReason(StrEnum):
    """Why a line has its rate."""

    HOME_RATE = "home_rate"
    REGION_RATE = "region_rate"
    DESTINATION_RATE = "destination_rate"
    UNDER_THRESHOLD = "under_threshold"
    NUMBER_OF_HOME = "number_of_home"
    SERVICE_AT_HOME = "service_at_home"
    INTRA_COMMUNITY = "intra_community"
    REVERSE_CHARGE = "reverse_charge"
    EXPORT = "export"
    OUTSIDE_SCOPE = "outside_scope"
    CERTIFICATE = "certificate"
    SMALL_ENTERPRISE = "small_enterprise"
    NOT_REGISTERED = "not_registered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A certificate that staff have accepted. `place` is the country or region it holds in, empty for everywhere."""

    certificate: str
    reason: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCase:
    """One sale. Countries are ISO 3166-1, regions ISO 3166-2 (`US-CA`); a seller in Northern Ireland is in `XI`.

    seller_regions: where a seller collects sales tax, for countries that tax where one is registered.
    small_enterprise: the seller charges no VAT at all.
    """

    seller_country: str
    ship_to_country: str
    seller_vat_id: str = ""
    seller_registered_oss: bool = False
    seller_regions: frozenset[str] = frozenset()
    small_enterprise: bool = False
    ship_to_region: str = ""
    ship_to_postal_code: str = ""
    buyer_vat_id: str | None = None
    buyer_is_business: bool = False
    exemption: Exemption | None = None


@dataclass(frozen=True, slots=True)
class Supply:
    """A line before tax, rounded as it is invoiced; negative for what is credited."""

    net: Decimal
    kind: SupplyKind = SupplyKind.GOODS


@dataclass(frozen=True, slots=True)
class Treatment:
    """A rate and why: `place` is whose rate or rule it is, `text` what the invoice says."""

    rate_percent: Decimal
    reason: TaxReason
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """A line with its tax."""

    net: Decimal
    tax: Decimal
    treatment: Treatment

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax

    @property
    def rate_percent(self) -> Decimal:
        return self.treatment.rate_percent

    @property
    def reason(self) -> TaxReason:
        return self.treatment.reason

    @property
    def text(self) -> str:
        return self.treatment.text


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """What lines of one rate and reason come to."""

    net: Decimal
    tax: Decimal
    treatment: Treatment


@dataclass(frozen=True, slots=True)
class Taxed:
    """The lines of a sale in their order, and their sums by rate and reason in the order of first use."""

    lines: tuple[TaxedLine, ...]
    totals: tuple[TaxTotal, ...]

    @property
    def net(self) -> Decimal:
        return sum((line.net for line in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        return sum((line.tax for line in self.lines), Decimal(0))

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax
