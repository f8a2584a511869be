"""A real SMTP server for each test, and mail that goes to it."""

import datetime as dt
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from django.conf import settings as django_settings
from tests.certificates import certificate_for_localhost

START = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
SENDER = "Müller & Söhne <parts@example.com>"


@dataclass
class Server:
    """What an SMTP server was given, and what it answers to the next recipients and contents ("" takes them)."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    to_recipient: list[str] = field(default_factory=list)
    to_content: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.to_recipient and (answer := self.to_recipient.pop(0)):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.to_content and (answer := self.to_content.pop(0)):
            return answer
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients.append(list(envelope.rcpt_tos))
        self.encrypted.append(session.ssl is not None)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@pytest.fixture
def configure(settings) -> Callable[..., None]:
    """Changes settings of the environment for one test."""

    def change(**values: object) -> None:
        settings.ENVIRONMENT = django_settings.ENVIRONMENT.model_copy(update=values)

    return change


@pytest.fixture
def start(configure) -> Iterator[Callable[..., Server]]:
    """Starts an SMTP server on this machine and sends mail there."""
    controllers: list[Controller] = []

    def start(
        url: str = "smtp://127.0.0.1:{port}?tls=none", *, kind: type[Server] = Server, **options: object
    ) -> Server:
        server = kind(port=free_port())
        controller = Controller(server, hostname="127.0.0.1", port=server.port, **options)
        controller.start()
        controllers.append(controller)
        configure(mail_url=url.format(port=server.port), mail_from=SENDER)
        return server

    yield start
    for controller in controllers:
        controller.stop()


@pytest.fixture
def server(start) -> Server:
    """An SMTP server without encryption, as there is one on many machines for themselves."""
    return start()


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """A clock that only the test moves."""
    with time_machine.travel(START, tick=False) as travel:
        yield travel


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate for `localhost` that nobody has signed but themselves."""
    path = tmp_path / "localhost.pem"
    path.write_bytes(certificate_for_localhost())
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    """The server's side of TLS with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def only(user: str, password: str) -> Callable[..., AuthResult]:
    """Lets one user in."""

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        good = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=good, handled=False)

    return authenticate
