"""Mail from a real mailbox: each becomes a message once, or is set aside, and nothing is answered by a machine."""

import base64
from email.message import EmailMessage

import pytest
from tests import dovecot
from tests.web.conversations.conftest import mail, photo

from partwright.web.conversations import fetching, imap, incoming, services
from partwright.web.conversations.errors import FetchedMailNotFoundError
from partwright.web.conversations.fetching import fetch_mails, support_mailbox
from partwright.web.conversations.imap import MailboxFaultError, probe
from partwright.web.conversations.mailbox_url import parse_mailbox_url
from partwright.web.conversations.models import (
    Attachment,
    AuthorKind,
    Conversation,
    Entry,
    FetchedMail,
    FetchState,
    Mailbox,
    State,
    Via,
)
from partwright.web.conversations.threading import reply_address
from partwright.web.mailing.models import Message

pytestmark = pytest.mark.django_db(transaction=True)

SEEN, FLAGGED = "\\Seen", "\\Flagged"


def fetch() -> int:
    return fetch_mails(support_mailbox())


def set_aside() -> list[str]:
    return list(FetchedMail.objects.filter(state=FetchState.SET_ASIDE).order_by("id").values_list("fault", flat=True))


def test_a_mail_becomes_a_conversation_with_its_sender(box) -> None:
    box.deliver(mail(Subject="=?utf-8?q?R=C3=BCckwand?="))
    assert fetch() == 1
    conversation = Conversation.objects.get()
    assert (conversation.kind, conversation.title, conversation.state) == (
        "support",
        "Rückwand",
        State.WAITING_FOR_STAFF,
    )
    assert (conversation.contact_name, conversation.contact_email) == ("Grace Hopper", "grace@example.net")
    entry = conversation.entries.get()
    assert (entry.text, entry.via, entry.author_kind) == ("Is 0.6 mm enough?", Via.MAIL, AuthorKind.CUSTOMER)
    assert box.flags() == [{SEEN}]
    assert not Message.objects.exists()  # nothing is answered by a machine


def test_the_address_of_an_account_does_not_make_a_mail_the_accounts(box, ada) -> None:
    box.deliver(mail(From=ada.email))
    fetch()
    conversation = Conversation.objects.get()
    assert (conversation.owner, conversation.contact_email) == (None, ada.email)


def test_an_answer_goes_on_with_its_conversation_and_reopens_it(box, thread, customer, sales) -> None:
    services.write(thread.id, text="Make it 0.8 mm.", by=sales)
    sent = Message.objects.get()
    services.close(thread.id, by=customer)
    box.deliver(mail("Good.\n\nOn Tuesday the shop wrote:\n> Make it 0.8 mm.", To=sent.headers["Reply-To"],
                     In_Reply_To=sent.message_id))  # fmt: skip
    fetch()
    thread.refresh_from_db()
    assert thread.state == State.WAITING_FOR_STAFF
    assert thread.entries.last().text == "Good."
    assert Conversation.objects.count() == 1


def test_staffs_answer_to_a_mail_is_chained_and_answered_to_the_mailbox(box, sales) -> None:
    box.deliver(mail(Message_ID="<first@mail.example.net>"))
    fetch()
    conversation = Conversation.objects.get()
    services.write(conversation.id, text="Yes.", by=sales)
    answer = Message.objects.get()
    assert answer.to == "grace@example.net"
    assert answer.headers["In-Reply-To"] == "<first@mail.example.net>"
    assert answer.headers["References"] == "<first@mail.example.net>"
    assert answer.headers["Reply-To"] == f"support+{conversation.mail_token}@example.com"
    assert reply_address(conversation) == answer.headers["Reply-To"]


def test_a_mail_is_taken_once_however_often_it_is_looked_at(box) -> None:
    box.deliver(mail())
    assert [fetch(), fetch()] == [1, 0]
    box.store(1, "-FLAGS", SEEN)
    assert fetch() == 1
    assert Entry.objects.count() == 1
    assert box.flags() == [{SEEN}]


def test_a_mail_that_comes_by_two_ways_is_one_message(box) -> None:
    one = mail()
    box.deliver(one, b"Received: by another way\r\n" + one)
    fetch()
    assert Entry.objects.count() == 1


def test_two_mails_under_one_id_are_two_messages(box) -> None:
    box.deliver(mail("one", Message_ID="<same@x.example>"), mail("two", Message_ID="<same@x.example>"))
    fetch()
    fetch()
    assert sorted(Entry.objects.values_list("text", flat=True)) == ["one", "two"]


