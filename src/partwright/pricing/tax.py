"""The tax on a sale: by place of delivery in the EU, by table of regions elsewhere, each line with rate and reason.

seller in the EU ─┬─ certificate, or a small enterprise ─▶ none
  goods           ├─ leave the EU ─▶ none, article 146
                  ├─ stay in the country ─▶ home rate
                  ├─ to a VAT number of the country they go to ─▶ none, article 138
                  ├─ to a VAT number of the seller's country ─▶ home rate
                  ├─ to one of a third member state ─▶ staff
                  └─ to anyone else ─▶ rate of the place of delivery with OSS, else home rate
seller elsewhere ─┬─ goods leave the country ─▶ none
                  └─ stay ─▶ rate of country or region, none where the seller is not registered
"""

from collections.abc import Iterable
from decimal import Decimal

from partwright.errors import TaxError
from partwright.manufacturing.tables import Tables
from partwright.pricing.places import OUTSIDE, area_name, country_of_area, is_eu, regions, tax_area
from partwright.pricing.tax_case import (
    Supply,
    SupplyKind,
    TaxCase,
    Taxed,
    TaxedLine,
    TaxReason,
    TaxTotal,
    Treatment,
)
from partwright.pricing.vat_number import NORTHERN_IRELAND, VatNumber, parse_vat_number
from partwright.units import round_money

ROOT = "pricing.tax"
_NOTHING = Decimal(0)


def assess_tax(supplies: Iterable[Supply], *, case: TaxCase, tables: Tables, places: int = 2) -> Taxed:
    """Every line with its tax. Rounded half up per line to `places` decimals, so totals are sums of what is shown.

    Raises:
        TaxError: no rule or rate is known; a person must look.
        VatNumberError: the buyer is in the EU and the number is none.
    """
    treatments: dict[bool, Treatment] = {}
    lines: list[TaxedLine] = []
    sums: dict[Treatment, tuple[Decimal, Decimal]] = {}
    for supply in supplies:
        is_service = supply.kind is SupplyKind.SERVICE
        if is_service not in treatments:
            treatments[is_service] = treatment_of(supply.kind, case=case, tables=tables)
        treatment = treatments[is_service]
        tax = round_money(supply.net * treatment.rate_percent / 100, places=places)
        lines.append(TaxedLine(net=supply.net, tax=tax, treatment=treatment))
        net_sum, tax_sum = sums.get(treatment, (_NOTHING, _NOTHING))
        sums[treatment] = (net_sum + supply.net, tax_sum + tax)
    totals = tuple(TaxTotal(net=net, tax=tax, treatment=treatment) for treatment, (net, tax) in sums.items())
    return Taxed(lines=tuple(lines), totals=totals)


def treatment_of(kind: SupplyKind, *, case: TaxCase, tables: Tables) -> Treatment:
    """The rate of one kind of supply and why; shipping is treated as the goods it moves.

    Raises:
        TaxError: no rule or rate is known; a person must look.
        VatNumberError: the buyer is in the EU and the number is none.
    """
    area = tax_area(case.ship_to_country, region=case.ship_to_region, postal_code=case.ship_to_postal_code)
    exemption = case.exemption
    if exemption is not None and exemption.place in ("", case.ship_to_country, case.ship_to_region, area):
        text = f"Exempt by certificate {exemption.certificate}: {exemption.reason}."
        return _free(TaxReason.CERTIFICATE, area, text)
    if case.small_enterprise:
        law = " (article 284 of Directive 2006/112/EC)" if _in_eu(case.seller_country) else ""
        text = f"No tax: the seller is a small enterprise{law}."
        return _free(TaxReason.SMALL_ENTERPRISE, case.seller_country, text)
    if not _in_eu(case.seller_country):
        return _elsewhere(area, case, tables)
    # Outside the EU a number decides nothing, and tax numbers of the world have forms that are not known here.
    asked = case.buyer_vat_id if _in_eu(area) else None
    number = parse_vat_number(asked, country=country_of_area(area)) if asked else None
    if kind is SupplyKind.SERVICE:
        return _service(area, number, case, tables)
    return _goods(area, number, case, tables)


