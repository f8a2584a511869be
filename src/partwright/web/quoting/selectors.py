"""Reads about quotes. Who has the link may read a quote; it is never listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.utils import timezone

from partwright.manufacturing.process import Finding, FinishEntry, ProcessCatalog
from partwright.manufacturing.requirements import NONE, Requirements, requirements_from
from partwright.manufacturing.specification import LeadTime, ProcessId, Specification
from partwright.pricing.breakdown import Price
from partwright.pricing.quote import Option
from partwright.pricing.savings import Saving
from partwright.web.actor import Actor, Right
from partwright.web.parts.errors import PartNotFoundError
from partwright.web.parts.models import Part, PartState
from partwright.web.prepared import Prepared
from partwright.web.quoting.catalog import choose, finishes_on, offered
from partwright.web.quoting.errors import QuoteNotFoundError
from partwright.web.quoting.line_offers import holding, last_offers, option_with, price_of
from partwright.web.quoting.models import LineOffer, Quote, QuoteLine
from partwright.web.quoting.prices import obstacles_of, price_body, savings_of

# What a line's price and the part of the page that shows it need.
_OF_LINE = (
    "id", "part_id", "body_id", "process", "material", "finish", "tolerance", "quantity", "lead_time",
    "requirements", "removed_at",
)  # fmt: skip
_OF_QUOTE = ("id", "owner_id", "channel", "currency", "name", "created_at", "changed_at", "expires_at")
_PRICED_LINE = Prepared(
    lambda line_id, token: (
        QuoteLine.objects.filter(id=line_id, quote__token=token)
        .values_list(*_OF_LINE, *(f"quote__{name}" for name in _OF_QUOTE))
        .order_by()
    ),
    QuoteLine._meta.get_field("id"),
    Quote._meta.get_field("token"),
)

# The rows of the price table, beside the quantity that is chosen.
TABLE_QUANTITIES = (1, 5, 10, 25, 100, 1000)


class LineState(StrEnum):
    WAITING = "waiting"  # its part is being analyzed
    FAILED = "failed"  # its part could not be read
    PRICED = "priced"
    REVIEW = "review"  # a person must look before there is a price
    IMPOSSIBLE = "impossible"  # the process cannot make it
    WITHDRAWN = "withdrawn"  # the shop offers its process no longer


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with what it can be, what it costs and why.

    `catalogs` are the choices of process, `catalog` those within the chosen one, `finishes` those that go on the chosen
    material. `table[quantity][lead_time]` are prices, rows and columns in the order shown; `price` is the chosen one.
    All but `line` and `state` are empty or None while the part is not ready. `offer` is what staff gave for it: the
    price of a priced quote's line is then theirs.
    """

    line: QuoteLine
    state: LineState
    catalogs: Mapping[ProcessId, ProcessCatalog]
    catalog: ProcessCatalog | None
    finishes: tuple[FinishEntry, ...]
    option: Option | None
    table: Mapping[int, Mapping[LeadTime, Price]]
    price: Price | None
    findings: Mapping[str, Finding]
    offer: LineOffer | None = None


@dataclass(frozen=True, slots=True)
class PricedQuote:
    """A quote with its lines. `total` sums the lines that have a price; `complete` says whether all have one."""

    quote: Quote
    lines: tuple[PricedLine, ...]
    total: Decimal
    complete: bool


def get_quote(token: str) -> Quote:
    """The quote with this link.

    Raises:
        QuoteNotFoundError: there is none.
    """
    quote = Quote.objects.filter(token=token).first()
    if quote is None:
        raise QuoteNotFoundError
    return quote


def may_change(quote: Quote, *, by: Actor | None) -> bool:
    """Whether a quote may be changed by somebody, and not only read."""
    return by is not None and by.may(Right.QUOTE, quote.owner_id)


def get_line(token: str, line_id: UUID) -> QuoteLine:
    """A line of the quote with this link, with its part, body and quote; also one that was removed.

    Raises:
        QuoteNotFoundError: there is no such line.
    """
    lines = QuoteLine.objects.select_related("quote", "part", "body").order_by()
    line = next(iter(lines.filter(id=line_id, quote__token=token)), None)
    if line is None:
        raise QuoteNotFoundError
    return line


def get_priced_line(token: str, line_id: UUID) -> QuoteLine:
    """A line of the quote with this link with what its price needs, in one short query; its part is not read.

    Raises:
        QuoteNotFoundError: there is no such line.
    """
    found = _PRICED_LINE.rows(line_id, token)
    if not found:
        raise QuoteNotFoundError
    values = found[0]
    quote = Quote(token=token, **dict(zip(_OF_QUOTE, values[len(_OF_LINE) :], strict=True)))
    return QuoteLine(quote=quote, **dict(zip(_OF_LINE, values[: len(_OF_LINE)], strict=True)))


def price_table(token: str, line_id: UUID, choices: Mapping[str, str]) -> PricedLine:
    """What a line would cost with some choices changed, for every quantity and lead time; stores nothing.

    Raises:
        QuoteNotFoundError: there is no such line.
        SpecificationError: a choice that is not offered.
    """
    line = get_priced_line(token, line_id)
    choose(line, choices)
    return priced_line(line)


