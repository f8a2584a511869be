"""Whether mail works, the outbox, the end of mail, providers and `partwright check`."""

import datetime as dt
import json
import smtplib
import stat
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.utils import getaddresses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.web.mailing.conftest import free_port, only

from partwright.web.actor import SYSTEM
from partwright.web.jobs.worker import do_all
from partwright.web.mailing import selectors, services, templates
from partwright.web.mailing.errors import MailHeaderError
from partwright.web.mailing.models import Message, MessageState
from partwright.web.mailing.rendering import one_line
from partwright.web.mailing.retention import MAIL_STAYS, erase_mail
from partwright.web.mailing.templates import MailTemplate
from partwright.web.privacy import mail_transport, outbox
from partwright.web.privacy.mail_transport import Letter
from partwright.web.privacy.registry import Retention
from partwright.web.privacy.retention import LEDGER_STAYS
from partwright.web.site import check
from partwright.web.site import settings as site_settings

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _empty_outbox() -> Iterator[None]:
    yield
    outbox.delete_kept(timezone.now() + 365 * DAY)


def write(to: str = "jane@example.com") -> Message:
    return services.send_test_mail(to, by=SYSTEM)


def examined() -> tuple[bool, str]:
    [one] = check._mail()
    return one.good, one.detail


def test_without_a_server_mail_is_kept_where_its_owner_alone_reads_it() -> None:
    message = write()
    do_all()
    [path] = outbox.folder().glob("*")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(outbox.folder().stat().st_mode) == 0o700
    kept = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert (kept["To"], kept["Message-ID"]) == ("jane@example.com", message.message_id)
    assert kept["From"] == '"Partwright" <partwright@localhost>' or kept["From"] == "Partwright <partwright@localhost>"
    assert list(selectors.sent_messages()) == [message]
    assert not selectors.mail_works()


def test_a_mail_that_comes_again_replaces_itself_in_the_outbox() -> None:
    write()
    do_all()
    Message.objects.update(state=MessageState.FAILED, sent_at=None)
    services.retry(Message.objects.get().id, by=SYSTEM)
    do_all()
    assert len(list(outbox.folder().glob("*"))) == 1


def test_mail_works_once_a_server_has_taken_one(server, clock) -> None:
    assert not selectors.mail_works()
    write()
    assert list(selectors.waiting_messages()) == list(Message.objects.all())
    do_all()
    state = selectors.mail_state()
    assert state.works
    assert (state.carrier, state.last_success) == (f"127.0.0.1:{server.port}", timezone.now())


def test_mail_does_not_work_while_the_last_attempt_failed(server, clock) -> None:
    write()
    do_all()
    clock.shift(60)
    server.to_content = ["451 not now"]
    write()
    do_all()
    state = selectors.mail_state()
    assert not state.works
    assert (state.last_failure, state.last_error) == (timezone.now(), "the server refuses the mail: 451 not now")
    clock.shift(120)
    do_all()
    assert selectors.mail_works()


def test_an_address_that_does_not_exist_says_nothing_about_mail(server, clock) -> None:
    write()
    do_all()
    clock.shift(60)
    server.to_recipient = ["550 nobody here"]
    write("gone@example.com")
    do_all()
    assert selectors.mail_works()


