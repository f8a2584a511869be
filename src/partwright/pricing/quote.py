"""From the surveys of a body and a wish to options with prices. Needs no geometry and no file."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from partwright.manufacturing.findings import identify
from partwright.manufacturing.holes import HoleFacts
from partwright.manufacturing.process import CostItem, Finding, Plan, Process, Review, Severity
from partwright.manufacturing.processes import PROCESSES, Survey
from partwright.manufacturing.requirements import NONE, Requirements
from partwright.manufacturing.specification import ProcessId, Specification
from partwright.pricing.book import PriceBook
from partwright.pricing.breakdown import Price
from partwright.pricing.requirements import extend
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
    requirements: Requirements = NONE


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
    requirements: Requirements = NONE

    @property
    def feasible(self) -> bool:
        return self.plan is not None


# How an offer is come by: worked out, or remembered by whoever asks often.
OfferOf = Callable[[Specification], Offer]


def work_out(
    survey: Survey,
    specification: Specification,
    *,
    book: PriceBook,
    currency: str,
    requirements: Requirements = NONE,
    holes: HoleFacts | None = None,
) -> Offer:
    """The offer of a body with this survey: findings, plan and price list.

    `holes` are what can be picked on the body; only `requirements` ask for them.

    Raises:
        SpecificationError: a choice that the process does not offer, a currency without a rate, or a thread, insert or
            way of marking that the book does not have.
    """
    process: Process[Any] = PROCESSES[specification.process]
    findings = tuple(process.findings(survey, specification, tables=book.tables))
    plan: Plan | None = None
    tariff: Tariff | None = None
    if all(finding.severity is not Severity.BLOCKER for finding in findings):
        plan, tariff = _plan_and_tariff(
            process.plan(survey, specification, tables=book.tables),
            specification,
            book=book,
            currency=currency,
            requirements=requirements,
            holes=holes,
        )
    return Offer(
        specification=specification,
        currency=currency,
        findings=identify(findings),
        plan=plan,
        tariff=tariff,
        requirements=requirements,
    )


def _plan_and_tariff(
    plan: Plan,
    specification: Specification,
    *,
    book: PriceBook,
    currency: str,
    requirements: Requirements,
    holes: HoleFacts | None,
) -> tuple[Plan, Tariff | None]:
    """A plan with what is required on top, and its price list unless a person must look."""
    process: Process[Any] = PROCESSES[specification.process]
    tables, days = book.tables, 0
    items: tuple[CostItem, ...] = () if plan.review else process.cost(plan, specification, tables=tables)
    if requirements is not NONE and requirements != NONE:
        extended = extend(requirements, specification=specification, plan=plan, items=items, holes=holes, tables=tables)
        plan, items, days = extended.plan, extended.items, extended.days
    if plan.review:
        return plan, None
    capacity = process.capacity(plan, specification, tables=tables)
    if days:
        capacity = replace(capacity, outside_days=capacity.outside_days + days)
    return plan, Tariff(items, process=specification.process, capacity=capacity, book=book, currency=currency)


def quote_body(
    body_index: int,
    surveys: Sequence[Survey],
    *,
    wish: Wish,
    book: PriceBook,
    with_savings: bool = True,
    offer_of: OfferOf | None = None,
    requirements: Requirements = NONE,
    holes: HoleFacts | None = None,
    processes: Collection[ProcessId] | None = None,
) -> Quotation:
    """What a body costs: one option for each process that has a survey and offers what is wished.

    `processes` are those that a shop offers; None for all.

    Options with a price come first, cheapest first by the first quantity and lead time asked for; then those to be
    reviewed; then those that cannot be made. `offer_of` may remember what it worked out from the same surveys; it then
    takes care of `requirements` and `holes` itself.

    Raises:
        SpecificationError: no process offers the wish, or the book has not what is required.
    """
    by_process: dict[ProcessId, Survey] = {survey.process: survey for survey in surveys}

    def fresh(specification: Specification) -> Offer:
        return work_out(
            by_process[specification.process],
            specification,
            book=book,
            currency=wish.currency,
            requirements=requirements,
            holes=holes,
        )

    offer_of = offer_of or fresh
    options: list[Option] = []
    findings: list[Finding] = []
    for specification in specifications(wish, book=book, processes=processes):
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
        requirements=offer.requirements,
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
