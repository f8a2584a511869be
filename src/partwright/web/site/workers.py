"""The worker of a process: its threads, and the work that recurs."""

from django.conf import settings

from partwright.web.conversations.tasks import queue_mail_fetch
from partwright.web.jobs.worker import Worker
from partwright.web.payments.tasks import queue_payment_checks
from partwright.web.privacy.retention import empty_journal, queue_retention


def make_worker() -> Worker:
    """A worker with as many threads as the settings say; Django must be set up."""
    return Worker(
        threads=settings.ENVIRONMENT.workers,
        recurring=(queue_retention, queue_payment_checks, queue_mail_fetch, empty_journal),
    )
