"""A mailbox by IMAP: which mails are new, each as bytes, and the marks that say they are taken.

Nothing here deletes or moves a mail. What a server says is never repeated in a fault: it may hold names.
"""

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from partwright.web.conversations.mailbox_url import MailboxAddress

TIMEOUT_S = 20
BYTES_PER_MB = 1_000_000
MOST_MAIL_MB = 60  # a file of 25 MB is 35 MB in a mail; ten photos of a telephone are some 50
MOST_HEAD_BYTES = 64_000
SEEN, FLAGGED = r"\Seen", r"\Flagged"
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxFaultError(Exception):
    """A mailbox that cannot be used now. The text names no person and holds nothing that the server said."""


@dataclass(frozen=True, slots=True)
class RawMail:
    """A mail as it lies in the mailbox; of one that is too large, its head alone."""

    content: bytes
    size_bytes: int

    @property
    def whole(self) -> bool:
        return self.size_bytes <= MOST_MAIL_MB * BYTES_PER_MB


class Inbox:
    """An open folder. Its mails are named by UID, which says which mail it is as long as `uid_validity` is the same."""

    def __init__(self, connection: imaplib.IMAP4, *, uid_validity: int, next_uid: int) -> None:
        self._connection = connection
        self.uid_validity = uid_validity
        self.next_uid = next_uid

    def unseen(self) -> list[int]:
        """The UIDs of mails that nobody has read, in ascending order."""
        return self._search("UNSEEN")

    def arrived_from(self, uid: int) -> list[int]:
        """The UIDs from one on, in ascending order, whether somebody has read them or not."""
        # Of a range that begins after the last mail, RFC 3501 has the server answer with the last mail.
        return [found for found in self._search("UID", f"{uid}:*") if found >= uid]

    def fetch(self, uid: int) -> RawMail | None:
        """A mail, which stays unread; None if it is gone."""
        sizes = self._command("FETCH", str(uid), "(RFC822.SIZE)")
        found = _SIZE.search(b" ".join(part for part in sizes if isinstance(part, bytes)))
        if found is None:
            return None
        size = int(found[1])
        most = MOST_MAIL_MB * BYTES_PER_MB
        # Asked for by parts of a known length: a server that was wrong about the size sends no more than that.
        wanted = f"BODY.PEEK[]<0.{most}>" if size <= most else f"BODY.PEEK[HEADER]<0.{MOST_HEAD_BYTES}>"
        answer = self._command("FETCH", str(uid), f"({wanted})")
        content = next((part[1] for part in answer if isinstance(part, tuple)), None)
        return None if content is None else RawMail(content, size)

    def mark(self, uid: int, *flags: str) -> None:
        """Sets flags of a mail; without effect on one that is gone."""
        self._command("STORE", str(uid), "+FLAGS.SILENT", f"({' '.join(flags)})")

    def _search(self, *criteria: str) -> list[int]:
        answer = self._command("SEARCH", *criteria)
        return sorted({int(word) for part in answer if part for word in part.split() if word.isdigit()})

    def _command(self, *words: str) -> list[bytes | tuple[bytes, bytes] | None]:
        with _told():
            state, answer = self._connection.uid(*words)
        if state != "OK":
            raise MailboxFaultError(f"the server refuses {words[0]}")
        return answer  # type: ignore[return-value]


@contextmanager
def open_inbox(address: MailboxAddress) -> Iterator[Inbox]:
    """The folder, open for reading and marking, for a block.

    Raises:
        MailboxFaultError: it does not open, or stops answering.
    """
    connection = _connect(address)
    try:
        _sign_in(connection, address)
        yield _select(connection, address)
    finally:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            connection.logout()


def probe(address: MailboxAddress) -> str:
    """Opens the folder, counts what waits in it and leaves; says what was found.

    Raises:
        MailboxFaultError: mail could not be fetched.
    """
    with open_inbox(address) as inbox:
        waiting = len(inbox.unseen())
    return f"{address.server} answers{', encrypted' if address.encrypted else ''}: {waiting} unread in {address.folder}"


def _connect(address: MailboxAddress) -> imaplib.IMAP4:
    with _told():
        if address.encrypted:
            context = ssl.create_default_context()
            return imaplib.IMAP4_SSL(address.host, address.port, ssl_context=context, timeout=TIMEOUT_S)
        return imaplib.IMAP4(address.host, address.port, timeout=TIMEOUT_S)


def _sign_in(connection: imaplib.IMAP4, address: MailboxAddress) -> None:
    """By PLAIN, which takes every character; by LOGIN where the server knows nothing else."""
    with _told():
        try:
            if "AUTH=PLAIN" in connection.capabilities:
                words = f"\0{address.user}\0{address.password}".encode()
                connection.authenticate("PLAIN", lambda _challenge: words)
            else:
                connection.login(_quoted(address.user), address.password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            raise MailboxFaultError("the server refuses user or password") from None
        except UnicodeEncodeError:
            raise MailboxFaultError("the server takes no such characters in user and password") from None


def _select(connection: imaplib.IMAP4, address: MailboxAddress) -> Inbox:
    with _told():
        try:
            state, _ = connection.select(_quoted(address.folder))
        except imaplib.IMAP4.readonly:
            raise MailboxFaultError("the folder cannot be written: mails could not be marked") from None
    if state != "OK":
        raise MailboxFaultError("the server has no such folder")
    numbers = {name: connection.response(name)[1][-1] for name in ("UIDVALIDITY", "UIDNEXT")}
    if not all(isinstance(number, bytes) and number.isdigit() for number in numbers.values()):
        raise MailboxFaultError("the server does not say how it numbers its mails")
    return Inbox(connection, uid_validity=int(numbers["UIDVALIDITY"]), next_uid=int(numbers["UIDNEXT"]))


def _quoted(word: str) -> str:
    """RFC 3501, 4.3: a quoted string."""
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


@contextmanager
def _told() -> Iterator[None]:
    """Says in our own words what went wrong on the way."""
    try:
        yield
    except ssl.SSLError as fault:
        reason = fault.reason or "its certificate does not hold"
        raise MailboxFaultError(f"the server cannot be trusted: {reason}") from None
    except imaplib.IMAP4.abort:
        raise MailboxFaultError("the server hung up") from None
    except imaplib.IMAP4.error:
        raise MailboxFaultError("the server does not talk as IMAP asks") from None
    except (OSError, EOFError) as fault:
        raise MailboxFaultError(f"the server does not answer: {_reason(fault)}") from None


def _reason(fault: Exception) -> str:
    return getattr(fault, "strerror", None) or type(fault).__name__
