"""From the surveys of a body and a wish to options with prices. Needs no geometry and no file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Offer:
    """One specification of a body, worked out as far as quantity and lead time leave it.

    `plan` is None where the body cannot be made, `tariff` also where a person must look.
    """

    specification: Specification
    currency: str
    findings: tuple[Finding, ...]
    plan: Plan | None
    tariff: Tariff | None

    @property
    def feasible(self) -> bool:
        return self.plan is not None


def work_out(survey: Survey, specification: Specification, *, book: PriceBook, currency: str) -> Offer:
    """The offer of a body with this survey: findings, plan and price list.

    Raises:
        SpecificationError: a choice that the process does not offer, or a currency without a rate.
    """
    process: Process[Any] = PROCESSES[specification.process]
    findings = tuple(process.findings(survey, specification, tables=book.tables))
    plan: Plan | None = None
    tariff: Tariff | None = None
    if all(finding.severity is not Severity.BLOCKER for finding in findings):
        plan = process.plan(survey, specification, tables=book.tables)
        if not plan.review:
            tariff = Tariff(
                process.cost(plan, specification, tables=book.tables),
                process=specification.process,
                capacity=process.capacity(plan, specification, tables=book.tables),
                book=book,
                currency=currency,
            )
    return Offer(specification=specification, currency=currency, findings=findings, plan=plan, tariff=tariff)


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
        offer = work_out(survey, specification, book=book, currency=wish.currency)
        findings += offer.findings
        option = price_offer(body_index, offer, wish=wish, book=book)
        if with_savings and option.prices:
            option = replace(option, savings=_savings(survey, specification, option.prices[0], wish=wish, book=book))
        options.append(option)
    return Quotation(options=tuple(sorted(options, key=_rank)), findings=tuple(findings))


def price_offer(body_index: int, offer: Offer, *, wish: Wish, book: PriceBook) -> Option:
    """An offer priced for the quantities and lead times of a wish; the rest of the wish is in the offer already."""
    review = offer.plan.review if offer.plan is not None else ()
    tariff = offer.tariff
    if tariff is not None and not tariff.within_limits(max(wish.quantities)):
        reason = "The order would cost nothing or more than is priced without talking: ask for a quote in person."
        review, tariff = (Review(code="price.implausible", reason=reason),), None
    return Option(
        body=body_index,
        process=offer.specification.process,
        material=offer.specification.material,
        finish=offer.specification.finish,
        tolerance=offer.specification.tolerance,
        currency=offer.currency,
        book_version=book.version,
        book_digest=book.digest,
        feasible=offer.feasible,
        review=review,
        findings=tuple(identify(offer.findings)),
        plan=offer.plan,
        confidence=None if tariff is None else tariff.confidence,
        prices=() if tariff is None else tariff.prices(wish.quantities, wish.lead_times),
        savings=None,
    )


def _rank(option: Option) -> tuple[int, Decimal]:
    if option.prices:
        return 0, option.prices[0].total
    return (1 if option.feasible else 2), Decimal(0)


def _savings(
    survey: Survey, specification: Specification, before: Price, *, wish: Wish, book: PriceBook
) -> tuple[Saving, ...]:
    """The alternatives that were re-priced and came out cheaper, the largest saving first."""
    cheaper: list[Saving] = []
    for change, other in alternatives(specification, tables=book.tables):
        tariff = work_out(survey, other, book=book, currency=wish.currency).tariff
        if tariff is not None and tariff.within_limits(max(wish.quantities)):
            after = tariff.prices((before.quantity,), (before.lead_time,))[0]
            if after.unit < before.unit:
                cheaper.append(Saving(change=change, unit_before=before.unit, unit_after=after.unit))
    return tuple(sorted(cheaper, key=lambda saving: saving.unit_after))
