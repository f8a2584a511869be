"""Writes that make more of what is there: an alternative of a line, a copy of a quote. Parts are shared, not copied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from partwright.web.actor import Actor, Right
from partwright.web.parts.models import Body, Part
from partwright.web.quoting.catalog import FIELDS
from partwright.web.quoting.errors import QuoteNotFoundError
from partwright.web.quoting.models import Quote, QuoteLine
from partwright.web.quoting.naming import name_of_copy
from partwright.web.quoting.selectors import lines_of
from partwright.web.quoting.services import lock_parts, own_line, own_quote, start_quote, touch


def duplicate_line(line_id: UUID, *, by: Actor) -> QuoteLine:
    """An alternative of a line, right after it: the same part and body, configured alike until one of them is changed.

    Raises:
        QuoteNotFoundError: there is no such line of this visitor, or it was removed.
    """
    with transaction.atomic():
        lock_parts(QuoteLine.objects.filter(id=line_id))
        line = own_line(line_id, by=by)
        if line.removed_at is not None:
            raise QuoteNotFoundError
        # Only the lines of this part move, which is locked: a part's place in the quote is that of its first line.
        after = QuoteLine.objects.filter(quote_id=line.quote_id, part_id=line.part_id, position__gt=line.position)
        after.update(position=F("position") + 1)
        alternative = _again(
            line, quote=line.quote, position=line.position + 1, original=line.alternative_of_id or line.id
        )
        alternative.save(force_insert=True)
        touch(line.quote)
    return alternative


def copy_quote(token: str, *, by: Actor) -> Quote:
    """A new quote of the same owner with the parts of another, configured alike. Prices are those of its day.

    Raises:
        QuoteNotFoundError: there is none, or it is somebody else's.
    """
    with transaction.atomic():
        lock_parts(own_quote(token, by=by).lines.all())
        original = own_quote(token, by=by)  # again: it may have been deleted before the parts were locked
        copy = start_quote(
            by=by, currency=original.currency, name=name_of_copy(original.title), owner_id=original.owner_id
        )
        copied: dict[UUID, UUID] = {}  # lines of the copy by the line that their originals are alternatives of
        lines: list[QuoteLine] = []
        for position, line in enumerate(lines_of(original)):
            root = line.alternative_of_id or line.id
            lines.append(_again(line, quote=copy, position=position, original=copied.get(root)))
            copied.setdefault(root, lines[-1].id)
        QuoteLine.objects.bulk_create(lines)
    return copy


def _again(line: QuoteLine, *, quote: Quote, position: int, original: UUID | None) -> QuoteLine:
    """All that a line says, in a new line that is not stored yet."""
    kept = {field.attname: getattr(line, field.attname) for field in QuoteLine._meta.concrete_fields}
    del kept["id"]
    changed = {"quote_id": quote.id, "channel": quote.channel, "position": position, "alternative_of_id": original}
    return QuoteLine(**(kept | changed))


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtLine:
    """A body of a part as it was ordered before: `option` is the contract's object of what was bought."""

    part: Part
    option: Mapping[str, Any]
    quantity: int
    lead_time: str


def quote_again(lines: Sequence[BoughtLine], *, owner_id: UUID, currency: str, name: str, by: Actor) -> Quote:
    """A new quote of an owner with what was bought before, at the prices of the book of its day.

    Raises:
        QuoteNotFoundError: the actor may not quote for the owner.
    """
    if not by.may(Right.QUOTE, owner_id):
        raise QuoteNotFoundError
    with transaction.atomic():
        quote = start_quote(by=replace(by, owner_id=owner_id), currency=currency, name=name_of_copy(name))
        bodies = {
            (body.part_id, body.index): body for body in Body.objects.filter(part__in={line.part for line in lines})
        }
        QuoteLine.objects.bulk_create(
            [
                QuoteLine(
                    quote=quote,
                    channel=quote.channel,
                    part=line.part,
                    body=bodies[line.part.id, line.option["body"]],
                    position=position,
                    quantity=line.quantity,
                    lead_time=line.lead_time,
                    requirements=line.option.get("requirements") or {},
                    **{field: line.option[field] for field in FIELDS},
                )
                for position, line in enumerate(lines)
            ]
        )
    return quote
