"""Quotes that go to a team and come back. A quote's parts belong to whom it belongs; files are never of two owners."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from partwright.web.accounts.selectors import owner_name, teams_of
from partwright.web.actor import Actor, ActorKind, Right
from partwright.web.parts import storage
from partwright.web.parts.models import Part
from partwright.web.parts.services import add_row, copy_file, give_parts
from partwright.web.quoting.errors import QuoteMoveError
from partwright.web.quoting.models import PartChange, Quote, QuoteLine, RevisionLine
from partwright.web.quoting.services import lock_parts, needed_outside, own_quote, touch

Copies = dict[UUID, tuple[str, storage.Stored]]  # files by the part that they are copies of


@dataclass(frozen=True, slots=True)
class Moves:
    """Where a quote may go. `team` is the name of the one it belongs to, "" for none; `back` says that the actor may
    take it for themselves, `teams` to which they may give it, by owner row."""

    team: str
    back: bool
    teams: Mapping[UUID, str]


def moves_for(quote: Quote, *, by: Actor | None) -> Moves | None:
    """Where somebody may move a quote; None for who has no account, or no right to change it."""
    if by is None or by.kind is ActorKind.VISITOR or not by.may(Right.QUOTE, quote.owner_id):
        return None
    own = quote.owner_id == by.owner_id
    takes = may_take(quote, by=by)
    teams = teams_of(by.person_id, right=Right.QUOTE) if takes else []
    return Moves(
        team="" if own else owner_name(quote.owner_id),
        back=takes and not own,
        teams={team.owner_id: team.name for team in teams if team.owner_id != quote.owner_id},
    )


def may_take(quote: Quote, *, by: Actor) -> bool:
    """Whether somebody may take a quote from whose it is: from themselves; from a team who administers it, or who
    brought the quote there and may still change it."""
    if quote.owner_id == by.owner_id or by.may(Right.ADMIN, quote.owner_id):
        return True
    brought = by.person_id is not None and quote.brought_by_id == by.person_id
    return brought and by.may(Right.QUOTE, quote.owner_id)


def move_quote(token: str, *, to: UUID, by: Actor) -> Quote:
    """Gives a quote and its parts to a team of the actor, or to the actor again.

    A part that stands in another quote too stays there; this one gets a copy of its file, which is read again. Files
    are copied before the transaction: it waits for no storage.

    Raises:
        QuoteNotFoundError: there is none, or it is somebody else's.
        QuoteMoveError: it cannot be given to that owner, or not by this actor, or somebody was faster.
    """
    quote = own_quote(token, by=by)
    _check(quote, to=to, by=by)
    copies: Copies = {} if quote.owner_id == to else {part.id: copy_file(part) for part in _shared(quote)}
    try:
        with transaction.atomic():
            lock_parts(quote.lines.all())
            quote = Quote.objects.select_for_update().get(id=own_quote(token, by=by).id)
            _check(quote, to=to, by=by)
            if quote.owner_id != to:
                _hand_over(quote, copies, to=to, by=by)
    finally:
        for folder, _stored in copies.values():  # what no part took
            storage.delete_folder(folder)
    return quote


def _check(quote: Quote, *, to: UUID, by: Actor) -> None:
    if not may_take(quote, by=by):
        raise QuoteMoveError(_("Only who administers this team takes a quote out of it: ask them to do it."))
    if by.kind is ActorKind.VISITOR or not by.may(Right.QUOTE, to):
        raise QuoteMoveError(_("Quotes are given to teams in which you may quote: ask to be invited with that right."))


def _hand_over(quote: Quote, copies: Copies, *, to: UUID, by: Actor) -> None:
    shared = list(_shared(quote))
    if missing := [part.name for part in shared if part.id not in copies]:
        raise QuoteMoveError(_("%(part)s was put into another quote meanwhile: try again.") % {"part": missing[0]})
    give_parts(set(_parts(quote).values_list("id", flat=True)) - {part.id for part in shared}, to=to)
    new_owner = Actor(ActorKind.PERSON, by.channel, to)
    for part in shared:
        folder, stored = copies.pop(part.id)
        copy = add_row(folder, stored, name=part.name, by=new_owner, declared_units=part.declared_units)
        QuoteLine.objects.filter(quote=quote, part=part).update(part=copy, body=None)
        RevisionLine.objects.filter(revision__quote=quote, part=part).update(part=copy)
        PartChange.objects.filter(quote=quote, old_part=part).update(old_part=copy)
        PartChange.objects.filter(quote=quote, new_part=part).update(new_part=copy)
    quote.owner_id = to
    quote.brought_by_id = None if to == by.owner_id else by.person_id
    quote.expires_at = None
    quote.save(update_fields=["owner", "brought_by", "expires_at"])
    touch(quote)


def _parts(quote: Quote) -> QuerySet[Part]:
    """The parts of a quote, also those that were removed from it, were replaced or stand in a revision alone."""
    here = Q(lines__quote=quote) | Q(frozen__revision__quote=quote)
    return Part.objects.filter(here | Q(replaced_in__quote=quote) | Q(proposed_in__quote=quote)).order_by().distinct()


def _shared(quote: Quote) -> QuerySet[Part]:
    """Those that stand in another quote as well."""
    frozen = RevisionLine.objects.exclude(revision__quote=quote).exclude(part=None).values("part_id")
    return _parts(quote).filter(needed_outside(quote) | Q(id__in=frozen))
