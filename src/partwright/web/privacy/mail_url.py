"""How an operator names what carries the mail: an SMTP server or a provider's API, as one address; and the sender."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

SUBMISSION_PORT, SUBMISSIONS_PORT = 587, 465  # RFC 6409, RFC 8314
_API = "anymail+"

# What Anymail calls a provider's keys, in the order of user and password in the address, and what else it needs there.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "brevo": ("api_key",),
    "mailersend": ("api_token",),
    "mailgun": ("api_key",),
    "mailjet": ("api_key", "secret_key"),
    "mailtrap": ("api_token",),
    "mandrill": ("api_key",),
    "postal": ("api_key",),
    "postmark": ("server_token",),
    "resend": ("api_key",),
    "scaleway": ("secret_key",),
    "sendgrid": ("api_key",),
    "sparkpost": ("api_key",),
    "unisender_go": ("api_key",),
}
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "postal": ("api_url",),
    "scaleway": ("project_id",),
    "unisender_go": ("api_url",),
}
_OPTIONS = ("api_url", "sender_domain", "message_stream", "project_id", "region", "subaccount", "sandbox_id")


class Tls(StrEnum):
    """When the connection to an SMTP server is encrypted. Where it is to be and is not, nothing is sent."""

    STARTTLS = "starttls"  # before anything but the greeting is said
    FROM_THE_START = "from_the_start"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A server that takes mail by SMTP; user and password are "" where it asks for none."""

    host: str
    port: int
    user: str
    password: str
    tls: Tls

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class MailProvider:
    """A provider that takes mail by an API of its own; `options` are Anymail's names and values."""

    name: str
    options: Mapping[str, str]


def parse_mail_url(url: str) -> SmtpServer | MailProvider:
    """What a PARTWRIGHT_MAIL_URL names.

    Raises:
        ValueError: it cannot be used; the text says why and repeats nothing of it, for it holds a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise ValueError("is no address such as smtp://user:password@mail.example.com:587") from fault
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme.startswith(_API):
        return _provider(parts, options)
    if parts.scheme not in ("smtp", "smtps"):
        raise ValueError("starts with none of smtp://, smtps:// and anymail+provider://")
    if not parts.hostname:
        raise ValueError("names no server: write it like smtp://user:password@mail.example.com:587")
    tls = Tls.FROM_THE_START if parts.scheme == "smtps" else _tls(options.pop("tls", "required"))
    if options:
        raise ValueError("has an option other than tls")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ValueError("has a user without password, or the other way round")
    if user and tls is Tls.NONE and not is_here(parts.hostname):
        raise ValueError("would send the password without encryption: leave out tls=none")
    usual = SUBMISSIONS_PORT if tls is Tls.FROM_THE_START else SUBMISSION_PORT
    return SmtpServer(parts.hostname, port or usual, user, password, tls)


def parse_sender(text: str) -> tuple[str, str]:
    """Name and address of a sender such as `Example Works <parts@example.com>`; the name may be "".

    Raises:
        ValueError: it is none.
    """
    name, address = parseaddr(text)
    if not is_address(address) or not text.isprintable() or text.count("@") != 1:
        raise ValueError("is no sender such as Example Works <parts@example.com>")
    return name, address


def is_address(text: str) -> bool:
    """Whether a text is one bare address that mail can be sent to; its local part is ASCII, as some servers want it."""
    try:
        validate_email(text)
        text.rpartition("@")[2].encode("idna")
    except (ValidationError, UnicodeError):
        return False
    return True


def _tls(word: str) -> Tls:
    if word not in ("required", "none"):
        raise ValueError("has a tls other than required and none")
    return Tls.STARTTLS if word == "required" else Tls.NONE


def _provider(parts: SplitResult, options: dict[str, str]) -> MailProvider:
    name = parts.scheme.removeprefix(_API)
    if name not in _KEYS:
        raise ValueError(f"names a provider other than {', '.join(_KEYS)}")
    keys = [unquote(key) for key in (parts.username, parts.password) if key]
    if len(keys) != len(_KEYS[name]):
        wanted = ":".join(key.upper() for key in _KEYS[name])
        raise ValueError(f"has not the keys of this provider: write anymail+{name}://{wanted}@")
    if unknown := set(options) - set(_OPTIONS):
        raise ValueError(f"has {len(unknown)} options other than {', '.join(_OPTIONS)}")
    if missing := [option for option in _NEEDED.get(name, ()) if not options.get(option)]:
        raise ValueError(f"lacks what this provider needs: add ?{missing[0]}=…")
    return MailProvider(name, {**options, **dict(zip(_KEYS[name], keys, strict=True))})


def is_here(host: str) -> bool:
    """Whether a host is this machine itself, to which nothing need be encrypted."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
