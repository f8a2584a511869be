"""When mail is fetched, for how long it is noted, and what `partwright check` says."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from tests.web.conversations.conftest import mail

from partwright.web.conversations.models import Conversation, FetchedMail
from partwright.web.conversations.retention import FETCHED_STAYS, erase_fetched_mail
from partwright.web.conversations.tasks import queue_mail_fetch
from partwright.web.jobs.models import Job, JobState
from partwright.web.jobs.worker import do_all
from partwright.web.site import check

pytestmark = pytest.mark.django_db(transaction=True)


def test_without_a_mailbox_nothing_is_queued() -> None:
    assert not queue_mail_fetch()
    [examined] = check._support()
    assert examined.good
    assert "no mailbox is set up" in examined.detail


def test_the_mailbox_is_looked_into_once_a_minute(box) -> None:
    box.deliver(mail())
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        assert [queue_mail_fetch(), queue_mail_fetch()] == [True, False]
        do_all()
        assert not queue_mail_fetch()
        clock.shift(60)
        assert queue_mail_fetch()
        clock.shift(60)
        assert not queue_mail_fetch()  # the last look is not done
    assert Conversation.objects.count() == 1


def test_a_mailbox_that_does_not_answer_is_no_failed_job(settings, caplog) -> None:
    url = "imap://me:hunter2@127.0.0.1:1"
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"support_url": url})
    queue_mail_fetch()
    do_all()
    assert Job.objects.get().state == JobState.DONE
    assert "Mail cannot be fetched: the server does not answer" in caplog.text
    assert "hunter2" not in caplog.text
    [examined] = check._support()
    assert not examined.good
    assert examined.detail.startswith("mail cannot be fetched: the server does not answer")


def test_check_says_that_the_mailbox_answers(box) -> None:
    box.deliver(mail(), mail())
    [examined] = check._support()
    assert examined.good
    assert examined.detail == f"127.0.0.1:{box.server.port} answers: 2 unread in INBOX"
    assert box.flags() == [set(), set()]


def test_what_is_noted_of_a_mail_ends(box) -> None:
    box.deliver(mail())
    queue_mail_fetch()
    do_all()
    assert erase_fetched_mail(timezone.now() + FETCHED_STAYS - dt.timedelta(minutes=1)) == 0
    assert erase_fetched_mail(timezone.now() + FETCHED_STAYS + dt.timedelta(minutes=1)) == 1
    assert not FetchedMail.objects.exists()
