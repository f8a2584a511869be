"""The list of quotes: those of an actor and of their teams, found, filtered, in order, page by page.

Nothing is priced for it: what a row says of money was frozen before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower
from django.utils import timezone

from partwright.web.accounts.selectors import teams_of
from partwright.web.actor import Actor, Right
from partwright.web.parts.models import PartState
from partwright.web.quoting.models import Quote, QuoteLine, Revision
from partwright.web.quoting.revisions import has_ended

LIST_LENGTH = 50
LONGEST_SEARCH = 100  # as many characters as are looked for
_UNSETTLED = (PartState.UPLOADED, PartState.ANALYZING)


class Sorting(StrEnum):
    """What the list is ordered by."""

    CHANGED = "changed"  # the latest first
    CREATED = "created"  # the latest first
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see of the list. `owner_id`: of one owner alone, such as a team."""

    text: str = ""
    owner_id: UUID | None = None
    archived: bool = False
    sorting: Sorting = Sorting.CHANGED


@dataclass(frozen=True, slots=True)
class ListedQuote:
    """A row of the list. `first` is the line that its picture is of; `reading` counts parts still being read.

    `team` is None where it is the actor's own. `revision` is the latest, None where nothing is frozen.
    """

    quote: Quote
    first: QuoteLine | None
    part_count: int
    reading: int
    team: str | None
    revision: Revision | None
    ended: bool
    editable: bool


@dataclass(frozen=True, slots=True)
class QuoteList:
    """A page of the list. `teams` are those of the actor by owner row; `archived_count` what they put aside."""

    page: Page[Quote]
    rows: Sequence[ListedQuote]
    teams: Mapping[UUID, str]
    archived_count: int


def list_quotes(wanted: Wanted, *, page: str | None = None, by: Actor) -> QuoteList:
    """The quotes of an actor and of their teams, as wanted; nothing of anybody else, whichever owner is asked for."""
    teams = {team.owner_id: team.name for team in teams_of(by.person_id)}
    mine = Quote.objects.filter(owner_id__in=by.owner_ids)
    found = Paginator(_ordered(_matching(mine, wanted), wanted.sorting), LIST_LENGTH).get_page(page)
    archived = mine.filter(archived_at__isnull=False).count()
    return QuoteList(found, _rows(found, teams, by=by), teams, archived)


def _matching(quotes: QuerySet[Quote], wanted: Wanted) -> QuerySet[Quote]:
    quotes = quotes.filter(archived_at__isnull=not wanted.archived)
    if wanted.owner_id is not None:
        quotes = quotes.filter(owner_id=wanted.owner_id)
    for word in wanted.text[:LONGEST_SEARCH].split():
        named = _shown_lines().filter(part__name__icontains=word)
        quotes = quotes.filter(Q(name__icontains=word) | Exists(named))
    return quotes


def _ordered(quotes: QuerySet[Quote], sorting: Sorting) -> QuerySet[Quote]:
    match sorting:
        case Sorting.NAME:  # a quote without a name is called by its day: they follow those with one
            return quotes.annotate(unnamed=Q(name="")).order_by("unnamed", Lower("name"), "-created_at", "id")
        case Sorting.CREATED:
            return quotes.order_by("-created_at", "id")
        case Sorting.CHANGED:
            return quotes.order_by("-changed_at", "id")


def _rows(page: Page[Quote], teams: Mapping[UUID, str], *, by: Actor) -> Sequence[ListedQuote]:
    """The quotes of a page with what their rows say, in as many queries for one as for fifty."""
    facts = _facts_of([quote.id for quote in page])
    firsts = QuoteLine.objects.select_related("part", "body").in_bulk([row["first"] for row in facts.values()])
    revisions = Revision.objects.in_bulk([row["latest"] for row in facts.values()])
    today = timezone.localdate()

    def listed(quote: Quote, said: Mapping[str, Any]) -> ListedQuote:
        revision = revisions.get(said["latest"])
        return ListedQuote(
            quote=quote,
            first=firsts.get(said["first"]),
            part_count=said["parts"],
            reading=said["reading"],
            team=teams.get(quote.owner_id),
            revision=revision,
            ended=revision is not None and has_ended(revision, on=today),
            editable=by.may(Right.QUOTE, quote.owner_id),
        )

    return [listed(quote, facts[quote.id]) for quote in page if quote.id in facts]


def _facts_of(quote_ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
    """By quote: how many parts, how many of them are being read, the ids of its first line and latest revision."""
    first = _shown_lines().order_by("position").values("id")[:1]
    latest = Revision.objects.filter(quote=OuterRef("pk")).order_by("-number").values("id")[:1]
    shown = Q(lines__removed_at=None)
    rows = Quote.objects.filter(id__in=quote_ids).annotate(
        first=Subquery(first),
        latest=Subquery(latest),
        parts=Count("lines", filter=shown),
        reading=Count("lines", filter=shown & Q(lines__part__state__in=_UNSETTLED)),
    )
    return {row["id"]: row for row in rows.values("id", "first", "latest", "parts", "reading")}


def _shown_lines() -> QuerySet[QuoteLine]:
    """The lines of the quote that the query around it is about, without those removed."""
    return QuoteLine.objects.filter(quote=OuterRef("pk"), removed_at=None).order_by()
