"""From the surveys of a body and a wish to options with prices. Needs no geometry and no file."""

from collections.abc import Callable, Mapping, Sequence
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

    `findings` are by id. `plan` is None where the body cannot be made, `tariff` also where a person must look.
    """

    specification: Specification
    currency: str
    findings: Mapping[str, Finding]
    plan: Plan | None
    tariff: Tariff | None

    @property
    def feasible(self) -> bool:
        return self.plan is not None


# How an offer is come by: worked out, or remembered by whoever asks often.
OfferOf = Callable[[Specification], Offer]


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
    return Offer(specification=specification, currency=currency, findings=identify(findings), plan=plan, tariff=tariff)


def quote_body(
    body_index: int,
    surveys: Sequence[Survey],
    *,
    wish: Wish,
    book: PriceBook,
    with_savings: bool = True,
    offer_of: OfferOf | None = None,
) -> Quotation:
    """What a body costs: one option for each process that has a survey and offers what is wished.

    Options with a price come first, cheapest first by the first quantity and lead time asked for; then those to be
    reviewed; then those that cannot be made. `offer_of` may remember what it worked out from the same surveys.

    Raises:
        SpecificationError: no process offers the wish.
    """
    by_process: dict[ProcessId, Survey] = {survey.process: survey for survey in surveys}

    def fresh(specification: Specification) -> Offer:
        return work_out(by_process[specification.process], specification, book=book, currency=wish.currency)

    offer_of = offer_of or fresh
    options: list[Option] = []
    findings: list[Finding] = []
    for specification in specifications(wish, book=book):
        if specification.process not in by_process:
            continue
        offer = offer_of(specification)
        findings += offer.findings.values()
        option = price_offer(body_index, offer, wish=wish, book=book)
        if with_savings and option.prices:
            cheaper = savings(specification, option.prices[0], most=max(wish.quantities), book=book, offer_of=offer_of)
            option = replace(option, savings=cheaper)
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
        findings=tuple(offer.findings),
        plan=offer.plan,
        confidence=None if tariff is None else tariff.confidence,
        prices=() if tariff is None else tariff.prices(wish.quantities, wish.lead_times),
        savings=None,
    )


def _rank(option: Option) -> tuple[int, Decimal]:
    if option.prices:
        return 0, option.prices[0].total
    return (1 if option.feasible else 2), Decimal(0)


def savings(
    specification: Specification, before: Price, *, most: int, book: PriceBook, offer_of: OfferOf
) -> tuple[Saving, ...]:
    """The alternatives that were re-priced and came out cheaper than `before`, the largest saving first.

    `most` is the largest quantity that is asked for beside it: an alternative must be priced up to there too.
    """
    cheaper: list[Saving] = []
    for change, other in alternatives(specification, tables=book.tables):
        tariff = offer_of(other).tariff
        if tariff is not None and tariff.within_limits(most):
            after = tariff.prices((before.quantity,), (before.lead_time,))[0]
            if after.unit < before.unit:
                cheaper.append(Saving(change=change, unit_before=before.unit, unit_after=after.unit))
    return tuple(sorted(cheaper, key=lambda saving: saving.unit_after))
