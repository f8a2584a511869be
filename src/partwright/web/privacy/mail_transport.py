"""How a mail gets out: by SMTP, by a provider's API, or into the outbox on disk. The only code that sends mail."""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, quote
from uuid import UUID

from anymail.exceptions import AnymailAPIError, AnymailInvalidAddress, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from partwright.policy.categories import Category
from partwright.policy.disclosure import Basis, digest_of, disclose_by_mail
from partwright.policy.purposes import Purpose
from partwright.web.actor import Channel
from partwright.web.privacy import outbox
from partwright.web.privacy.mail_url import MailProvider, SmtpServer, Tls, parse_mail_url, parse_sender
from partwright.web.privacy.outbound import disclose

TIMEOUT_S = 20
NOBODY = "partwright@localhost"  # the sender in the outbox of an installation that has none
LAST_GOOD, PERMANENT = 399, 500  # RFC 5321, 4.2.1: 4yz may pass another time, 5yz never
_ADDRESS = re.compile(r"[^\s<>\"']+@[^\s<>\"']+")
# A provider that reads a request and refuses it as such does so again; any other answer may be about today.
_REQUEST_REFUSED = frozenset({400, 406, 413, 422})


class MailFaultError(Exception):
    """A mail that did not leave. `refused`: it will not, however often it is tried. The text names no recipient."""

    def __init__(self, reason: str, *, refused: bool) -> None:
        self.refused = refused
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file in a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail to one address. `headers` are those beside the usual ones; `sender_name` is for a sender without one."""

    message_id: str
    to: str
    to_name: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
    enclosures: tuple[Enclosure, ...]
    written_at: datetime
    sender_name: str = ""

    @property
    def digest(self) -> str:
        """The digest of all it says; the same however often it is sent."""
        files = [[one.name, one.media_type, digest_of(one.content)] for one in self.enclosures]
        own = {name: getattr(self, name) for name in ("message_id", "to", "to_name", "subject", "text", "html")}
        return digest_of({**own, "headers": dict(self.headers), "files": files})


class Refusing(BaseEmailBackend):
    """Django's own way to send mail, closed: what is sent around the door is a mistake in the program."""

    def send_messages(self, email_messages: object) -> int:
        raise RuntimeError("Mail leaves through partwright.web.mailing.services.send alone.")


def server() -> SmtpServer | MailProvider | None:
    """What carries the mail; None where it goes to the outbox."""
    url: str | None = settings.ENVIRONMENT.mail_url
    return parse_mail_url(url) if url else None


def sender() -> tuple[str, str]:
    """Name and address that mail comes from; the name may be ""."""
    return parse_sender(settings.ENVIRONMENT.mail_from or NOBODY)


def post(
    letter: Letter,
    *,
    categories: Collection[Category],
    purpose: Purpose,
    basis: Basis,
    subject: UUID | None,
    what: str,
    channel: Channel,
) -> None:
    """Sends a letter and writes it in the ledger.

    Raises:
        MailFaultError: it did not leave.
        DisclosureError: the policy does not let it leave.
    """
    disclosure = disclose_by_mail(
        to=[letter.to],
        categories=categories,
        purpose=purpose,
        basis=basis,
        subject=subject,
        what=what,
        digest=letter.digest,
    )
    disclose(disclosure, lambda: _send(letter), channel=channel)


def probe() -> str:
    """Connects as for a mail, greets, signs in and leaves; says what was found.

    Raises:
        MailFaultError: mail could not be sent.
    """
    carrier = server()
    if carrier is None:
        return f"no server is set up: mail is kept in {outbox.folder()}"
    connection = _connect(carrier)
    if isinstance(carrier, MailProvider):
        return f"goes to {carrier.name}, which tries the key with the first mail"
    try:
        connection.open()
        code, answer = connection.connection.ehlo()
        if code > LAST_GOOD:
            raise smtplib.SMTPHeloError(code, answer)
    except (OSError, AnymailAPIError) as fault:
        raise fault_of(fault) from None
    finally:
        _hang_up(connection)
    return f"{carrier.name} takes mail" + ("" if carrier.tls is Tls.NONE else ", encrypted")


