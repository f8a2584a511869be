"""Writes to quotes. Only the owner of a quote changes it."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from partwright.manufacturing.requirements import NONE, Requirements
from partwright.pricing.requirements import check_offered
from partwright.web.accounts.services import note_visit
from partwright.web.actor import Actor, Channel, Right, visitor
from partwright.web.books.selectors import current_book
from partwright.web.parts.models import Body, Part, PartState
from partwright.web.parts.services import ends_at, erase_part, give_parts
from partwright.web.quoting.catalog import check_currency, choose, differing
from partwright.web.quoting.errors import QuoteNotFoundError
from partwright.web.quoting.models import PartChange, Quote, QuoteLine
from partwright.web.quoting.naming import check_name
from partwright.web.quoting.prices import cheapest
from partwright.web.quoting.selectors import get_priced_line
from partwright.web.quoting.storing import CHOSEN, store_chosen
from partwright.web.shop.selectors import recent_shop

NOTED_EVERY = timedelta(minutes=1)
TOUCHED_EVERY = timedelta(hours=1)


def start_quote(*, by: Actor, currency: str | None = None, name: str = "", owner_id: UUID | None = None) -> Quote:
    """An empty quote of this visitor, or of a team of theirs."""
    now = timezone.now()
    return Quote.objects.create(
        owner_id=owner_id or by.owner_id,
        channel=by.channel,
        name=name,
        currency=check_currency(currency or recent_shop().currency),
        created_at=now,
        changed_at=now,
        expires_at=ends_at(by, now=now),
    )


def add_part(quote: Quote, part: Part) -> None:
    """Puts a part into a quote: its bodies or members if it is analyzed, else a line that is filled when it is."""
    with transaction.atomic():
        # The lock lets the analysis be stored before or after this, never halfway: its line is filled once.
        part = Part.objects.select_for_update().get(id=part.id)
        QuoteLine.objects.create(quote=quote, part=part, channel=quote.channel, position=_next_position(quote.id))
        if part.state == PartState.READY:
            fill_lines(part)
        elif part.state == PartState.UNPACKED:
            spread_archive(part, list(part.members.order_by("created_at", "name")))
        touch(quote)


def quote_parts(parts: Iterable[Part], *, by: Actor) -> Quote:
    """A new quote with a line for each part."""
    with transaction.atomic():
        quote = start_quote(by=by)
        for part in parts:
            add_part(quote, part)
    return quote


def add_parts(token: str, parts: Iterable[Part], *, by: Actor) -> Quote:
    """More parts in a quote, which belong to its owner from then on, whoever of a team uploaded them.

    Raises:
        QuoteNotFoundError: there is none, or it is somebody else's.
    """
    with transaction.atomic():
        quote = own_quote(token, by=by)
        added = list(parts)
        if strange := [part.id for part in added if part.owner_id != quote.owner_id]:
            give_parts(strange, to=quote.owner_id)
        for part in added:
            add_part(quote, part)
    return quote


def configure_line(line_id: UUID, *, by: Actor, **choices: Any) -> QuoteLine:
    """Changes what is wanted of a line: process, material, finish, tolerance, quantity, lead_time; only those given.

    What does not go with a new process or material falls back to that process's default, so that one change is one
    step for the user.

    Raises:
        QuoteNotFoundError: there is no such line of this visitor.
        SpecificationError: a choice that is not offered.
    """
    with transaction.atomic():
        line = own_line(line_id, by=by)
        _store_choices(line, choices)
    return line


def submit_line(token: str, line_id: UUID, *, by: Actor, sent: Mapping[str, str]) -> QuoteLine:
    """`configure_line` for a form, which sends every field of the line in the quote with this link: those that differ
    are the choices. The line comes with what its price needs, so that it need not be read again.

    One read and one write, the write only if the line still says what the choices were made from.

    Raises:
        QuoteNotFoundError: there is no such line of this visitor.
        SpecificationError: a choice that is not offered.
    """
    line = get_priced_line(token, line_id)
    if not by.may(Right.QUOTE, line.quote.owner_id):
        raise QuoteNotFoundError
    choices = differing(line, sent)
    if choices:
        before = {name: getattr(line, name) for name in CHOSEN}
        choose(line, choices)
        chosen = {name: getattr(line, name) for name in CHOSEN}
        if not store_chosen(line_id, chosen, before=before):
            line = configure_line(line_id, by=by, **choices)  # somebody was faster: choose again from what they left
    touch(line.quote)
    return line


def require_of_line(line_id: UUID, *, by: Actor, requirements: Requirements) -> QuoteLine:
    """Replaces what is required of a line: threads, inspection, certificates and the like; `NONE` for nothing.

    Raises:
        QuoteNotFoundError: there is no such line of this visitor.
        SpecificationError: a size or method that is not offered.
    """
    check_offered(requirements, tables=current_book().tables)
    with transaction.atomic():
        line = own_line(line_id, by=by)
        line.requirements = {} if requirements == NONE else requirements.as_plain()
        line.save(update_fields=["requirements"])
        touch(line.quote)
    return line


def _store_choices(line: QuoteLine, choices: Mapping[str, Any]) -> None:
    """Puts choices into a line that the caller has locked; one write, none where nothing changes."""
    if choices:
        choose(line, choices)
        line.save(update_fields=CHOSEN)
    touch(line.quote)


def choose_currency(token: str, *, currency: str, by: Actor) -> Quote:
    """Shows a quote in another currency.

    Raises:
        QuoteNotFoundError: there is none, or it is somebody else's.
        SpecificationError: a currency without a rate.
    """
    with transaction.atomic():
        quote = own_quote(token, by=by)
        quote.currency = check_currency(currency)
        quote.save(update_fields=["currency"])
        touch(quote)
    return quote


def rename_quote(token: str, *, name: str, by: Actor) -> Quote:
    """Gives a quote a name; an empty one takes its name away.

    Raises:
        QuoteNotFoundError: there is none, or it is somebody else's.
        QuoteNameError: a name that a quote cannot have.
    """
    with transaction.atomic():
        quote = own_quote(token, by=by)
        quote.name = check_name(name)
        quote.save(update_fields=["name"])
        touch(quote)
    return quote


def remove_line(line_id: UUID, *, by: Actor) -> QuoteLine:
    """Takes a line out of its quote; `restore_line` brings it back.

    Raises:
        QuoteNotFoundError: there is no such line of this visitor.
    """
    return _set_removed(line_id, removed=True, by=by)


def restore_line(line_id: UUID, *, by: Actor) -> QuoteLine:
    """Undoes `remove_line`.

    Raises:
        QuoteNotFoundError: there is no such line of this visitor.
    """
    return _set_removed(line_id, removed=False, by=by)


def delete_quote(token: str, *, by: Actor) -> None:
    """Deletes a quote at once, with every part that stands in no other quote, from the disk too; with what was replaced
    in it as well.

    Raises:
        QuoteNotFoundError: there is none, or it is somebody else's.
    """
    with transaction.atomic():
        quote = own_quote(token, by=by)
        lock_parts(quote.lines.all())
        here = Q(lines__quote=quote) | Q(replaced_in__quote=quote) | Q(proposed_in__quote=quote)
        for part in Part.objects.filter(here).exclude(needed_outside(quote)).distinct():
            erase_part(part)
        quote.delete()


def needed_outside(quote: Quote) -> Q:
    """The condition that a part stands in another quote, or can be taken back there."""
    lines = QuoteLine.objects.exclude(quote=quote).values("part_id")
    changes = PartChange.objects.exclude(quote=quote)
    proposed = changes.exclude(new_part=None).values("new_part_id")
    return Q(id__in=lines) | Q(id__in=changes.values("old_part_id")) | Q(id__in=proposed)


def move_quotes(*, old: UUID, new: UUID, kept: bool) -> None:
    """Gives all quotes of one owner to another, in the caller's transaction."""
    quotes = Quote.objects.filter(owner_id=old)
    quotes.update(owner_id=new, **({"expires_at": None} if kept else {}))


