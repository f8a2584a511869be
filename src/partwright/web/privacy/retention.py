"""The retention engine: once an hour it runs every routine that ends a retention.

What is deleted must be gone from the disk: SQLite's journal, which holds rows as they were, is emptied every few
seconds.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from partwright.web.jobs import services as jobs
from partwright.web.jobs.handlers import Lease, handles
from partwright.web.jobs.models import JobKind
from partwright.web.privacy import ledger
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.privacy.registry import Retention, erasers, erases

FINISHED_JOBS_STAY = timedelta(days=7)
LEDGER_STAYS = timedelta(days=3 * 365 + 1)  # as long as a claim about a disclosure can usually be raised


def queue_retention() -> bool:
    """Queues this hour's retention, unless it is queued already; says whether it did."""
    return jobs.enqueue_once(JobKind.ENFORCE_RETENTION, period=f"{timezone.now():%Y-%m-%dT%H}")


@handles(JobKind.ENFORCE_RETENTION)
@purpose(Purpose.ADMINISTER)
def enforce_retention(_lease: Lease) -> None:
    """Deletes everything whose time is over, in the order of `Retention`: first what belongs to another row.

    Raises:
        ExceptionGroup: what went wrong, after everything else was deleted.
    """
    now = timezone.now()
    routines = erasers()
    faults: list[Exception] = []
    for retention in Retention:
        if retention in routines:
            try:
                routines[retention](now)
            except Exception as fault:  # noqa: BLE001 -- raised below, when the others are done
                faults.append(fault)
    if faults:
        raise ExceptionGroup("Not everything whose time is over could be deleted.", faults)


@erases(Retention.FINISHED_JOBS)
def erase_finished_jobs(now: datetime) -> int:
    """Deletes jobs that were finished a week ago."""
    return jobs.delete_finished(now - FINISHED_JOBS_STAY)


@erases(Retention.LEDGER)
def erase_ledger(now: datetime) -> int:
    """Deletes rows of disclosures about which no claim can be raised any more."""
    return ledger.delete_entered(now - LEDGER_STAYS)


def empty_journal() -> bool:
    """Brings SQLite's journal into the database and cuts it to nothing; says whether there is nothing in it now.

    Waits for nobody: where somebody is reading or writing, the next call does it. Other databases need none of this.
    """
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        timeout_ms = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(timeout_ms)}")
    return not busy
