"""A customer, a stranger, staff, and a conversation between the first and the last."""

import io
from collections.abc import Callable
from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

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


def file(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as it comes in a form."""
    return SimpleUploadedFile(name, content)


def photo(format_: str = "JPEG", *, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> bytes:
    """A picture of one color."""
    content = io.BytesIO()
    Image.new(mode, size, "teal").save(content, format_, **options)
    return content.getvalue()
