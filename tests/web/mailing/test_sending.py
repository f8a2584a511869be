"""Mail against a real SMTP server: taken, put off, refused, cut off."""

import datetime as dt
import smtplib
import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from tests.web.mailing.conftest import free_port, only

from partwright.web.actor import SYSTEM
from partwright.web.jobs import services as jobs
from partwright.web.jobs.models import Job, JobState
from partwright.web.jobs.worker import do_all
from partwright.web.mailing import delivery, selectors, services, tasks
from partwright.web.mailing.errors import MailAddressError, MailHeaderError, MessageNotFoundError
from partwright.web.mailing.models import Message, MessageState
from partwright.web.mailing.services import Attachment, send
from partwright.web.privacy.ledger import disclosures_of
from partwright.web.privacy.models import LedgerRow, Outcome

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
PERSON = uuid.UUID(int=5)


class Killed(BaseException):
    """What ends a process; no handler catches it."""


def write(**changed: object) -> Message:
    return send(
        "mailing.test", **{"to": "jane@example.com", "context": {}, "by": SYSTEM, "person_id": PERSON, **changed}
    )


def now(message: Message) -> Message:
    message.refresh_from_db()
    return message


def test_a_mail_arrives_as_text_and_html_with_who_it_is_from(server, clock) -> None:
    message = write(to_name="Jane Doe")
    assert do_all() == 1
    [mail] = server.mails
    assert server.recipients == [["jane@example.com"]]
    assert mail["To"] == '"Jane Doe" <jane@example.com>' or mail["To"] == "Jane Doe <jane@example.com>"
    assert str(mail["From"].addresses[0].display_name) == "Müller & Söhne"
    assert mail["Message-ID"] == message.message_id
    assert mail["Message-ID"].endswith("@example.com>")
    assert mail["Date"].datetime == message.created_at
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    for kind in ("plain", "html"):
        assert "Hello Jane Doe," in mail.get_body((kind,)).get_content()
        assert "/privacy/" in mail.get_body((kind,)).get_content()
    assert now(message).state == MessageState.SENT
    assert (message.sent_at, message.attempts) == (clock_time(), 1)


def clock_time() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def test_a_mail_is_in_the_ledger_of_whom_it_is_about_without_their_address(server) -> None:
    write()
    do_all()
    done, attempted = disclosures_of(PERSON)
    assert (attempted.outcome, done.outcome) == (Outcome.ATTEMPTED, Outcome.DONE)
    assert (done.what, done.recipient) == ("mail: mailing test", "mail_provider")
    assert "jane" not in repr(LedgerRow.objects.values())


def test_a_mail_of_a_rolled_back_transaction_never_was(server) -> None:
    with pytest.raises(Killed), transaction.atomic():  # noqa: PT012 -- what is rolled back is the point
        write()
        raise Killed
    assert do_all() == 0
    assert not Message.objects.exists()


def test_a_mail_that_is_put_off_is_sent_later_under_the_same_id(server, clock) -> None:
    server.to_recipient = ["451 come back later"]
    message = write()
    do_all()
    assert now(message).state == MessageState.QUEUED
    assert message.last_error == "the server refuses the address: 451 come back later"
    assert do_all() == 0
    clock.shift(2 * MINUTE)
    do_all()
    assert [mail["Message-ID"] for mail in server.mails] == [message.message_id]
    assert (now(message).state, message.attempts, message.last_error) == (MessageState.SENT, 2, "")
    outcomes = list(LedgerRow.objects.order_by("id").values_list("outcome", flat=True))
    assert outcomes == [Outcome.ATTEMPTED, Outcome.FAILED, Outcome.ATTEMPTED, Outcome.DONE]
    assert len(set(LedgerRow.objects.values_list("payload_digest", flat=True))) == 1


def test_a_content_that_is_put_off_is_sent_later(server, clock) -> None:
    server.to_content = ["452 no room"]
    message = write()
    do_all()
    clock.shift(2 * MINUTE)
    do_all()
    assert now(message).state == MessageState.SENT


@pytest.mark.parametrize("where", ["to_recipient", "to_content"])
def test_a_refused_mail_has_failed_at_once_and_is_seen(server, clock, where) -> None:
    setattr(server, where, ["550 no jane@example.com here"])
    message = write()
    do_all()
    assert (now(message).state, message.refused, message.attempts) == (MessageState.FAILED, True, 1)
    assert message.last_error.endswith("550 no … here")
    assert list(selectors.failed_messages()) == [message]
    clock.shift(dt.timedelta(days=9))
    assert do_all() == 0
    assert server.mails == []


