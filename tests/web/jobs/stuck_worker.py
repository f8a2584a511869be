"""A process whose worker says "at work <job> <attempt>" and then never finishes; `test_kills` kills it."""

import threading

import django

django.setup()

from partwright.web.jobs.handlers import Lease, handles  # noqa: E402 -- Django must be set up first
from partwright.web.jobs.models import JobKind  # noqa: E402
from partwright.web.jobs.worker import Worker  # noqa: E402


@handles(JobKind.DRAW_PICTURE)
def get_stuck(lease: Lease) -> None:
    print("at work", lease.job_id, lease.attempt, flush=True)  # noqa: T201 -- the test reads it
    threading.Event().wait()


worker = Worker(threads=1)
worker.start()
worker.wait()
