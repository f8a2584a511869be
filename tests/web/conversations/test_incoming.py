"""Reading mail that strangers write: well-formed, in old forms, broken and hostile."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.conversations.conftest import mail

from partwright.web.conversations.incoming import Fault, SetAsideError, read_head, read_mail
from partwright.web.conversations.page_text import text_of_page
from partwright.web.conversations.quoted import without_quoted_end


@given(st.binary(max_size=400))
def test_any_bytes_are_a_mail_or_set_aside(content: bytes) -> None:
    try:
        read = read_mail(content)
    except SetAsideError:
        read_head(content)
    else:
        assert read.ids.message_id.startswith("<")


@given(st.sampled_from(["From", "Subject", "Message-ID", "Content-Type", "Reply-To", "Date"]), st.text(max_size=200))
def test_any_header_is_a_mail_or_set_aside(name: str, value: str) -> None:
    content = mail(**{name.replace("-", "_"): value.replace("\n", "\n ") or " "})
    try:
        read_mail(content)
    except SetAsideError as fault:
        assert fault.fault in (Fault.NO_SENDER, Fault.UNREADABLE, Fault.TOO_MANY_PARTS)  # noqa: PT017


def test_an_answer_goes_to_whom_the_sender_names() -> None:
    read = read_mail(mail(Reply_To="Tickets <tickets@example.net>", From="Grace <noreply@example.net>"))
    assert (read.sender_name, read.sender_email, read.automatic) == ("Grace", "tickets@example.net", False)


@pytest.mark.parametrize(
    ("charset", "content"),
    [
        ("utf-8", "Maß"), ("iso-8859-1", "Maß"), ("windows-1252", "Maß"), ("utf-16", "Maß"), ("gb18030", "尺寸"),
    ],
)  # fmt: skip
def test_texts_are_read_in_their_charset(charset: str, content: str) -> None:
    head = mail(Content_Type=f"text/plain; charset={charset}").rpartition(b"\r\n\r\n")[0]
    assert read_mail(head + b"\r\n\r\n" + content.encode(charset)).text == content


@pytest.mark.parametrize("charset", ["no-such", "", "utf-8"])
def test_a_text_in_a_charset_that_it_is_not_in_is_read_as_old_programs_wrote(charset: str) -> None:
    head = mail(Content_Type=f"text/plain; charset={charset}").rpartition(b"\r\n\r\n")[0]
    assert read_mail(head + b"\r\n\r\nMa\xdf").text == "Maß"


def test_of_a_mail_in_two_forms_the_plain_one_is_read() -> None:
    parts = (
        b"\r\n--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>page\r\n--b--"
    )
    assert read_mail(mail("", Content_Type="multipart/alternative; boundary=b") + parts).text == "plain"


def test_a_page_is_read_as_its_words() -> None:
    page = "<head><title>t</title></head><body><script>x()</script><p>Is  0.6&nbsp;mm<br>enough?<p>Grace"
    assert text_of_page(page) == "Is 0.6 mm\nenough?\nGrace"
    assert read_mail(mail(page, Content_Type="text/html")).text == "Is 0.6 mm\nenough?\nGrace"


@pytest.mark.parametrize("hostile", ["<!--", "<a ", "&#", "<![CDATA[", "</", "<p>", "<style>", "<"])
def test_hostile_pages_are_read_within_seconds(hostile: str) -> None:
    started = time.monotonic()
    text_of_page(hostile * 300_000)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("Yes.\n\nOn Tuesday the shop wrote:\n> Is it?\n>\n> Sam", "Yes."),
        ("Yes.\n\nOn Tuesday, 24 November, at 11:12\nSam Rivers <shop@example.com> wrote:\n\n> Is it?", "Yes."),
        ("Yes.\n> Is it?", "Yes."),
        ("> Is it?\nYes.", "> Is it?\nYes."),
        ("> Is it?", "> Is it?"),
        ("Dimensions:\n- 4 mm\n> Is it?", "Dimensions:\n- 4 mm"),
        ("", ""),
    ],
)
def test_what_only_repeats_the_question_is_left_out(text: str, sound: str) -> None:
    assert without_quoted_end(text) == sound


@given(st.text(alphabet=">:\n a", max_size=60))
def test_no_answer_is_emptied(text: str) -> None:
    assert bool(without_quoted_end(text).strip()) == bool(text.strip())


def test_a_mail_nested_a_thousand_times_is_set_aside_at_once() -> None:
    inner = b"\r\n--b\r\nContent-Type: message/rfc822\r\n" * 1000
    with pytest.raises(SetAsideError) as refusal:
        read_mail(mail(Content_Type="multipart/mixed; boundary=b") + inner)
    assert refusal.value.fault is Fault.TOO_MANY_PARTS
