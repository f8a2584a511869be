"""The queue as rows: leases, attempts, fairness."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from partwright.web.actor import SYSTEM, Actor, visitor
from partwright.web.jobs import handlers, services
from partwright.web.jobs.handlers import USUAL_PATIENCE, Lease, Patience, TryAgainError
from partwright.web.jobs.models import Job, JobKind, JobState
from partwright.web.jobs.worker import do_all

pytestmark = pytest.mark.django_db

START = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def queue(by: Actor = SYSTEM, *, count: int = 1) -> list[Job]:
    return [services.enqueue(JobKind.DRAW_PICTURE, uuid.uuid4(), by=by) for _ in range(count)]


def take() -> Lease:
    lease = services.claim()
    assert lease is not None
    return lease


def state_of(job: Job) -> str:
    job.refresh_from_db()
    return job.state


@pytest.fixture
def clock() -> time_machine.Coordinates:
    with time_machine.travel(START, tick=False) as travel:
        yield travel


@pytest.fixture
def lease_s(settings) -> float:
    return settings.JOB_LEASE.total_seconds()


def test_nothing_waits_in_an_empty_queue() -> None:
    assert services.claim() is None


def test_a_job_is_taken_once(clock) -> None:
    [job] = queue()
    lease = take()
    assert (lease.job_id, lease.attempt, lease.last) == (job.id, 1, False)
    assert services.claim() is None


def test_a_job_of_a_rolled_back_transaction_never_was() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 -- what is rolled back is the point
        queue()
        raise RuntimeError
    assert services.claim() is None


@pytest.mark.django_db(transaction=True)
def test_the_doorbell_rings_at_commit_and_not_before() -> None:
    before = services.DOORBELL.rings
    with transaction.atomic():
        queue()
        assert services.DOORBELL.rings == before
    assert services.DOORBELL.rings == before + 1


def test_completing_stores_and_finishes_together(clock) -> None:
    [job] = queue()
    with services.complete(take()):
        queue(count=1)
    assert state_of(job) == JobState.DONE
    assert Job.objects.count() == 2


def test_a_fault_while_completing_stores_nothing_and_leaves_the_job_running(clock) -> None:
    [job] = queue()
    with pytest.raises(RuntimeError), services.complete(take()):  # noqa: PT012 -- as above
        queue()
        raise RuntimeError
    assert state_of(job) == JobState.RUNNING
    assert Job.objects.count() == 1


def test_an_attempt_whose_lease_ran_out_stores_nothing(clock, lease_s) -> None:
    [job] = queue()
    lease = take()
    clock.shift(lease_s + 1)
    with pytest.raises(services.LeaseLostError), services.complete(lease):
        queue()
    assert Job.objects.count() == 1
    assert state_of(job) == JobState.RUNNING


def test_the_first_attempt_stores_nothing_once_a_second_has_the_lease(clock, lease_s) -> None:
    [job] = queue()
    first = take()
    clock.shift(lease_s + 1)
    assert services.sweep() == 1
    second = take()
    assert second.attempt == 2
    with pytest.raises(services.LeaseLostError), services.complete(first):
        pass
    with services.complete(second):
        pass
    assert state_of(job) == JobState.DONE


def test_a_renewed_lease_is_not_swept(clock, lease_s) -> None:
    queue()
    lease = take()
    clock.shift(lease_s - 1)
    assert services.renew(lease)
    clock.shift(lease_s - 1)
    assert services.sweep() == 0
    with services.complete(lease):
        pass


def test_a_lost_lease_cannot_be_renewed(clock, lease_s) -> None:
    queue()
    lease = take()
    clock.shift(lease_s + 1)
    assert not services.renew(lease)


def test_a_failed_attempt_waits_before_the_next(clock) -> None:
    [job] = queue()
    services.fail(take(), error="broken")
    assert services.claim() is None
    clock.shift(USUAL_PATIENCE.waits[0].total_seconds() + 1)
    assert take().attempt == 2
    assert state_of(job) == JobState.RUNNING


@pytest.fixture
def told(monkeypatch) -> list[uuid.UUID]:
    subjects: list[uuid.UUID] = []
    monkeypatch.setitem(handlers._given_up, JobKind.DRAW_PICTURE, subjects.append)
    return subjects


def test_three_failed_attempts_fail_the_job_and_tell_its_slice(clock, told) -> None:
    [job] = queue()
    for _ in range(services.MAX_ATTEMPTS):
        clock.shift(60)
        services.fail(take(), error="broken")
    assert state_of(job) == JobState.FAILED
    assert job.error == "broken"
    assert told == [job.subject]


def test_three_dead_workers_fail_the_job_and_tell_its_slice(clock, lease_s, told) -> None:
    [job] = queue()
    for _ in range(services.MAX_ATTEMPTS):
        take()
        clock.shift(lease_s + 1)
        services.sweep()
    assert state_of(job) == JobState.FAILED
    assert told == [job.subject]


def test_a_job_given_back_does_not_count_as_tried(clock) -> None:
    queue()
    services.give_back(take())
    assert take().attempt == 1


def test_a_canceled_job_cannot_be_completed(clock) -> None:
    [job] = queue()
    lease = take()
    services.cancel(job.subject)
    with pytest.raises(services.LeaseLostError), services.complete(lease):
        pass


def test_recurring_work_is_queued_once_a_period() -> None:
    assert services.enqueue_once(JobKind.ENFORCE_RETENTION, period="2026-03-01T12")
    assert not services.enqueue_once(JobKind.ENFORCE_RETENTION, period="2026-03-01T12")
    assert services.enqueue_once(JobKind.ENFORCE_RETENTION, period="2026-03-01T13")
    assert Job.objects.count() == 2


def test_one_file_is_not_kept_waiting_by_somebody_elses_hundred(clock) -> None:
    many, one = visitor(uuid.uuid4()), visitor(uuid.uuid4())
    queue(many, count=100)
    clock.shift(1)
    [single] = queue(one)
    owners = []
    for _ in range(2):
        lease = take()
        owners.append(Job.objects.get(id=lease.job_id).owner)
    assert owners == [many.owner_id, one.owner_id]
    assert state_of(single) == JobState.RUNNING


def test_owners_take_turns_also_with_one_worker(clock) -> None:
    first, second, third = (visitor(uuid.uuid4()) for _ in range(3))
    for by in (first, second, third):
        queue(by, count=3)
        clock.shift(1)
    served = []
    while (lease := services.claim()) is not None:
        served.append(Job.objects.get(id=lease.job_id).owner)
        with services.complete(lease):
            pass
        clock.shift(1)
    assert served == [by.owner_id for by in (first, second, third)] * 3


def test_jobs_of_one_owner_run_in_the_order_they_came(clock) -> None:
    by = visitor(uuid.uuid4())
    expected = []
    for _ in range(5):
        expected += [job.id for job in queue(by)]
        clock.shift(1)
    assert [take().job_id for _ in range(5)] == expected


def test_finished_jobs_are_deleted_after_their_time(clock) -> None:
    [old] = queue()
    with services.complete(take()):
        pass
    [waiting] = queue()
    assert services.delete_finished(timezone.now() + dt.timedelta(seconds=1)) == 1
    assert list(Job.objects.all()) == [waiting]
    assert old != waiting


def test_a_kind_may_be_tried_more_often_and_later(clock, monkeypatch) -> None:
    waits = (dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(hours=8))
    monkeypatch.setitem(handlers._patience, JobKind.DRAW_PICTURE, Patience(waits))
    [job] = queue()
    for wait in waits:
        services.fail(take(), error="busy")
        clock.shift(wait - dt.timedelta(seconds=1))
        assert services.claim() is None
        clock.shift(1)
    lease = take()
    assert lease.last
    services.fail(lease, error="busy")
    assert state_of(job) == JobState.FAILED


def test_a_fault_that_is_nobodys_mistake_is_logged_without_a_trace(clock, monkeypatch, caplog) -> None:
    def handler(lease: Lease) -> None:
        raise TryAgainError("the server does not answer")

    monkeypatch.setitem(handlers._handlers, JobKind.DRAW_PICTURE, handler)
    [job] = queue()
    do_all()
    assert state_of(job) == JobState.QUEUED
    assert job.error == "the server does not answer"
    assert [record.exc_info for record in caplog.records] == [None]