def test_a_failed_mail_is_sent_again_when_staff_ask_for_it(server, clock, by) -> None:
    server.to_recipient = ["550 mailbox is full"]
    message = write()
    do_all()
    with pytest.raises(MessageNotFoundError):
        services.retry(message.id, by=by)
    services.retry(message.id, by=SYSTEM)
    with pytest.raises(MessageNotFoundError):
        services.retry(message.id, by=SYSTEM)
    do_all()
    assert now(message).state == MessageState.SENT
    assert server.mails[0]["Message-ID"] == message.message_id
    assert not selectors.failed_messages().exists()


def test_no_server_means_growing_waits_and_then_failure(configure, clock, caplog) -> None:
    configure(mail_url=f"smtp://127.0.0.1:{free_port()}?tls=none", mail_from="parts@example.com")
    message = write()
    for wait in tasks.PATIENCE.waits:
        assert do_all() == 1
        assert now(message).state == MessageState.QUEUED
        clock.shift(wait - dt.timedelta(seconds=1))
        assert do_all() == 0
        clock.shift(1)
    assert do_all() == 1
    assert now(message).state == MessageState.FAILED
    assert message.attempts == tasks.PATIENCE.attempts
    assert message.last_error == "the server does not answer: Connection refused"
    assert list(tasks.PATIENCE.waits) == sorted(tasks.PATIENCE.waits)
    assert "jane" not in caplog.text
    assert not any(record.exc_info for record in caplog.records)


def test_a_server_without_tls_gets_neither_password_nor_mail(start) -> None:
    server = start("smtp://me:secret@localhost:{port}")
    message = write()
    do_all()
    assert now(message).state == MessageState.QUEUED
    assert message.last_error == "the server does not offer the encryption or sign-in that is set up"
    assert server.mails == []


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(start, tls) -> None:
    server = start("smtp://localhost:{port}", tls_context=tls)
    message = write()
    do_all()
    assert now(message).state == MessageState.QUEUED
    assert message.last_error == "the server cannot be trusted: CERTIFICATE_VERIFY_FAILED"
    assert server.mails == []


