"""A mail that came in, read: who wrote what, with which files, and whether a machine wrote it.

Everything in a mail is written by strangers, and often by no standard: headers are decoded as far as they can be.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from enum import StrEnum

from django.core.files.base import ContentFile, File

from partwright.web.conversations.page_text import text_of_page
from partwright.web.conversations.quoted import without_quoted_end
from partwright.web.conversations.writing import MailIds
from partwright.web.privacy.mail_url import is_address

_FINDING = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "From", "In-Reply-To", "References")
MOST_PARTS = 60  # each level of parts makes each line dearer to read: some thousand hold a process for minutes
LONGEST_ADDRESS = 254  # what the database holds
LONGEST_HEADER = 1000
LONGEST_LIST = 20_000  # of addresses, or of the mails before it
MOST_OF_A_HEADER = 5
_PART = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[^\s<>@]+@[^\s<>@]+>")
_OWN_SUFFIX = re.compile(r"\+[^@]*(?=@)")
_BULK = frozenset({"bulk", "list", "junk"})
_MACHINES = frozenset({"mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply"})


class Fault(StrEnum):
    """Why a mail becomes no message."""

    UNREADABLE = "unreadable"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_LARGE = "too_large"
    NO_SENDER = "no_sender"
    AUTOMATIC = "automatic"  # and answers nothing that is here
    OWN = "own"


class SetAsideError(Exception):
    """A mail that becomes no message; it stays in the mailbox."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail as it is taken. `automatic`: a machine answers or reports; `bulk`: it went to many.

    `headers` are those that say where it belongs, `left_out` the names of mails within it.
    """

    headers: Sequence[tuple[str, str]]
    ids: MailIds
    digest: str
    sender_name: str
    sender_email: str
    title: str
    text: str
    files: Sequence[File]  # type: ignore[type-arg]
    left_out: Sequence[str]
    automatic: bool
    bulk: bool

    @property
    def own_ids(self) -> MailIds:
        """Ids made from what it says, for a mail without one, or with one that another mail has."""
        return MailIds(f"<{self.digest}@content.invalid>", self.ids.in_reply_to)


def read_mail(content: bytes) -> Incoming:
    """A mail, read.

    Raises:
        SetAsideError: it cannot be read, or nobody has sent it who could be answered.
    """
    if len(_PART.findall(content)) > MOST_PARTS:
        raise SetAsideError(Fault.TOO_MANY_PARTS)
    try:
        mail = message_from_bytes(content, policy=policy.compat32)
        return _read(mail)
    except (SetAsideError, MemoryError):
        raise
    except Exception as fault:
        raise SetAsideError(Fault.UNREADABLE) from fault  # the library knows no tree of what it raises


@dataclass(frozen=True, slots=True)
class Head:
    """Who a mail says it is from, and about what: for a list, as far as it can be read."""

    sender: str
    title: str


def read_head(content: bytes) -> Head:
    """The head of a mail that is not read whole."""
    lines = re.split(rb"\r?\n\r?\n", content, maxsplit=1)[0]
    try:
        mail = message_from_bytes(lines + b"\r\n\r\n", policy=policy.compat32)
        return Head(_sender(mail)[1], _line(mail, "Subject"))
    except Exception:  # noqa: BLE001 -- as above: what cannot be read is not shown
        return Head("", "")


def is_own(address: str, own: Sequence[str]) -> bool:
    """Whether an address is one of the shop's own, with whatever stands after a plus."""
    return _OWN_SUFFIX.sub("", address.lower()) in {_OWN_SUFFIX.sub("", one.lower()) for one in own}


def _read(mail: Message) -> Incoming:
    name, address = _sender(mail)
    title = _line(mail, "Subject")
    automatic = _is_automatic(mail)
    if not address and not automatic:
        raise SetAsideError(Fault.NO_SENDER)
    text, files, left_out = _body(mail)
    answered = _MESSAGE_ID.search(_line(mail, "In-Reply-To"))
    own = _MESSAGE_ID.search(_line(mail, "Message-ID"))
    if answered:
        text = without_quoted_end(text)
    said = "\0".join([address, _line(mail, "Date"), title, text, *(file.name or "" for file in files)])
    digest = hashlib.sha256(said.encode(errors="replace")).hexdigest()
    ids = MailIds(own[0] if own else f"<{digest}@content.invalid>", answered[0] if answered else "")
    headers = [(field, value[:LONGEST_LIST]) for field in _FINDING for value in _values(mail, field)]
    bulk = _is_bulk(mail)
    return Incoming(headers, ids, digest, name, address, title, text, files, left_out, automatic, bulk)


