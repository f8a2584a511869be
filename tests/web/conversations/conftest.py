"""A customer, a stranger, staff, and a conversation between the first and the last."""

import imaplib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from tests import dovecot

from partwright.web.accounts.models import Membership, Person, Post, Team
from partwright.web.accounts.selectors import actor_for
from partwright.web.accounts.services import new_owner
from partwright.web.actor import Actor, Channel, Right, StaffRole
from partwright.web.conversations import services
from partwright.web.conversations.models import Conversation, Kind

_numbers = count(1)

MakePerson = Callable[..., Person]


@pytest.fixture
def make_person(db: None) -> MakePerson:
    """`make_person("Ada King", role=…, team=…, right=…)` makes an account."""

    def make(name: str = "Ada King", *, role: StaffRole | None = None, team: Team | None = None, right=Right.VIEW):
        first, _, last = name.partition(" ")
        now = timezone.now()
        person = Person.objects.create(
            channel=Channel.WEB,
            owner=new_owner(channel=Channel.WEB),
            email=f"{first.lower()}{next(_numbers)}@example.org",
            first_name=first,
            last_name=last,
            created_at=now,
        )
        if role is not None:
            Post.objects.create(channel=Channel.STAFF, person=person, role=role, since=now)
        if team is not None:
            Membership.objects.create(channel=Channel.WEB, person=person, team=team, right=right, since=now)
        return person

    return make


@pytest.fixture
def ada(make_person: MakePerson) -> Person:
    """A customer with an account."""
    return make_person()


@pytest.fixture
def customer(ada: Person) -> Actor:
    return actor_for(ada)


@pytest.fixture
def stranger(make_person: MakePerson) -> Actor:
    """Another customer."""
    return actor_for(make_person("Eve Moore"))


@pytest.fixture
def sales(make_person: MakePerson) -> Actor:
    """Somebody of the shop who talks with customers."""
    return actor_for(make_person("Sam Rivers", role=StaffRole.SALES))


@pytest.fixture
def team(db: None) -> Team:
    return Team.objects.create(
        channel=Channel.WEB, owner=new_owner(channel=Channel.WEB), name="Pumps", created_at=timezone.now()
    )


@pytest.fixture
def thread(customer: Actor) -> Conversation:
    """What the customer asked."""
    return services.start(
        Kind.SUPPORT, title="Wall of the housing", text="Is 0.6 mm enough?", by=customer, owner_id=customer.owner_id
    )


@pytest.fixture
def by_link(db: None) -> Conversation:
    """What somebody without an account asked."""
    contact = services.Contact("Grace", "grace@example.net")
    return services.start(Kind.SUPPORT, title="Do you bend titanium?", text="2 mm.", by=None, contact=contact)


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox on a real server, as the one who reads it by hand sees it."""

    server: dovecot.Dovecot
    user: str

    @property
    def url(self) -> str:
        return f"imap://{self.user}:{quote(dovecot.PASSWORD, safe='')}@127.0.0.1:{self.server.port}/INBOX"

    @property
    def tls_url(self) -> str:
        return f"imaps://{self.user}:{quote(dovecot.PASSWORD, safe='')}@localhost:{self.server.tls_port}"

    def open(self) -> imaplib.IMAP4:
        connection = imaplib.IMAP4("127.0.0.1", self.server.port, timeout=20)
        connection.authenticate("PLAIN", lambda _: f"\0{self.user}\0{dovecot.PASSWORD}".encode())
        connection.select("INBOX")
        return connection

    def deliver(self, *mails: bytes, flags: str = "") -> None:
        with self.open() as connection:
            for mail in mails:
                connection.append("INBOX", flags, None, mail)

    def flags(self) -> list[set[str]]:
        """The flags of each mail, in the order in which they came."""
        with self.open() as connection:
            _, answer = connection.uid("FETCH", "1:*", "(FLAGS)")
            return [{flag.decode() for flag in imaplib.ParseFlags(one)} - {"\\Recent"} for one in answer if one]

    def store(self, uid: int, change: str, flag: str) -> None:
        with self.open() as connection:
            connection.uid("STORE", str(uid), change, f"({flag})")
            connection.expunge()


@pytest.fixture(scope="session")
def mail_server(require: Callable[..., None]) -> Iterator[dovecot.Dovecot]:
    """Debian's Dovecot."""
    program = dovecot.find_program()
    require("dovecot", present=program is not None, how="apt-get install dovecot-imapd")
    with dovecot.run(program) as server:
        yield server


@pytest.fixture
def box(mail_server: dovecot.Dovecot, settings) -> Box:
    """An empty mailbox, set up as the one for support@example.com."""
    box = Box(mail_server, f"user{next(_numbers)}")
    values = {"support_url": box.url, "support_address": "support@example.com"}
    settings.ENVIRONMENT = django_settings.ENVIRONMENT.model_copy(update=values)
    return box


def mail(text: str = "Is 0.6 mm enough?", **headers: str) -> bytes:
    """A mail from Grace; a header that is "" is left out, `_` in a name is a hyphen."""
    usual = {
        "From": "Grace Hopper <grace@example.net>",
        "To": "support@example.com",
        "Subject": "Wall of the housing",
        "Message-ID": f"<{next(_numbers)}@mail.example.net>",
        "Date": "Wed, 25 Nov 2026 12:00:00 +0000",
        "Content-Type": "text/plain; charset=utf-8",
    }
    fields = usual | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    return "\r\n".join([*lines, "", *text.splitlines()]).encode()


def file(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as it comes in a form."""
    return SimpleUploadedFile(name, content)


def photo(format_: str = "JPEG", *, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> bytes:
    """A picture of one color."""
    content = io.BytesIO()
    Image.new(mode, size, "teal").save(content, format_, **options)
    return content.getvalue()
