"""How an operator names the mailbox that the shop's mail comes into, as one address."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from partwright.web.privacy.mail_url import is_here

IMAP_PORT, IMAPS_PORT = 143, 993  # RFC 3501, RFC 8314
USUAL_FOLDER = "INBOX"


@dataclass(frozen=True, slots=True)
class MailboxAddress:
    """A folder of an IMAP server, and who opens it. `encrypted`: from the first byte on."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    encrypted: bool

    @property
    def server(self) -> str:
        return f"{self.host}:{self.port}"


def parse_mailbox_url(url: str) -> MailboxAddress:
    """What a PARTWRIGHT_SUPPORT_URL names.

    Raises:
        ValueError: it cannot be used; the text says why and repeats nothing of it, for it holds a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise ValueError("is no address such as imaps://user:password@mail.example.com:993/INBOX") from fault
    if parts.scheme not in ("imap", "imaps"):
        raise ValueError("starts with neither imaps:// nor imap://")
    if not parts.hostname:
        raise ValueError("names no server: write it like imaps://user:password@mail.example.com/INBOX")
    if parts.scheme == "imap" and not is_here(parts.hostname):
        raise ValueError("would send the password without encryption: begin it with imaps://")
    if parts.query or parts.fragment:
        raise ValueError("has something after the folder: write # and ? of a password as %23 and %3F")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not user or not password:
        raise ValueError("has no user or no password: write it like imaps://user:password@mail.example.com/INBOX")
    if not (user + password).isprintable():
        raise ValueError("has a control character in user or password")
    folder = unquote(parts.path.removeprefix("/")) or USUAL_FOLDER
    if not (folder.isascii() and folder.isprintable()) or any(sign in folder for sign in '"\\'):
        raise ValueError("names a folder with characters other than ASCII, or with quotes: rename the folder")
    usual = IMAPS_PORT if parts.scheme == "imaps" else IMAP_PORT
    return MailboxAddress(parts.hostname, port or usual, user, password, folder, encrypted=parts.scheme == "imaps")
