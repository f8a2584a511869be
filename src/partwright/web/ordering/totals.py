"""What an order comes to: goods, freight and the tax on each, with its rate and reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from partwright.pricing.tax import assess_tax
from partwright.pricing.tax_case import Exemption, Supply, SupplyKind, TaxCase, TaxedLine
from partwright.web.books.selectors import current_book
from partwright.web.ordering.addresses import Address
from partwright.web.ordering.delivery import DeliveryOption
from partwright.web.ordering.models import TaxExemption
from partwright.web.quoting.models import RevisionLine
from partwright.web.shop.models import Shop


@dataclass(frozen=True, slots=True)
class Totals:
    """Every line with its tax, the freight with its, and the sums. `lines` are in the order of the frozen quote."""

    lines: tuple[tuple[RevisionLine, TaxedLine], ...]
    freight: TaxedLine

    @property
    def goods(self) -> Decimal:
        """All lines without tax."""
        return sum((taxed.net for _line, taxed in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """The tax on all lines and the freight."""
        return sum((taxed.tax for _line, taxed in self.lines), self.freight.tax)

    @property
    def total(self) -> Decimal:
        """What is to be paid."""
        return self.goods + self.freight.net + self.tax


def totals_of(lines: Sequence[RevisionLine], *, delivery: DeliveryOption, case: TaxCase) -> Totals:
    """What lines sent in a way come to.

    Raises:
        TaxError: no rule or rate is known; a person must look.
        VatNumberError: the buyer is in the EU and the number is none.
    """
    supplies = [*(Supply(line.total) for line in lines), Supply(delivery.price, SupplyKind.SHIPPING)]
    *goods, freight = assess_tax(supplies, case=case, tables=current_book().tables).lines
    return Totals(tuple(zip(lines, goods, strict=True)), freight)


def tax_case(*, to: Address, vat_id: str, shop: Shop, exemption: TaxExemption | None) -> TaxCase:
    """Who sells to whom, and where it goes."""
    return TaxCase(
        seller_country=shop.country,
        seller_vat_id=shop.vat_id,
        seller_registered_oss=shop.registered_oss,
        seller_regions=frozenset(shop.tax_regions),
        small_enterprise=shop.small_enterprise,
        ship_to_country=to.country,
        ship_to_region=to.region,
        ship_to_postal_code=to.postal_code,
        buyer_vat_id=vat_id or None,
        buyer_is_business=bool(to.company or vat_id),
        exemption=exemption
        and Exemption(certificate=exemption.certificate, reason=exemption.ground, place=exemption.place),
    )


def exemption_of(owner_id: UUID) -> TaxExemption | None:
    """The certificate that holds for a customer today: one that staff have accepted and that has not run out."""
    today = timezone.localdate()
    accepted = TaxExemption.objects.filter(owner_id=owner_id, accepted=True)
    return accepted.filter(valid_until=None).first() or accepted.filter(valid_until__gte=today).first()