def own_quote(token: str, *, by: Actor) -> Quote:
    """A quote that this visitor may change.

    Raises:
        QuoteNotFoundError: there is none, or it is somebody else's.
    """
    quote = Quote.objects.filter(token=token, owner_id__in=by.owner_ids).first()
    if quote is None or not by.may(Right.QUOTE, quote.owner_id):
        raise QuoteNotFoundError
    return quote


def own_line(line_id: UUID, *, by: Actor) -> QuoteLine:
    """A line that this visitor may change, with quote, part and body.

    Raises:
        QuoteNotFoundError: there is none, or it is somebody else's.
    """
    lines = QuoteLine.objects.select_related("quote", "part", "body").order_by()
    line = next(iter(lines.filter(id=line_id, quote__owner_id__in=by.owner_ids)), None)
    if line is None or not by.may(Right.QUOTE, line.quote.owner_id):
        raise QuoteNotFoundError
    return line


def lock_parts(lines: "QuerySet[QuoteLine]") -> None:
    """Holds the parts of lines until the transaction ends, so that meanwhile none is erased, filled or quoted."""
    list(Part.objects.select_for_update().filter(id__in=lines.values("part_id")).order_by("id").values("id"))


def touch(quote: Quote) -> None:
    """Notes that a quote was changed, once a minute, and lets a visitor's stay as long as a new one, once an hour."""
    now = timezone.now()
    noted = []
    if quote.changed_at < now - NOTED_EVERY:
        quote.changed_at = now
        noted.append("changed_at")
    if quote.expires_at is not None and quote.expires_at < now + settings.VISITOR_RETENTION - TOUCHED_EVERY:
        quote.expires_at = now + settings.VISITOR_RETENTION
        noted.append("expires_at")
        note_visit(visitor(quote.owner_id, channel=Channel(quote.channel)))
    if noted:
        quote.save(update_fields=noted)


