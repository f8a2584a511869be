"""Prices of bodies from their stored surveys.

The same part is priced again for every click, so what does not change between clicks stays in memory, by body: its
surveys as read from the database, and for each specification the plan and its price list. A survey never changes, a new
analysis makes new bodies, and a changed price book has another digest, so nothing remembered can be out of date. A body
that is deleted is forgotten at once in the process that deletes it, and elsewhere once nobody has asked for a while.
"""

from typing import Any

from partwright.analysis.answer import decode_survey
from partwright.manufacturing.process import Finding
from partwright.manufacturing.specification import LeadTime, ProcessId, Specification
from partwright.pricing.book import default_book
from partwright.pricing.quote import Offer, Option, Wish, price_offer, quote_body, work_out
from partwright.web.parts.models import BodySurvey
from partwright.web.quoting.memory import Memory

KEEP_S = 900.0
Surveys = tuple[int, tuple[Any, ...]]

_surveys: Memory[Surveys] = Memory(most=256, keep_s=KEEP_S)
_offers: Memory[Offer] = Memory(most=512, keep_s=KEEP_S)  # about 100 kB each


def forget_body(body_id: int) -> None:
    """Lets go of a body that is deleted."""
    _surveys.forget(body_id)
    _offers.forget(body_id)


def forget_bodies() -> None:
    """Lets go of all bodies."""
    _surveys.clear()
    _offers.clear()


def read_surveys(body_id: int, process: str | None) -> Surveys:
    """The index of a body in its part, and its surveys, or only that of one process; asks the database once."""
    rows = BodySurvey.objects.filter(body_id=body_id).order_by("id")
    if process is not None:
        rows = rows.filter(process=process)
    contents = list(rows.values_list("body__index", "content"))
    return (contents[0][0] if contents else 0), tuple(decode_survey(bytes(content)) for _, content in contents)


def price_body(
    body_id: int,
    *,
    specification: Specification,
    quantities: tuple[int, ...],
    lead_times: tuple[LeadTime, ...],
    currency: str,
) -> tuple[Option, tuple[Finding, ...]]:
    """What a stored body costs to one specification, and what was found about it.

    Raises:
        SpecificationError: a choice that is not offered any more.
    """
    book = default_book()
    index, surveys = _surveys_of(body_id, specification.process)

    def make() -> Offer:
        return work_out(surveys[0], specification, book=book, currency=currency)

    offer = _offers.recall(body_id, (specification, book.digest, currency), make)
    wish = Wish(quantities=quantities, lead_times=lead_times, currency=currency)
    return price_offer(index, offer, wish=wish, book=book), offer.findings


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


def _surveys_of(body_id: int, process: ProcessId) -> Surveys:
    return _surveys.recall(body_id, process, lambda: read_surveys(body_id, process))
