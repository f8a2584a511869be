"""Looking into the support mailbox, every minute."""

import logging

from django.utils import timezone

from partwright.web.conversations.fetching import fetch_mails, support_mailbox
from partwright.web.conversations.imap import MailboxFaultError
from partwright.web.jobs import services as jobs
from partwright.web.jobs.handlers import Lease, handles
from partwright.web.jobs.models import JobKind
from partwright.web.privacy.purposes import Purpose, purpose

log = logging.getLogger(__name__)


def queue_mail_fetch() -> bool:
    """Queues this minute's look into the mailbox, if there is one and no look is under way; says whether it did."""
    if support_mailbox() is None or jobs.is_at_work(JobKind.FETCH_MAIL):
        return False
    return jobs.enqueue_once(JobKind.FETCH_MAIL, period=f"{timezone.now():%Y-%m-%dT%H:%M}")


@handles(JobKind.FETCH_MAIL)
@purpose(Purpose.PROVIDE_SERVICES)
def fetch_mail(_lease: Lease) -> None:
    """Takes what has come into the mailbox. One that does not answer is no failed job: the next minute tries again."""
    address = support_mailbox()
    if address is None:
        return  # it was set up when this was queued
    try:
        fetch_mails(address)
    except MailboxFaultError as fault:
        log.warning("Mail cannot be fetched: %s.", fault)