def fill_lines(part: Part) -> None:
    """Gives the lines that waited for a part its bodies, in the caller's transaction.

    A part with several bodies gets a line for each; the quantity of a body is how often it occurs in the part. The
    cheapest process is chosen. Runs again when a part is analyzed again, and then keeps what was configured; an
    alternative gets the body of the line that it is one of.
    """
    bodies = list(part.bodies.all())
    for quote in Quote.objects.filter(lines__part=part, lines__body=None).distinct():
        waiting = list(quote.lines.filter(part=part, body=None, alternative_of=None))
        for body in bodies:
            line = waiting.pop(0) if waiting else QuoteLine(quote=quote, part=part, channel=quote.channel)
            fill_line(line, body)
        QuoteLine.objects.filter(id__in=[line.id for line in waiting]).delete()  # with their alternatives
        for line in quote.lines.filter(part=part, body=None).select_related("alternative_of__body"):
            if line.alternative_of is not None and line.alternative_of.body is not None:
                fill_line(line, line.alternative_of.body)


def fill_line(line: QuoteLine, body: Body) -> None:
    """Gives a line its body, in the caller's transaction; the cheapest process too, where none was chosen."""
    first = line.process == ""
    line.body = body
    if first:
        line.quantity = max(line.quantity, body.instances)
        specification = cheapest(body.id, quantity=line.quantity, currency=line.quote.currency)
        if specification is not None:
            line.process, line.material = specification.process, specification.material
            line.finish, line.tolerance = specification.finish, specification.tolerance
    if line.position is None:
        line.position = _next_position(line.quote_id)
    line.save()


def spread_archive(part: Part, members: list[Part]) -> None:
    """Puts the members of an archive in the place of its lines, in the caller's transaction."""
    for quote in Quote.objects.filter(lines__part=part).distinct():
        quote.lines.filter(part=part).delete()
        for member in members:
            add_part(quote, member)


def _next_position(quote_id: UUID) -> int:
    last = QuoteLine.objects.filter(quote_id=quote_id).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _set_removed(line_id: UUID, *, removed: bool, by: Actor) -> QuoteLine:
    with transaction.atomic():
        line = own_line(line_id, by=by)
        line.removed_at = timezone.now() if removed else None
        line.save(update_fields=["removed_at"])
        touch(line.quote)
    return line
