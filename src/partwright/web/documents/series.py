"""The series that numbers are drawn from, and how a number of each is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WIDTH = 5  # digits that a number has at least, so that lists sort as they were drawn; the 100,000th has six


class Series(StrEnum):
    """What is numbered. Each series counts for itself."""

    QUOTE = "quote"
    ORDER = "order"
    ORDER_CONFIRMATION = "order_confirmation"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PRO_FORMA = "pro_forma"
    PACKING_SLIP = "packing_slip"
    CERTIFICATE = "certificate"
    INSPECTION_REPORT = "inspection_report"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Scheme:
    """How the numbers of a series are written: `INV-2026-00001`."""

    prefix: str
    restarts_each_year: bool = True


# Papers restart each year, as books do: whoever checks a year counts from 1 to the last. What lives on over the turn of
# a year and is named on the telephone runs on, and is shorter by the year.
SCHEMES: Mapping[Series, Scheme] = {
    Series.QUOTE: Scheme("QUO", restarts_each_year=False),
    Series.ORDER: Scheme("ORD", restarts_each_year=False),
    Series.ORDER_CONFIRMATION: Scheme("OCF"),
    Series.INVOICE: Scheme("INV"),
    Series.CREDIT_NOTE: Scheme("CRN"),
    Series.PRO_FORMA: Scheme("PRO"),
    Series.PACKING_SLIP: Scheme("PKS"),
    Series.CERTIFICATE: Scheme("COC"),
    Series.INSPECTION_REPORT: Scheme("INS"),
    Series.COMPLAINT: Scheme("CMP", restarts_each_year=False),
}

ALL_YEARS = 0  # the year of a series that runs on


def year_of(series: Series, on: date) -> int:
    """The year that a number drawn on a day counts in; `ALL_YEARS` where the series runs on."""
    return on.year if SCHEMES[series].restarts_each_year else ALL_YEARS


def write_number(series: Series, *, year: int, count: int) -> str:
    """The number as papers say it."""
    prefix = SCHEMES[series].prefix
    return f"{prefix}-{year}-{count:0{WIDTH}}" if year != ALL_YEARS else f"{prefix}-{count:0{WIDTH}}"
