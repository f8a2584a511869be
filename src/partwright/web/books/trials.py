"""What a draft would do to the last quotes: a trial is started here and made where quotes are known."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from partwright.web.actor import Actor, Channel
from partwright.web.books.errors import BookUnchangedError
from partwright.web.books.models import Trial, TrialRow, TrialState
from partwright.web.books.selectors import SHIPPED, changed, latest_version, overrides_of
from partwright.web.books.services import locked_draft
from partwright.web.jobs import services as jobs
from partwright.web.jobs.models import JobKind

MOST_QUOTES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedQuote:
    """The total of a quote by the book that holds and by the draft."""

    quote_id: UUID
    currency: str
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """By how much the total rises, as a ratio; a quote that costs nothing rises by nothing."""
        return self.after / self.before - 1 if self.before else Decimal(0)


@dataclass(frozen=True, slots=True)
class TrialSummary:
    """The quotes of a trial, the greatest rise first, with what lies in the middle and how many change not at all."""

    rows: Sequence[TriedQuote]
    median: Decimal
    unchanged: int

    @property
    def greatest(self) -> Decimal:
        return self.rows[0].change if self.rows else Decimal(0)

    @property
    def least(self) -> Decimal:
        return self.rows[-1].change if self.rows else Decimal(0)


def start_trial(*, edition: int, by: Actor) -> Trial:
    """Tries the draft on the last quotes, in the background; the trial before is forgotten.

    Raises:
        BookRoleError: the actor's role is another.
        BookConflictError: the draft or the book has changed since `edition`.
        BookUnchangedError: the draft changes nothing.
    """
    with transaction.atomic():
        draft = locked_draft(edition, by=by)
        if not draft.changes:
            raise BookUnchangedError
        latest = latest_version()
        for old in Trial.objects.all():
            jobs.cancel(old.id)
            old.delete()
        trial = Trial.objects.create(
            base=latest.number if latest else SHIPPED,
            edition=draft.edition,
            overrides=changed(overrides_of(latest), draft.changes),
            started_at=timezone.now(),
        )
        jobs.enqueue(JobKind.TRY_PRICES, trial.id, by=by)
    return trial


def note_progress(trial: Trial, *, tried: int, planned: int) -> None:
    """Lets the page say how far a trial is."""
    Trial.objects.filter(id=trial.id, state=TrialState.WORKING).update(tried=tried, planned=planned)


def store_trial(trial: Trial, rows: Collection[TriedQuote], *, planned: int) -> None:
    """Stores what a trial found, in the caller's transaction; nothing where the trial was forgotten meanwhile."""
    done = Trial.objects.filter(id=trial.id).update(
        state=TrialState.DONE,
        planned=planned,
        tried=planned,
        left_out=planned - len(rows),
        finished_at=timezone.now(),
    )
    if done:
        TrialRow.objects.filter(trial_id=trial.id).delete()
        TrialRow.objects.bulk_create(
            TrialRow(
                trial_id=trial.id,
                channel=Channel.STAFF,
                quote_id=row.quote_id,
                currency=row.currency,
                before=row.before,
                after=row.after,
            )
            for row in rows
        )


def give_up_trial(trial_id: UUID) -> None:
    """Says that no attempt at a trial came to an end."""
    Trial.objects.filter(id=trial_id).update(state=TrialState.FAILED, finished_at=timezone.now())


def forget_quote(quote_id: UUID) -> None:
    """Takes a deleted quote out of trials."""
    TrialRow.objects.filter(quote_id=quote_id).delete()


def summary_of(trial: Trial) -> TrialSummary:
    """What a trial found."""
    rows = [
        TriedQuote(quote_id=row.quote_id, currency=row.currency, before=row.before, after=row.after)
        for row in trial.rows.all()
    ]
    rows.sort(key=lambda row: (-row.change, str(row.quote_id)))
    changes = [row.change for row in rows]
    return TrialSummary(
        rows=rows,
        median=median(changes) if changes else Decimal(0),
        unchanged=sum(row.before == row.after for row in rows),
    )
