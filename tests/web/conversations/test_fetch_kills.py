"""A process that is killed between storing a mail and marking it loses none and doubles none."""

import threading

import pytest
from django.db import connection
from tests.web import processes
from tests.web.conversations.conftest import mail

from partwright.web.conversations.fetching import fetch_mails, support_mailbox
from partwright.web.conversations.models import Entry, FetchedMail, FetchState

pytestmark = pytest.mark.django_db(transaction=True)

FETCHING_PROCESS = "tests/web/conversations/fetching_process.py"


def test_a_kill_between_storing_and_marking_neither_loses_nor_doubles(box) -> None:
    box.deliver(mail("one"), mail("two"))
    variables = {"PARTWRIGHT_SUPPORT_URL": box.url, "PARTWRIGHT_SUPPORT_ADDRESS": "support@example.com"}
    with processes.start(FETCHING_PROCESS, **variables) as process:
        processes.expect(process, "stored")
        process.kill()
    assert Entry.objects.count() == 1
    assert box.flags() == [set(), set()]
    fetch_mails(support_mailbox())
    assert sorted(Entry.objects.values_list("text", flat=True)) == ["one", "two"]
    assert box.flags() == [{"\\Seen"}, {"\\Seen"}]


def test_a_kill_between_the_message_and_its_note_does_not_double(box) -> None:
    box.deliver(mail("one"))
    fetch_mails(support_mailbox())
    FetchedMail.objects.update(state=FetchState.AT_WORK)
    box.store(1, "-FLAGS", "\\Seen")
    fetch_mails(support_mailbox())
    assert Entry.objects.count() == 1
    assert FetchedMail.objects.get().state == FetchState.TAKEN


def fetch() -> None:
    try:
        fetch_mails(support_mailbox())
    finally:
        connection.close()


def test_two_processes_at_once_take_each_mail_once(box) -> None:
    box.deliver(*(mail(str(number)) for number in range(6)))
    threads = [threading.Thread(target=fetch) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    fetch_mails(support_mailbox())
    assert sorted(Entry.objects.values_list("text", flat=True)) == [str(number) for number in range(6)]
