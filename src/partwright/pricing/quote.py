"""From the surveys of a body and a wish to options with prices. Needs no geometry and no file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from partwright.manufacturing.findings import identify
from partwright.manufacturing.process import Finding, Plan, Process, Review, Severity
from partwright.manufacturing.processes import PROCESSES, Survey
from partwright.manufacturing.specification import ProcessId, Specification
from partwright.pricing.book import PriceBook
from partwright.pricing.breakdown import Price
from partwright.pricing.savings import Saving, alternatives
from partwright.pricing.tariff import Tariff
from partwright.pricing.wish import Wish, specifications


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to have a body made.

    A part that cannot be made this way has `feasible` False, no plan and no prices; one that a person must look at has
    `review` and no prices. `findings` are ids. `savings` is None where nothing was tried.
    """

    body: int
    process: ProcessId
    material: str
    finish: str
    tolerance: str
    currency: str
    book_version: str
    book_digest: str
    feasible: bool
    review: tuple[Review, ...]
    findings: tuple[str, ...]
    plan: Plan | None
    confidence: float | None
    prices: tuple[Price, ...]
    savings: tuple[Saving, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """The options of one body, cheapest first, and all that was found on the way."""

    options: tuple[Option, ...]
    findings: tuple[Finding, ...]


def quote_body(
    body_index: int, surveys: Sequence[Survey], *, wish: Wish, book: PriceBook, with_savings: bool = True
) -> Quotation:
    """What a body costs: one option for each process that has a survey and offers what is wished.

    Options with a price come first, cheapest first by the first quantity and lead time asked for; then those to be
    reviewed; then those that cannot be made.

    Raises:
        SpecificationError: no process offers the wish.
    """
    by_process: dict[ProcessId, Survey] = {survey.process: survey for survey in surveys}
    options: list[Option] = []
    findings: list[Finding] = []
    for specification in specifications(wish, book=book):
        survey = by_process.get(specification.process)
        if survey is None:
            continue
        found = PROCESSES[specification.process].findings(survey, specification, tables=book.tables)
        findings += found
        options.append(_option(body_index, survey, specification, found, wish=wish, book=book, savings=with_savings))
    return Quotation(options=tuple(sorted(options, key=_rank)), findings=tuple(findings))


def _rank(option: Option) -> tuple[int, Decimal]:
    if option.prices:
        return 0, option.prices[0].total
    return (1 if option.feasible else 2), Decimal(0)


def _option(
    body_index: int,
    survey: Survey,
    specification: Specification,
    found: Iterable[Finding],
    *,
    wish: Wish,
    book: PriceBook,
    savings: bool,
) -> Option:
    found = tuple(found)
    feasible = all(finding.severity is not Severity.BLOCKER for finding in found)
    plan: Plan | None = None
    review: tuple[Review, ...] = ()
    tariff: Tariff | None = None
    prices: tuple[Price, ...] = ()
    saved: tuple[Saving, ...] | None = None
    if feasible:
        plan, review, tariff = _planned(survey, specification, wish=wish, book=book)
    if tariff is not None:
        prices = tariff.prices(wish.quantities, wish.lead_times)
    if tariff is not None and savings:
        saved = _savings(survey, specification, prices[0], wish=wish, book=book)
    return Option(
        body=body_index,
        process=specification.process,
        material=specification.material,
        finish=specification.finish,
        tolerance=specification.tolerance,
        currency=wish.currency,
        book_version=book.version,
        book_digest=book.digest,
        feasible=feasible,
        review=review,
        findings=tuple(identify(found)),
        plan=plan,
        confidence=None if tariff is None else tariff.confidence,
        prices=prices,
        savings=saved,
    )


def _planned(
    survey: Survey, specification: Specification, *, wish: Wish, book: PriceBook
) -> tuple[Plan, tuple[Review, ...], Tariff | None]:
    """Plan, reasons for a person to look, and the price list, None if there are such reasons."""
    process: Process[Any] = PROCESSES[specification.process]
    plan = process.plan(survey, specification, tables=book.tables)
    if plan.review:
        return plan, plan.review, None
    tariff = Tariff(
        process.cost(plan, specification, tables=book.tables),
        process=specification.process,
        capacity=process.capacity(plan, specification, tables=book.tables),
        book=book,
        currency=wish.currency,
    )
    if not tariff.within_limits(max(wish.quantities)):
        reason = "The order would cost nothing or more than is priced without talking: ask for a quote in person."
        return plan, (Review(code="price.implausible", reason=reason),), None
    return plan, (), tariff


def _savings(
    survey: Survey, specification: Specification, before: Price, *, wish: Wish, book: PriceBook
) -> tuple[Saving, ...]:
    """The alternatives that were re-priced and came out cheaper, the largest saving first."""
    cheaper: list[Saving] = []
    for change, other in alternatives(specification, tables=book.tables):
        found = PROCESSES[other.process].findings(survey, other, tables=book.tables)
        if any(finding.severity is Severity.BLOCKER for finding in found):
            continue
        _, _, tariff = _planned(survey, other, wish=wish, book=book)
        if tariff is not None:
            after = tariff.prices((before.quantity,), (before.lead_time,))[0]
            if after.unit < before.unit:
                cheaper.append(Saving(change=change, unit_before=before.unit, unit_after=after.unit))
    return tuple(sorted(cheaper, key=lambda saving: saving.unit_after))
