"""The retention engine: once an hour it runs every routine that ends a retention."""

from datetime import datetime, timedelta

from django.utils import timezone

from partwright.web.jobs import services as jobs
from partwright.web.jobs.handlers import Lease, handles
from partwright.web.jobs.models import JobKind
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.privacy.registry import Retention, erasers, erases

FINISHED_JOBS_STAY = timedelta(days=7)


def queue_retention() -> bool:
    """Queues this hour's retention, unless it is queued already; says whether it did."""
    return jobs.enqueue_once(JobKind.ENFORCE_RETENTION, period=f"{timezone.now():%Y-%m-%dT%H}")


@handles(JobKind.ENFORCE_RETENTION)
@purpose(Purpose.ADMINISTER)
def enforce_retention(_lease: Lease) -> None:
    """Deletes everything whose time is over, in the order of `Retention`: first what belongs to another row."""
    now = timezone.now()
    routines = erasers()
    for retention in Retention:
        if retention in routines:
            routines[retention](now)


@erases(Retention.FINISHED_JOBS)
def erase_finished_jobs(now: datetime) -> int:
    """Deletes jobs that were finished a week ago."""
    return jobs.delete_finished(now - FINISHED_JOBS_STAY)