def test_the_state_of_mail_costs_two_queries(django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        selectors.mail_state()


@pytest.fixture
def _confidential(monkeypatch) -> None:
    whole = {name: getattr(templates.get_template("mailing.test"), name) for name in MailTemplate.__dataclass_fields__}
    secret = MailTemplate(**{**whole, "confidential": True})
    monkeypatch.setitem(templates._declared, secret.id, secret)


@pytest.mark.usefixtures("_confidential")
def test_a_confidential_mail_is_forgotten_once_a_server_has_it(server) -> None:
    write()
    do_all()
    message = Message.objects.get()
    assert (message.text, message.html, message.state) == ("", "", MessageState.SENT)
    assert "mail from there works" in server.mails[0].get_body(("plain",)).get_content()


@pytest.mark.usefixtures("_confidential")
def test_a_confidential_mail_in_the_outbox_can_be_read_there() -> None:
    write()
    do_all()
    assert Message.objects.get().text


def test_mail_is_deleted_after_its_time_with_its_files() -> None:
    write()
    do_all()
    now = timezone.now()
    assert erase_mail(now + MAIL_STAYS - DAY) == 0
    with time_machine.travel(now + MAIL_STAYS + DAY, tick=False):
        write("later@example.com")
    assert erase_mail(now + MAIL_STAYS + DAY) == 2
    assert Message.objects.get().to == "later@example.com"
    assert list(outbox.folder().glob("*")) == []


def test_what_is_said_about_mail_is_what_is_done(browser) -> None:
    page = browser.get("/privacy/").content.decode()
    assert f"after {MAIL_STAYS.days} days" in page
    assert f"{MAIL_STAYS.days} days" in Retention.MAIL
    assert f"for {LEDGER_STAYS.days // 365} years" in page
    assert f"{LEDGER_STAYS.days // 365} years" in Retention.LEDGER


def test_no_outbox_is_nothing_to_delete() -> None:
    assert erase_mail(timezone.now()) == 0


def test_djangos_own_way_to_send_mail_is_closed() -> None:
    assert site_settings.EMAIL_BACKEND == "partwright.web.privacy.mail_transport.Refusing"
    with pytest.raises(RuntimeError, match="leaves through"):
        mail_transport.Refusing().send_messages([])


class Provider(BaseHTTPRequestHandler):
    """A provider's API that answers as the test wants."""

    answers: ClassVar[list[tuple[int, object]]] = []
    asked: ClassVar[list[dict[str, object]]] = []

    def do_POST(self) -> None:
        self.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        status, answer = self.answers.pop(0)
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def provider(configure, monkeypatch) -> Iterator[type[Provider]]:
    monkeypatch.setattr(Provider, "answers", [])
    monkeypatch.setattr(Provider, "asked", [])
    with ThreadingHTTPServer(("127.0.0.1", 0), Provider) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        configure(
            mail_url=f"anymail+resend://key@?api_url=http://127.0.0.1:{server.server_port}/",
            mail_from="Works <parts@example.com>",
        )
        yield Provider
        server.shutdown()
        thread.join()


def test_a_provider_takes_mail_by_its_api(provider) -> None:
    provider.answers += [(200, {"id": "1"})]
    message = write()
    do_all()
    [asked] = provider.asked
    assert asked["to"] == ["jane@example.com"]
    assert asked["headers"]["Message-ID"] == message.message_id
    assert selectors.mail_state().carrier == "resend"
    assert Message.objects.get().state == MessageState.SENT


@pytest.mark.parametrize(("status", "state"), [(422, "failed"), (500, "queued"), (401, "queued"), (429, "queued")])
def test_a_provider_that_refuses_is_told_from_one_that_is_down(provider, clock, status, state) -> None:
    provider.answers += [(status, {"message": "no jane@example.com"})]
    write()
    do_all()
    message = Message.objects.get()
    assert (message.state, message.last_error) == (state, f"the provider refuses: {status}")


def test_check_is_content_without_a_server() -> None:
    assert examined() == (True, f"no server is set up: mail is kept in {outbox.folder()}")


def test_check_greets_the_server_and_sends_nothing(server) -> None:
    assert examined() == (True, f"127.0.0.1:{server.port} takes mail")
    assert server.recipients == []


def test_check_signs_in(start, tls, certificate, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    options = {"tls_context": tls, "auth_required": True, "authenticator": only("me", "right")}
    server = start("smtp://me:right@localhost:{port}", **options)
    assert examined() == (True, f"localhost:{server.port} takes mail, encrypted")
    start("smtp://me:wrong@localhost:{port}", **options)
    assert examined() == (False, "cannot be sent: the server refuses user or password: 535")


def test_check_names_a_server_that_is_not_there(configure) -> None:
    configure(mail_url=f"smtp://127.0.0.1:{free_port()}?tls=none", mail_from="a@example.com")
    assert examined() == (False, "cannot be sent: the server does not answer: Connection refused")


def test_check_needs_no_network_for_a_provider(configure) -> None:
    configure(mail_url="anymail+postmark://key@", mail_from="a@example.com")
    assert examined() == (True, "goes to postmark, which tries the key with the first mail")


def test_a_fault_never_repeats_an_address() -> None:
    refusal = smtplib.SMTPDataError(550, b"5.7.1 <Jane@EXAMPLE.com> may not")
    assert str(mail_transport.fault_of(refusal)) == "the server refuses the mail: 550 5.7.1 <…> may not"


@given(st.text(max_size=200), st.text(max_size=300))
def test_whatever_somebody_is_called_a_mail_has_the_headers_it_was_given(name, subject) -> None:
    try:
        name, subject = one_line(name, field="name"), one_line(subject, field="subject")
    except MailHeaderError:
        return
    letter = Letter(
        message_id="<1@example.com>",
        to="jane@example.com",
        to_name=name,
        subject=subject,
        text="x",
        html="<p>x</p>",
        headers={"Reply-To": "thread@example.com"},
        enclosures=(),
        written_at=timezone.now(),
    )
    sent = message_from_bytes(mail_transport._message(letter).message().as_bytes(linesep="\r\n"))
    assert sorted(sent.keys()) == sorted(
        ["Content-Type", "MIME-Version", "Subject", "From", "To", "Reply-To", "Message-ID", "Date"]
    )
    assert [address for _, address in getaddresses(sent.get_all("To"))] == ["jane@example.com"]