def test_a_mail_without_an_id_is_taken_once(box) -> None:
    one = mail(Message_ID="")
    box.deliver(one, one, mail("other", Message_ID=""))
    fetch()
    assert sorted(Entry.objects.values_list("text", flat=True)) == ["Is 0.6 mm enough?", "other"]


def test_what_was_read_before_the_mailbox_was_set_up_stays_out_and_later_it_does_not(box) -> None:
    box.deliver(mail("old"), flags=SEEN)
    box.deliver(mail("unread"))
    fetch()
    box.deliver(mail("read by hand"), flags=SEEN)
    fetch()
    assert sorted(Entry.objects.values_list("text", flat=True)) == ["read by hand", "unread"]


def test_a_mailbox_that_is_numbered_anew_is_not_taken_twice(box) -> None:
    box.deliver(mail())
    fetch()
    Mailbox.objects.update(uid_validity=1)
    FetchedMail.objects.update(uid_validity=1)
    box.deliver(mail("new"))
    box.store(1, "-FLAGS", SEEN)
    fetch()
    assert sorted(Entry.objects.values_list("text", flat=True)) == ["Is 0.6 mm enough?", "new"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (mail(Auto_Submitted="auto-replied"), "automatic"),
        (mail(Precedence="bulk"), "automatic"),
        (mail(List_Id="<news.example.net>"), "automatic"),
        (mail(Return_Path="<>"), "automatic"),
        (mail(From="MAILER-DAEMON@mail.example.net"), "automatic"),
        (mail(From="support+x@example.com"), "own"),
        (mail(From=""), "no_sender"),
        (mail(From="Grace <grace>"), "no_sender"),
        (mail(Content_Type="multipart/mixed; boundary=b") + b"\r\n--b\r\nContent-Type: multipart/mixed" * 99,
         "too_many_parts"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_begins_no_conversation_is_set_aside_and_blocks_nothing(box, content, fault) -> None:
    box.deliver(content, mail("next"))
    assert fetch() == 2
    assert set_aside() == [fault]
    assert Entry.objects.get().text == "next"
    assert box.flags() == [{SEEN, FLAGGED}, {SEEN}]
    assert fetch() == 0


def test_what_a_machine_answers_to_a_conversation_is_a_note_for_staff(box, by_link) -> None:
    before = by_link.state
    box.deliver(mail("Mailbox is full.", To=reply_address(by_link), From="", Return_Path="<>", Content_Type=""))
    fetch()
    note = by_link.entries.last()
    assert (note.internal, note.author_kind) == (True, AuthorKind.SYSTEM)
    assert "Mailbox is full." in note.text
    by_link.refresh_from_db()
    assert by_link.state == before


def test_two_machines_do_not_keep_each_other_busy(box, sales) -> None:
    box.deliver(mail())
    fetch()
    conversation = Conversation.objects.get()
    services.write(conversation.id, text="Yes.", by=sales)
    for number in range(5):  # a machine that answers everything and says so nowhere
        box.deliver(mail(f"I am away. {number}", To=reply_address(conversation)))
        fetch()
    assert Message.objects.count() == 1


def test_a_mail_that_is_too_large_is_set_aside_unread(box, monkeypatch) -> None:
    monkeypatch.setattr(imap, "BYTES_PER_MB", 10)
    box.deliver(mail("x" * 2000), mail("next"))
    fetch()
    assert set_aside() == ["too_large"]
    row = FetchedMail.objects.get(state=FetchState.SET_ASIDE)
    assert (row.sender, row.title) == ("grace@example.net", "Wall of the housing")


def test_a_mail_that_nothing_can_be_made_of_is_tried_and_set_aside(box, monkeypatch) -> None:
    store = fetching._store
    box.deliver(mail("poison"), mail("next"))

    def stumble(one: incoming.Incoming, *, wanted: bool) -> None:
        if one.text == "poison":
            raise RecursionError
        store(one, wanted=wanted)

    monkeypatch.setattr(fetching, "_store", stumble)
    for _ in range(fetching.MOST_ATTEMPTS):
        fetch()
        assert set_aside() == []
    fetch()
    assert set_aside() == ["unreadable"]
    assert Entry.objects.get().text == "next"


def test_a_full_disk_loses_no_mail(box, monkeypatch) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError("no space left")

    box.deliver(mail())
    with monkeypatch.context() as patch:
        patch.setattr(fetching, "_store", full)
        for _ in range(fetching.MOST_ATTEMPTS + 2):
            with pytest.raises(OSError, match="no space"):
                fetch()
    fetch()
    assert Entry.objects.count() == 1


def test_staff_have_a_mail_taken_that_was_set_aside(box, sales, customer) -> None:
    box.deliver(mail(Precedence="bulk"))
    fetch()
    row = FetchedMail.objects.get()
    with pytest.raises(FetchedMailNotFoundError):
        fetching.take_after_all(row.id, by=customer)
    fetching.take_after_all(row.id, by=sales)
    fetch()
    assert Entry.objects.get().text == "Is 0.6 mm enough?"
    with pytest.raises(FetchedMailNotFoundError):
        fetching.take_after_all(row.id, by=sales)


def test_files_are_taken_as_far_as_they_fit(box) -> None:
    one = EmailMessage()
    one["From"], one["To"], one["Message-ID"] = "grace@example.net", "support@example.com", "<files@x.example>"
    one.set_content("See the photo.")
    one.add_attachment(photo(), maintype="image", subtype="jpeg", filename="Gehäuse.jpg")
    one.add_attachment(b"MZ\0", maintype="application", subtype="octet-stream", filename="a.exe")
    one.add_attachment(EmailMessage())
    box.deliver(one.as_bytes())
    fetch()
    assert [file.name for file in Attachment.objects.all()] == ["Gehäuse.jpg"]
    assert Entry.objects.get().text == "See the photo.\n\n[Not taken: a.exe, message.eml]"
    assert Conversation.objects.get().title == "Mail without subject"


def test_a_text_that_is_too_long_goes_whole_as_a_file(box) -> None:
    text = "0123456789" * 3000
    box.deliver(mail(base64.b64encode(text.encode()).decode(), Content_Transfer_Encoding="base64"))
    fetch()
    file = Attachment.objects.get()
    assert (file.name, file.size_bytes) == ("message.txt", len(text))
    assert Entry.objects.get().text.endswith("…")


def test_a_mail_that_is_deleted_meanwhile_is_forgotten(box, monkeypatch) -> None:
    box.deliver(mail("gone"), mail("next"))
    monkeypatch.setattr(imap.Inbox, "unseen", lambda _self: [1, 2])
    box.store(1, "+FLAGS", "\\Deleted")
    fetch()
    assert Entry.objects.get().text == "next"
    assert FetchedMail.objects.count() == 1


def test_a_round_ends_and_the_next_goes_on(box, monkeypatch) -> None:
    monkeypatch.setattr(fetching, "MOST_A_ROUND", 2)
    box.deliver(*(mail(str(number)) for number in range(5)))
    assert [fetch(), fetch(), fetch(), fetch()] == [2, 2, 1, 0]
    assert Entry.objects.count() == 5


def test_by_tls_the_server_must_be_trusted(box, monkeypatch) -> None:
    address = parse_mailbox_url(box.tls_url)
    with pytest.raises(MailboxFaultError, match="cannot be trusted"):
        probe(address)
    monkeypatch.setenv("SSL_CERT_FILE", str(box.server.certificate))
    assert probe(address) == f"localhost:{box.server.tls_port} answers, encrypted: 0 unread in INBOX"


def test_a_fault_is_noted_until_the_mailbox_answers_again(box, settings, caplog) -> None:
    wrong = box.url.replace(box.url.split(":")[2].split("@")[0], "hunter2")
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"support_url": wrong})
    with pytest.raises(MailboxFaultError, match="refuses user or password") as fault:
        fetch()
    assert "hunter2" not in str(fault.value) + caplog.text
    assert Mailbox.objects.get().fault == "the server refuses user or password"
    assert Mailbox.objects.get().failing_since is not None
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"support_url": box.url})
    fetch()
    assert (Mailbox.objects.get().fault, Mailbox.objects.get().failing_since) == ("", None)


def test_a_folder_that_is_not_there_is_named_as_such(box) -> None:
    with pytest.raises(MailboxFaultError, match="no such folder"):
        probe(parse_mailbox_url(box.url.replace("INBOX", "Nowhere")))


def test_a_server_that_is_not_there_is_named_as_such() -> None:
    with pytest.raises(MailboxFaultError, match="does not answer"):
        probe(parse_mailbox_url("imap://a:b@127.0.0.1:1/INBOX"))


def test_the_password_is_not_in_what_python_prints() -> None:
    assert dovecot.PASSWORD not in repr(parse_mailbox_url("imap://me:w%C3%B6rd%2F%40%3A%3F%22@127.0.0.1"))
