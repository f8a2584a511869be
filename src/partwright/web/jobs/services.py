"""Writes to the queue: enqueue, claim, renew, complete, fail, try again.

Every change of a job's state goes by a conditional update: of two that want the same, one finds no row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from partwright.web.actor import Actor
from partwright.web.jobs.doorbell import DOORBELL
from partwright.web.jobs.errors import JobNotFoundError
from partwright.web.jobs.handlers import USUAL_PATIENCE, Lease, patience_of, tell_given_up
from partwright.web.jobs.models import Job, JobKind, JobState

MAX_ATTEMPTS = USUAL_PATIENCE.attempts


class LeaseLostError(Exception):
    """Another attempt has taken over: what this one found must not be stored."""


def enqueue(kind: JobKind, subject: UUID | None, *, by: Actor) -> Job:
    """Queues work on a row in the caller's transaction; workers of this process wake when it commits."""
    now = timezone.now()
    job = Job.objects.create(
        kind=kind, subject=subject, owner=by.owner_id, channel=_channel(by), run_after=now, created_at=now
    )
    transaction.on_commit(DOORBELL.ring)
    return job


def enqueue_once(kind: JobKind, *, period: str) -> bool:
    """Queues work of the house unless some process has done so for this period; says whether it did."""
    if Job.objects.filter(kind=kind, period=period).exists():
        return False
    now = timezone.now()
    job = Job(kind=kind, period=period, run_after=now, created_at=now)
    Job.objects.bulk_create([job], ignore_conflicts=True)
    return Job.objects.filter(id=job.id).exists()


def is_at_work(kind: JobKind) -> bool:
    """Whether work of a kind waits or is being done."""
    return Job.objects.filter(kind=kind, state__in=(JobState.QUEUED, JobState.RUNNING)).exists()


def cancel(subject: UUID) -> None:
    """Drops all work on a row that is being deleted; an attempt at work finds its lease gone."""
    Job.objects.filter(subject=subject).delete()


def claim() -> Lease | None:
    """Takes the next job: of the owners with the fewest running, whoever was served longest ago; None if none waits."""
    now = timezone.now()
    if not Job.objects.filter(state=JobState.QUEUED, run_after__lte=now).exists():
        return None  # a look that takes no lock
    with transaction.atomic():
        job = _waiting(now).first()
        if job is None:
            return None
        taken = Job.objects.filter(id=job.id, state=JobState.QUEUED, attempt=job.attempt).update(
            state=JobState.RUNNING, attempt=F("attempt") + 1, started_at=now, lease_until=now + settings.JOB_LEASE
        )
    if not taken:
        return None
    kind, attempt = JobKind(job.kind), job.attempt + 1
    return Lease(job.id, kind, job.subject, attempt, last=attempt >= patience_of(kind).attempts)


def renew(lease: Lease) -> bool:
    """Holds a lease for longer; False if it is lost."""
    return bool(_held(lease).update(lease_until=timezone.now() + settings.JOB_LEASE))


@contextmanager
def complete(lease: Lease) -> Iterator[None]:
    """A transaction that finishes the job together with whatever is stored inside it.

    Raises:
        LeaseLostError: the lease is not held any more; nothing is stored.
    """
    with transaction.atomic():
        done = _held(lease).update(state=JobState.DONE, lease_until=None, finished_at=timezone.now(), error="")
        if not done:
            raise LeaseLostError(str(lease.job_id))
        yield


def finish(lease: Lease) -> None:
    """Marks a job done whose handler had nothing to store; without effect where `complete` has done so."""
    _held(lease).update(state=JobState.DONE, lease_until=None, finished_at=timezone.now(), error="")


def give_back(lease: Lease) -> None:
    """Returns a job that this process will not finish, as if it had not been tried."""
    _held(lease).update(state=JobState.QUEUED, lease_until=None, attempt=F("attempt") - 1)


def fail(lease: Lease, *, error: str) -> None:
    """Gives an attempt back: the job waits for the next, or has failed after its last."""
    now = timezone.now()
    with transaction.atomic():
        if lease.last:
            given_up = _held(lease).update(state=JobState.FAILED, lease_until=None, finished_at=now, error=error[:200])
            if given_up:
                tell_given_up(lease.kind, lease.subject)
        else:
            wait = patience_of(lease.kind).waits[lease.attempt - 1]
            _held(lease).update(state=JobState.QUEUED, lease_until=None, run_after=now + wait, error=error[:200])


def retry(job_id: UUID) -> Job:
    """Queues a job that has failed once more, with all its attempts; workers of this process wake when that commits.

    Raises:
        JobNotFoundError: there is none that has failed.
    """
    now = timezone.now()
    with transaction.atomic():
        again = {"state": JobState.QUEUED, "attempt": 0, "run_after": now, "finished_at": None}
        if not Job.objects.filter(id=job_id, state=JobState.FAILED).update(**again):
            raise JobNotFoundError
        transaction.on_commit(DOORBELL.ring)
    return Job.objects.get(id=job_id)


def drop_failed(job_id: UUID) -> None:
    """Deletes a job that has failed and is not to be done any more.

    Raises:
        JobNotFoundError: there is none that has failed.
    """
    if not Job.objects.filter(id=job_id, state=JobState.FAILED).delete()[0]:
        raise JobNotFoundError


def sweep() -> int:
    """Takes back every lease that has run out, which means that its worker is dead; says how many."""
    now = timezone.now()
    taken_back = 0
    for job in Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now):
        last = job.attempt >= patience_of(JobKind(job.kind)).attempts
        change = (
            {"state": JobState.FAILED, "finished_at": now, "error": "the worker died at every attempt"}
            if last
            else {"state": JobState.QUEUED, "run_after": now, "error": "the worker died"}
        )
        with transaction.atomic():
            expired = Job.objects.filter(
                id=job.id, state=JobState.RUNNING, attempt=job.attempt, lease_until__lt=now
            ).update(lease_until=None, **change)
            if expired and last:
                tell_given_up(JobKind(job.kind), job.subject)
        taken_back += expired
    return taken_back


def delete_finished(before: datetime) -> int:
    """Deletes jobs that were finished before a time; says how many."""
    deleted, _ = Job.objects.filter(finished_at__lt=before).delete()
    return deleted


def _held(lease: Lease) -> QuerySet[Job]:
    return Job.objects.filter(
        id=lease.job_id, state=JobState.RUNNING, attempt=lease.attempt, lease_until__gte=timezone.now()
    )


def _waiting(now: datetime) -> QuerySet[Job]:
    running = (
        Job.objects.filter(owner=OuterRef("owner"), state=JobState.RUNNING)
        .order_by()
        .values("owner")
        .annotate(count=Count("id"))
        .values("count")
    )
    served = Job.objects.filter(owner=OuterRef("owner"), started_at__isnull=False).order_by("-started_at")
    waiting = (
        Job.objects.filter(state=JobState.QUEUED, run_after__lte=now)
        .annotate(
            running=Coalesce(Subquery(running, output_field=IntegerField()), 0),
            served=Subquery(served.values("started_at")[:1]),
        )
        .order_by("running", F("served").asc(nulls_first=True), "created_at", "id")
    )
    if connection.features.has_select_for_update_skip_locked:
        return waiting.select_for_update(skip_locked=True, of=("self",))
    return waiting


def _channel(by: Actor) -> str:
    """The channel of somebody who waits for the work; work of the house has none."""
    return by.channel.value if by.channel is not None and by.owner_id is not None else ""