def fault_of(error: Exception) -> MailFaultError:
    """What an exception of a mail library means, with no address in it."""
    refused = isinstance(error, (AnymailRecipientsRefused, AnymailInvalidAddress))
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        refused, reason = code >= PERMANENT, f"the server refuses the address: {code} {_words(answer)}"
    elif isinstance(error, smtplib.SMTPDataError):
        refused = error.smtp_code >= PERMANENT
        reason = f"the server refuses the mail: {error.smtp_code} {_words(error.smtp_error)}"
    elif isinstance(error, smtplib.SMTPAuthenticationError):
        reason = f"the server refuses user or password: {error.smtp_code}"
    elif isinstance(error, smtplib.SMTPSenderRefused):
        reason = f"the server refuses the sender: {error.smtp_code} {_words(error.smtp_error)}"
    elif isinstance(error, smtplib.SMTPResponseException):
        reason = f"the server refuses to talk: {error.smtp_code} {_words(error.smtp_error)}"
    elif isinstance(error, smtplib.SMTPNotSupportedError):
        reason = "the server does not offer the encryption or sign-in that is set up"
    elif isinstance(error, smtplib.SMTPServerDisconnected):
        reason = "the server hung up"
    elif isinstance(error, ssl.SSLError):
        reason = f"the server cannot be trusted: {error.reason or 'its certificate does not hold'}"
    elif isinstance(error, AnymailAPIError):
        refused = error.status_code in _REQUEST_REFUSED
        reason = f"the provider refuses: {error.status_code or 'no answer'}"
    elif refused:
        reason = "the provider refuses the address"
    else:
        reason = f"the server does not answer: {getattr(error, 'strerror', None) or type(error).__name__}"
    return MailFaultError(_ADDRESS.sub("…", reason), refused=refused)


def _send(letter: Letter) -> None:
    message = _message(letter)
    carrier = server()
    if carrier is None:
        outbox.keep(letter.message_id, message.message().as_bytes(linesep="\r\n"))
        return
    connection = _connect(carrier)
    try:
        connection.open()
        connection.send_messages([message])
    except (OSError, AnymailAPIError, AnymailRecipientsRefused, AnymailInvalidAddress) as fault:
        raise fault_of(fault) from None
    finally:
        _hang_up(connection)


def _message(letter: Letter) -> EmailMultiAlternatives:
    own_name, address = sender()
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        _mailbox(own_name or letter.sender_name, address),
        [_mailbox(letter.to_name, letter.to)],
        headers={"Message-ID": letter.message_id, "Date": format_datetime(letter.written_at), **letter.headers},
    )
    message.attach_alternative(letter.html, "text/html")
    for one in letter.enclosures:
        message.attach(one.name, one.content, one.media_type)
    return message


def _mailbox(name: str, address: str) -> str:
    return f'"{quote(name)}" <{address}>' if name else address


def _connect(carrier: SmtpServer | MailProvider) -> BaseEmailBackend:
    if isinstance(carrier, MailProvider):
        return get_connection(f"anymail.backends.{carrier.name}.EmailBackend", timeout=TIMEOUT_S, **carrier.options)
    return get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=carrier.host,
        port=carrier.port,
        username=carrier.user,
        password=carrier.password,
        use_tls=carrier.tls is Tls.STARTTLS,
        use_ssl=carrier.tls is Tls.FROM_THE_START,
        timeout=TIMEOUT_S,
    )


def _hang_up(connection: BaseEmailBackend) -> None:
    """Ends a connection; a mail that was taken stays taken, however the server says goodbye."""
    with contextlib.suppress(OSError):
        connection.close()


def _words(answer: bytes | str) -> str:
    text = answer.decode("ascii", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:200]