def test_a_mail_goes_encrypted_and_signed_in(start, tls, certificate, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server = start(
        "smtp://me:s%40cret@localhost:{port}",
        tls_context=tls,
        require_starttls=True,
        auth_required=True,
        authenticator=only("me", "s@cret"),
    )
    write()
    do_all()
    assert server.encrypted == [True]


def test_a_wrong_password_is_told_without_it(start, tls, certificate, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    start("smtp://me:wrong@localhost:{port}", tls_context=tls, auth_required=True, authenticator=only("me", "right"))
    message = write()
    do_all()
    assert now(message).last_error == "the server refuses user or password: 535"
    assert not message.refused


def test_a_process_killed_between_sending_and_marking_sends_once_more_under_the_same_id(
    server, clock, settings, monkeypatch
) -> None:
    def die(message: Message) -> None:
        raise Killed

    message = write()
    with monkeypatch.context() as patched:
        patched.setattr(delivery, "note_sent", die)
        with pytest.raises(Killed):
            do_all()
    assert now(message).state == MessageState.SENDING
    clock.shift(settings.JOB_LEASE + dt.timedelta(seconds=1))
    assert jobs.sweep() == 1
    assert do_all() == 1
    assert do_all() == 0
    assert [mail["Message-ID"] for mail in server.mails] == [message.message_id] * 2
    assert (now(message).state, message.attempts) == (MessageState.SENT, 2)


def test_a_process_killed_before_sending_loses_nothing(server, clock, settings, monkeypatch) -> None:
    def die(*_arguments: object, **_options: object) -> None:
        raise Killed

    message = write()
    with monkeypatch.context() as patched:
        patched.setattr(tasks.mail_transport, "post", die)
        with pytest.raises(Killed):
            do_all()
    clock.shift(settings.JOB_LEASE + dt.timedelta(seconds=1))
    jobs.sweep()
    do_all()
    assert len(server.mails) == 1
    assert now(message).state == MessageState.SENT


def test_an_attempt_that_lost_its_lease_after_sending_is_the_last(server, clock, settings, monkeypatch) -> None:
    message = write()
    note_sent = delivery.note_sent

    def be_late(sent: Message) -> None:
        clock.shift(settings.JOB_LEASE + dt.timedelta(seconds=1))
        assert jobs.sweep() == 1
        note_sent(sent)

    monkeypatch.setattr(delivery, "note_sent", be_late)
    assert do_all() == 2
    assert len(server.mails) == 1
    assert now(message).state == MessageState.SENT


def test_a_process_killed_at_every_attempt_leaves_a_failure_that_is_seen(server, clock, settings) -> None:
    message = write()
    for _ in range(tasks.PATIENCE.attempts):
        lease = jobs.claim()
        assert lease is not None
        delivery.begin(message.id)
        clock.shift(settings.JOB_LEASE + dt.timedelta(seconds=1))
        jobs.sweep()
    assert Job.objects.get().state == JobState.FAILED
    assert now(message).state == MessageState.FAILED
    assert message.last_error == "no attempt at sending it came to its end"


def test_a_server_that_hangs_up_after_taking_a_mail_has_taken_it(server, monkeypatch) -> None:
    def quit_badly(self: smtplib.SMTP) -> None:
        self.close()
        raise smtplib.SMTPResponseException(421, b"closing")

    monkeypatch.setattr(smtplib.SMTP, "quit", quit_badly)
    message = write()
    do_all()
    assert now(message).state == MessageState.SENT


def test_an_answer_joins_its_thread(server) -> None:
    first = write()
    write(in_reply_to=first.message_id, references=["<start@example.org>"], reply_to="thread@example.com")
    do_all()
    mail = server.mails[1]
    assert mail["In-Reply-To"] == first.message_id
    assert mail["References"].split() == ["<start@example.org>", first.message_id]
    assert mail["Reply-To"] == "thread@example.com"


@pytest.mark.parametrize("name", ["Zoë Ångström", "李小龍", "Müller, Jürgen", 'Anna "Ann" O\'Neil', "Ö" * 20])
def test_a_name_arrives_as_it_is_written(server, name) -> None:
    write(to_name=name)
    do_all()
    assert str(server.mails[0]["To"].addresses[0].display_name) == name
    assert f"Hello {name}," in server.mails[0].get_body(("plain",)).get_content()


def test_a_name_is_text_in_html_too(server) -> None:
    write(to_name="<b>Jane</b> & Co")
    do_all()
    assert "&lt;b&gt;Jane&lt;/b&gt; &amp; Co" in server.mails[0].get_body(("html",)).get_content()
    assert "<b>Jane</b> & Co" in server.mails[0].get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    "changed",
    [
        {"to_name": "Jane\r\nBcc: all@example.com"},
        {"to_name": "Jane\x00"},
        {"in_reply_to": "<a@example.com>\r\nBcc: all@example.com"},
        {"references": ["<a@example.com> <b@example.com>"]},
        {"attachments": [Attachment("x", "a\nb.pdf", "application/pdf")]},
        {"attachments": [Attachment("x", "a.pdf", "application/pdf\r\nX: y")]},
    ],
)
def test_a_header_takes_no_second_line(changed) -> None:
    with pytest.raises(MailHeaderError) as caught:
        write(**changed)
    assert caught.value.code == "mail.header"
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "to",
    [
        "",
        "jane",
        "jane@",
        "a@example.com, b@example.com",
        "a@example.com\nBcc: b@example.com",
        "Jane <a@example.com>",
        "zoë@example.com",
        "jane@" + "ü" * 60 + ".example",
    ],
)
def test_a_mail_goes_to_one_bare_address(to) -> None:
    with pytest.raises(MailAddressError) as caught:
        write(to=to)
    assert caught.value.code == "mail.address"


def test_a_domain_in_another_script_is_reached(server) -> None:
    write(to="jane@bücher.example")
    do_all()
    assert server.recipients == [["jane@xn--bcher-kva.example"]]


def test_a_file_goes_along(server) -> None:
    stored = default_storage.save("mail-test/invoice", ContentFile(b"%PDF-1.7"))
    write(attachments=[Attachment(stored, "Rechnung Größe 7.pdf", "application/pdf")])
    do_all()
    [file] = server.mails[0].iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("Rechnung Größe 7.pdf", b"%PDF-1.7")


def test_a_file_that_is_gone_is_a_failure_that_is_seen(server) -> None:
    message = write(attachments=[Attachment("mail-test/gone", "a.pdf", "application/pdf")])
    do_all()
    assert now(message).state == MessageState.FAILED
    assert message.last_error == "a file that it encloses was deleted"
    assert server.mails == []
