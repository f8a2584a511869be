"""Senders that are killed while a server is talking to them: no mail is lost, one goes out once more at most."""

import datetime as dt
import os
import signal
import subprocess

import pytest
import time_machine
from django.utils import timezone
from tests.web import processes
from tests.web.mailing.conftest import SENDER, Server

from partwright.web.actor import SYSTEM
from partwright.web.jobs import services as jobs
from partwright.web.jobs.worker import do_all
from partwright.web.mailing.models import Message, MessageState
from partwright.web.mailing.services import send_test_mail
from partwright.web.privacy.models import LedgerRow, Outcome

pytestmark = pytest.mark.django_db(transaction=True)

SENDING_PROCESS = "tests/web/mailing/sending_process.py"


class Killing(Server):
    """A server that kills whoever sends, at one point of the talk; a mail whose end it has seen counts as taken."""

    point: str = ""
    victim: subprocess.Popen[str] | None = None

    def kill_at(self, point: str) -> None:
        if self.victim is not None and point == self.point:
            os.kill(self.victim.pid, signal.SIGKILL)
            self.victim = None

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802 -- aiosmtpd's name
        self.kill_at("recipient")
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        self.kill_at("content")
        return answer


@pytest.mark.parametrize(("point", "times"), [("recipient", 1), ("content", 2)])
def test_a_killed_sender_loses_no_mail_and_repeats_it_once_under_its_id(start, settings, point, times) -> None:
    server = start(kind=Killing)
    server.point = point
    message = send_test_mail("jane@example.com", by=SYSTEM)
    process = processes.start(
        SENDING_PROCESS, PARTWRIGHT_MAIL_URL=settings.ENVIRONMENT.mail_url, PARTWRIGHT_MAIL_FROM=SENDER
    )
    server.victim = process
    with process:
        assert process.wait() == -signal.SIGKILL
    message.refresh_from_db()
    assert message.state == MessageState.SENDING
    assert list(LedgerRow.objects.values_list("outcome", flat=True)) == [Outcome.ATTEMPTED]
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        assert jobs.sweep() == 1
        do_all()
    assert [mail["Message-ID"] for mail in server.mails] == [message.message_id] * times
    assert (Message.objects.get().state, Message.objects.get().attempts) == (MessageState.SENT, 2)