def count_lines(quote: Quote) -> int:
    """How many lines a quote has."""
    return quote.lines.filter(removed_at=None).count()


def lines_of(quote: Quote) -> Sequence[QuoteLine]:
    """The lines of a quote that were not removed, in order, the bodies of a part together, with part and body.

    A part keeps its place by its first line, also where that one was removed.
    """
    lines = list(quote.lines.select_related("quote", "part", "body"))
    places: dict[UUID, int] = {}
    for line in lines:
        places.setdefault(line.part_id, line.position)
    shown = [line for line in lines if line.removed_at is None]
    return sorted(shown, key=lambda line: (places[line.part_id], line.position))


def removed_lines(quote: Quote) -> Sequence[QuoteLine]:
    """The lines of a quote that can be brought back, the latest first."""
    return list(quote.lines.exclude(removed_at=None).select_related("part", "body").order_by("-removed_at"))


def get_shared_part(token: str, part_id: UUID) -> Part:
    """A part that is shown in the quote with this link.

    Raises:
        PartNotFoundError: there is no such quote, or the part is not in it.
    """
    part = Part.objects.filter(id=part_id, lines__quote__token=token, lines__removed_at=None).distinct().first()
    if part is None:
        raise PartNotFoundError
    return part


def priced_line(line: QuoteLine, *, table: bool = True) -> PricedLine:
    """A line with its price; with `table`, for every quantity and lead time that is shown."""
    if line.body_id is None:
        failed = line.part.state in (PartState.FAILED, PartState.UNPACKED)
        return _without_price(line, LineState.FAILED if failed else LineState.WAITING)
    catalogs = offered()
    if line.process not in catalogs:
        return _without_price(line, LineState.WITHDRAWN if line.process else LineState.IMPOSSIBLE)
    specification = Specification(ProcessId(line.process), line.material, line.finish, line.tolerance)
    chosen_lead_time = LeadTime(line.lead_time)
    option, findings = price_body(
        line.body_id,
        specification=specification,
        quantities=tuple(sorted({*TABLE_QUANTITIES, line.quantity})) if table else (line.quantity,),
        lead_times=tuple(LeadTime) if table else (chosen_lead_time,),
        currency=line.quote.currency,
        requirements=requirements_of(line),
    )
    prices: dict[int, dict[LeadTime, Price]] = {}
    for price in option.prices:
        prices.setdefault(price.quantity, {})[price.lead_time] = price
    catalog = catalogs[specification.process]
    return PricedLine(
        line=line,
        state=_state(option),
        catalogs=catalogs,
        catalog=catalog,
        finishes=finishes_on(catalog, line.material),
        option=option,
        table=prices,
        price=prices.get(line.quantity, {}).get(chosen_lead_time),
        findings=findings,
    )


def requirements_of(line: QuoteLine) -> Requirements:
    """What is required of a line beside its specification."""
    return requirements_from(line.requirements) if line.requirements else NONE


def savings_for(priced: PricedLine) -> Sequence[Saving]:
    """What would make a line cheaper, the largest saving first; nothing where it has no price."""
    line = priced.line
    if line.body_id is None or priced.price is None:
        return ()
    specification = Specification(ProcessId(line.process), line.material, line.finish, line.tolerance)
    return savings_of(
        line.body_id,
        specification,
        priced.price,
        currency=line.quote.currency,
        requirements=requirements_of(line),
    )


def obstacles_for(line: QuoteLine) -> Mapping[ProcessId, Mapping[str, Finding]]:
    """Why no process makes a line's body, process by process."""
    return {} if line.body_id is None else obstacles_of(line.body_id, currency=line.quote.currency)


def priced_quote(quote: Quote, *, offers: Mapping[UUID, LineOffer] | None = None) -> PricedQuote:
    """A quote with the chosen price of every line and their sum; where staff gave a price that holds, that one.

    `offers`, by line, stand in the place of those that are stored.
    """
    lines_shown = lines_of(quote)
    given = last_offers(quote) if offers is None else offers
    held = holding(given.values(), lines_shown, on=timezone.localdate())
    lines = tuple(_at_offer(priced_line(line, table=False), held.get(line.id)) for line in lines_shown)
    prices = [line.price.total for line in lines if line.price is not None]
    return PricedQuote(quote, lines, sum(prices, Decimal(0)), complete=bool(lines) and len(prices) == len(lines))


def _at_offer(priced: PricedLine, offer: LineOffer | None) -> PricedLine:
    """A line at the price that staff gave for it."""
    if offer is None or priced.option is None:
        return priced
    price = price_of(offer, lead_time=LeadTime(priced.line.lead_time), computed=priced.price)
    option = option_with(price, priced.option)
    return replace(priced, state=LineState.PRICED, price=price, option=option, offer=offer)


def _state(option: Option) -> LineState:
    if not option.feasible:
        return LineState.IMPOSSIBLE
    return LineState.REVIEW if option.review else LineState.PRICED


def _without_price(line: QuoteLine, state: LineState) -> PricedLine:
    return PricedLine(
        line=line,
        state=state,
        catalogs=offered() if state in (LineState.IMPOSSIBLE, LineState.WITHDRAWN) else {},
        catalog=None,
        finishes=(),
        option=None,
        table={},
        price=None,
        findings={},
    )