def _goods(area: str, number: VatNumber | None, case: TaxCase, tables: Tables) -> Treatment:
    """Goods and their shipping from a seller in the EU."""
    if _at_home(area, case):
        return _taxed(TaxReason.HOME_RATE, _home(case), tables, f"VAT of {area_name(_home(case))}")
    if not _in_eu(area):
        return _free(TaxReason.EXPORT, area, "VAT exempt export, article 146 of Directive 2006/112/EC.")
    if number is not None and number.for_eu_goods:
        if number.country == _home(case):
            told = f"VAT of {area_name(_home(case))}, since the buyer's number is from there"
            return _taxed(TaxReason.NUMBER_OF_HOME, _home(case), tables, told)
        if number.country != country_of_area(area):
            raise TaxError(
                f"The VAT number {number.text} is of another member state than the place of delivery: "
                "ask staff, or give the number of the country that the goods go to."
            )
        _require_number(case)
        text = (
            f"VAT exempt intra-Community supply to {number.text}, article 138 of Directive 2006/112/EC: "
            "the buyer accounts for VAT."
        )
        return _free(TaxReason.INTRA_COMMUNITY, area, text)
    if case.seller_registered_oss:
        told = f"VAT of {area_name(area)}, where the goods go (one-stop shop)"
        return _taxed(TaxReason.DESTINATION_RATE, area, tables, told)
    told = (
        f"VAT of {area_name(_home(case))}, the seller being under the threshold of article 59c of Directive 2006/112/EC"
    )
    return _taxed(TaxReason.UNDER_THRESHOLD, _home(case), tables, told)


def _service(area: str, number: VatNumber | None, case: TaxCase, tables: Tables) -> Treatment:
    """Work that is sold without goods, from a seller in the EU; `ship_to` is where the buyer is."""
    # The protocol for Northern Ireland is about goods: its services are the United Kingdom's.
    if _at_home(area, case):
        return _taxed(TaxReason.HOME_RATE, _home(case), tables, f"VAT of {area_name(_home(case))}")
    if not is_eu(country_of_area(area)):
        article = "44" if case.buyer_is_business or case.buyer_vat_id else "59"
        text = f"Outside the scope of EU VAT, article {article} of Directive 2006/112/EC."
        return _free(TaxReason.OUTSIDE_SCOPE, area, text)
    if number is not None and is_eu(number.country) and number.country != _home(case):
        _require_number(case)
        text = f"Reverse charge: {number.text} accounts for VAT, articles 44 and 196 of Directive 2006/112/EC."
        return _free(TaxReason.REVERSE_CHARGE, area, text)
    told = f"VAT of {area_name(_home(case))}, article 45 of Directive 2006/112/EC"
    return _taxed(TaxReason.SERVICE_AT_HOME, _home(case), tables, told)


def _elsewhere(area: str, case: TaxCase, tables: Tables) -> Treatment:
    """Anything from a seller outside the EU."""
    home = _home(case)
    if not _at_home(area, case):
        text = f"Export from {area_name(home)}: no tax there; taxes on import are due where it goes."
        return _free(TaxReason.EXPORT, area, text)
    rule = f"{ROOT}.by_region.{home}"
    if rule not in tables:
        return _taxed(TaxReason.HOME_RATE, home, tables, f"Tax of {area_name(home)}")
    region = case.ship_to_region
    if region not in regions(home):
        raise TaxError(f"The tax in {area_name(home)} depends on the region: choose one in the address of delivery.")
    if tables.word(rule) == "where_registered" and region not in case.seller_regions:
        text = f"No tax: the seller is not registered in {area_name(region)}; use tax may be due from the buyer."
        return _free(TaxReason.NOT_REGISTERED, region, text)
    return _taxed(TaxReason.REGION_RATE, region, tables, f"Tax of {area_name(region)}")


def _taxed(reason: TaxReason, place: str, tables: Tables, told: str) -> Treatment:
    path = f"{ROOT}.regions.{place}.standard"
    if path not in tables:
        raise TaxError(f"No rate of tax is known for {area_name(place)}: ask staff, who can add {path} to the tables.")
    rate = tables.money(path, "%")
    return Treatment(rate_percent=rate, reason=reason, place=place, text=f"{told}: {rate.normalize():f} %.")


def _free(reason: TaxReason, place: str, text: str) -> Treatment:
    return Treatment(rate_percent=_NOTHING, reason=reason, place=place, text=text)


def _require_number(case: TaxCase) -> None:
    if not case.seller_vat_id:
        raise TaxError(
            "The shop has no VAT number, without which it cannot sell free of VAT: enter it in its settings."
        )


def _home(case: TaxCase) -> str:
    """Whose rules hold where the seller is: `FR` for Monaco."""
    return country_of_area(tax_area(case.seller_country))


def _at_home(area: str, case: TaxCase) -> bool:
    home = _home(case)
    return country_of_area(area) == home or {area, home} == {"GB", NORTHERN_IRELAND}


def _in_eu(area: str) -> bool:
    """Whether goods there are inside the EU for VAT."""
    return area != OUTSIDE and (area == NORTHERN_IRELAND or is_eu(country_of_area(tax_area(country_of_area(area)))))
