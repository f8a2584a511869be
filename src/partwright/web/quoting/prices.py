"""Prices of bodies from their stored surveys.

A survey is read again for every click on the same part, so the last ones stay in memory, by body: a survey never
changes, and a new analysis makes new bodies. Nothing of it outlives the process.
"""

from functools import lru_cache
from typing import Any

from partwright.analysis.answer import decode_survey
from partwright.manufacturing.specification import LeadTime, Specification
from partwright.pricing.book import default_book
from partwright.pricing.quote import Quotation, Wish, quote_body
from partwright.web.parts.models import BodySurvey

REMEMBERED = 256


Surveys = tuple[int, tuple[Any, ...]]


def read_surveys(body_id: int, process: str | None) -> Surveys:
    """The index of a body in its part, and its surveys, or only that of one process; asks the database once."""
    rows = BodySurvey.objects.filter(body_id=body_id).order_by("id")
    if process is not None:
        rows = rows.filter(process=process)
    contents = list(rows.values_list("body__index", "content"))
    return (contents[0][0] if contents else 0), tuple(decode_survey(bytes(content)) for _, content in contents)


surveys_of = lru_cache(maxsize=REMEMBERED)(read_surveys)


def price_body(
    body_id: int,
    *,
    specification: Specification,
    quantities: tuple[int, ...],
    lead_times: tuple[LeadTime, ...],
    currency: str,
) -> Quotation:
    """What a stored body costs to one specification."""
    wish = Wish(
        process=specification.process,
        material=specification.material,
        finish=specification.finish,
        tolerance=specification.tolerance,
        quantities=quantities,
        lead_times=lead_times,
        currency=currency,
    )
    index, surveys = surveys_of(body_id, specification.process)
    return quote_body(index, surveys, wish=wish, book=default_book(), with_savings=False)


def cheapest(body_id: int, *, quantity: int, currency: str) -> Specification | None:
    """The specification of the process that makes a body at the least price; None if none can.

    Reads the surveys of a body that may not be committed yet, and so remembers nothing: after a rollback SQLite
    gives its id to another body.
    """
    index, surveys = read_surveys(body_id, None)
    wish = Wish(quantities=(quantity,), currency=currency)
    quotation = quote_body(index, surveys, wish=wish, book=default_book(), with_savings=False)
    for option in quotation.options:
        if option.feasible:
            return Specification(option.process, option.material, option.finish, option.tolerance)
    return None
