"""Workers that are killed at the worst moment lose no job."""

import datetime as dt
import signal
import subprocess
import threading
import uuid

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from tests.web import processes
from tests.web.conditions import PATIENCE_S, becomes

from partwright.web.actor import SYSTEM
from partwright.web.jobs import handlers, services
from partwright.web.jobs.handlers import Lease
from partwright.web.jobs.models import Job, JobKind, JobState
from partwright.web.jobs.worker import Worker, do

pytestmark = pytest.mark.django_db(transaction=True)

STUCK_WORKER = "tests/web/jobs/stuck_worker.py"


@pytest.fixture
def done(monkeypatch) -> list[uuid.UUID]:
    """The subjects of jobs that were done in this process."""
    subjects: list[uuid.UUID] = []
    monkeypatch.setitem(handlers._handlers, JobKind.DRAW_PICTURE, lambda lease: subjects.append(lease.subject))
    return subjects


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process.stdin.close()


def test_a_job_of_a_killed_worker_is_done_by_another(done) -> None:
    job = services.enqueue(JobKind.DRAW_PICTURE, uuid.uuid4(), by=SYSTEM)
    process = processes.start(STUCK_WORKER)
    assert processes.expect(process, "at work") == f"at work {job.id} 1"
    kill(process)
    assert services.sweep() == 0  # its lease is still good: it might be alive
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        assert services.sweep() == 1
        do(services.claim())
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.DONE, 2)
    assert done == [job.subject]


def test_a_living_worker_keeps_its_lease_while_it_is_at_work() -> None:
    job = services.enqueue(JobKind.DRAW_PICTURE, uuid.uuid4(), by=SYSTEM)
    process = processes.start(STUCK_WORKER, PARTWRIGHT_LEASE_S="0.6")
    try:
        processes.expect(process, "at work")
        job.refresh_from_db()
        first = job.lease_until
        assert becomes(lambda: Job.objects.get(id=job.id).lease_until > first + dt.timedelta(seconds=2))
        assert Job.objects.get(id=job.id).attempt == 1
    finally:
        kill(process)


def test_a_worker_wakes_at_a_commit_without_waiting_for_its_poll(done, settings) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"poll_s": 3600.0})
    finished = threading.Event()
    handlers._handlers[JobKind.DRAW_PICTURE] = lambda _lease: finished.set()
    worker = Worker(threads=1)
    worker.start()
    try:
        services.enqueue(JobKind.DRAW_PICTURE, uuid.uuid4(), by=SYSTEM)
        assert finished.wait(PATIENCE_S)
    finally:
        worker.stop(timeout_s=PATIENCE_S)


def test_many_workers_do_every_job_exactly_once(settings, monkeypatch) -> None:
    seen: list[uuid.UUID] = []
    lock = threading.Lock()
    last = threading.Event()

    def note(lease: Lease) -> None:
        with lock:
            seen.append(lease.subject)
            if len(seen) == 40:
                last.set()

    monkeypatch.setitem(handlers._handlers, JobKind.DRAW_PICTURE, note)
    jobs = [services.enqueue(JobKind.DRAW_PICTURE, uuid.uuid4(), by=SYSTEM) for _ in range(40)]
    worker = Worker(threads=8)
    worker.start()
    try:
        assert last.wait(PATIENCE_S)
    finally:
        worker.stop(timeout_s=PATIENCE_S)
    assert sorted(seen) == sorted(job.subject for job in jobs)
    assert set(Job.objects.values_list("state", "attempt")) == {(JobState.DONE, 1)}


def test_a_worker_that_is_stopped_gives_its_job_back(monkeypatch) -> None:
    started, go_on = threading.Event(), threading.Event()

    def wait(_lease: Lease) -> None:
        started.set()
        go_on.wait(PATIENCE_S)
        connection.close()

    monkeypatch.setitem(handlers._handlers, JobKind.DRAW_PICTURE, wait)
    job = services.enqueue(JobKind.DRAW_PICTURE, uuid.uuid4(), by=SYSTEM)
    worker = Worker(threads=1)
    worker.start()
    assert started.wait(PATIENCE_S)
    worker.stop(timeout_s=0.01)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.QUEUED, 0)
    go_on.set()
    for thread in worker._threads:
        thread.join(PATIENCE_S)


def test_a_handler_that_breaks_leaves_the_worker_alive(done, monkeypatch) -> None:
    def break_down(_lease: Lease) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(handlers._handlers, JobKind.ENFORCE_RETENTION, break_down)
    broken = services.enqueue(JobKind.ENFORCE_RETENTION, None, by=SYSTEM)
    do(services.claim())
    sound = services.enqueue(JobKind.DRAW_PICTURE, uuid.uuid4(), by=SYSTEM)
    do(services.claim())
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.state, broken.error) == (JobState.QUEUED, "ZeroDivisionError")
    assert sound.state == JobState.DONE