def _sender(mail: Message) -> tuple[str, str]:
    """Name, and the address that wants to be answered; "" for one that mail cannot be sent to."""
    fields = [[value[:LONGEST_HEADER] for value in _values(mail, field)] for field in ("Reply-To", "From")]
    answer, author = ([(n, a) for n, a in getaddresses(values) if a] for values in fields)
    name = _decoded(author[0][0]) if author else ""
    good = [a.strip() for _, a in (*answer, *author) if is_address(a.strip()) and len(a.strip()) <= LONGEST_ADDRESS]
    return name, good[0] if good else ""


def _is_automatic(mail: Message) -> bool:
    """RFC 3834, and what programs do that are older, or do not keep to it."""
    submitted = _line(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    _, author = _sender(mail)
    return (
        submitted not in ("", "no")
        or mail.get_content_type() == "multipart/report"
        or _line(mail, "Return-Path") == "<>"
        or any(mail.get(name) is not None for name in ("X-Autoreply", "X-Autorespond", "X-Failed-Recipients"))
        or _line(mail, "Precedence").lower() == "auto_reply"
        or author.partition("@")[0].lower() in _MACHINES
    )


def _is_bulk(mail: Message) -> bool:
    lists = any(mail.get(name) is not None for name in ("List-Id", "List-Unsubscribe"))
    return lists or _line(mail, "Precedence").lower() in _BULK


def _body(mail: Message) -> tuple[str, list[File], list[str]]:  # type: ignore[type-arg]
    """The text, of the plain parts or else of the pages; the other parts as files; the names of mails within it."""
    plain: list[str] = []
    pages: list[str] = []
    files: list[File] = []  # type: ignore[type-arg]
    left_out: list[str] = []
    for part in _leaves(mail):
        kind, name = part.get_content_type(), _decoded(part.get_filename() or "")
        attached = part.get_content_disposition() == "attachment" or bool(name)
        if part.get_content_maintype() == "message":
            left_out.append(name or "message.eml")
        elif kind == "text/plain" and not attached:
            plain.append(_text(part))
        elif kind == "text/html" and not attached:
            pages.append(_text(part))
        elif content := _content(part):
            files.append(ContentFile(content, name=name or f"file.{part.get_content_subtype()}"))
    if any(text.strip() for text in plain):
        return _joined(plain), files, left_out
    return _joined([text_of_page(page) for page in pages]), files, left_out


def _joined(texts: Sequence[str]) -> str:
    return "\n\n".join(text.strip() for text in texts if text.strip())


def _leaves(part: Message) -> Iterator[Message]:
    """The parts that hold something; a mail within the mail is one of them, with all that is in it."""
    inner = part.get_payload()
    if part.get_content_maintype() != "multipart" or not isinstance(inner, list):
        yield part
        return
    for one in inner:
        yield from _leaves(one)


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    content = _content(part)
    for charset in (part.get_content_charset() or "utf-8", "utf-8"):
        try:
            return content.decode(charset)
        except (LookupError, UnicodeError):
            continue
    return content.decode("windows-1252", "replace")


def _line(mail: Message, name: str) -> str:
    """A header as one line, decoded."""
    value = mail.get(name)
    return "" if value is None else _decoded(str(value))


def _decoded(value: str) -> str:
    """RFC 2047, word by word; a word in a charset that nobody knows stays as far as it is ASCII."""
    words = []
    try:
        for word, charset in decode_header(value[:LONGEST_HEADER]):
            if isinstance(word, str):
                words.append(word)
                continue
            try:
                words.append(word.decode(charset or "utf-8"))
            except (LookupError, UnicodeError):
                words.append(word.decode("ascii", "replace"))
    except ValueError:
        words = [value]
    return " ".join("".join(words).encode(errors="replace").decode().split())


def _values(mail: Message, name: str) -> list[str]:
    """What a header says, each time it is there."""
    return [str(value) for value in mail.get_all(name, [])[:MOST_OF_A_HEADER]]
