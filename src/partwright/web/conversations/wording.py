"""What people type, made fit to be stored and shown: lines without control characters, texts without hidden ones."""

import unicodedata

from partwright.web.conversations.errors import EmptyMessageError, MessageTooLongError, TitleError
from partwright.web.mailing.errors import MailAddressError
from partwright.web.privacy.mail_url import is_address

LONGEST_TITLE = 120
LONGEST_TEXT = 20_000
LONGEST_LINE = 160
# They reverse or hide text, or are none: controls but tab and line feed, marks of direction, lone surrogates.
_HIDDEN = frozenset({"Cc", "Cs", "Co", "Zl", "Zp"})
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_title(text: str) -> str:
    """A title as one line.

    Raises:
        TitleError: there is none, or it is too long.
    """
    title = " ".join(_shown(text, kept=" ").split())
    if not 0 < len(title) <= LONGEST_TITLE:
        raise TitleError(longest=LONGEST_TITLE)
    return title


def clean_text(text: str, *, files: int) -> str:
    """A message's text, which may be "" where files come with it.

    Raises:
        EmptyMessageError, MessageTooLongError.
    """
    sound = _shown(text.replace("\r\n", "\n").replace("\r", "\n"), kept="\n\t").strip()
    if not sound and not files:
        raise EmptyMessageError
    if len(sound) > LONGEST_TEXT:
        raise MessageTooLongError(longest=LONGEST_TEXT)
    return sound


def clean_line(text: str) -> str:
    """A name or source as one line, cut where it is too long."""
    return " ".join(_shown(text, kept=" ").split())[:LONGEST_LINE].rstrip()


def clean_email(text: str) -> str:
    """An e-mail address.

    Raises:
        MailAddressError: this is none.
    """
    address = text.strip()
    if not is_address(address):
        raise MailAddressError
    return address


def _shown(text: str, *, kept: str) -> str:
    """The text without what nobody sees; a control character that separates words becomes a space."""
    return "".join(
        sign
        if sign in kept
        else " "
        if sign in "\n\r\t\f\v\u2028\u2029"
        else ""
        if sign in _TURNING or unicodedata.category(sign) in _HIDDEN
        else sign
        for sign in text
    )
