"""People of the shop by role, their browsers, customers, and how many queries a page asks."""

from collections.abc import Callable
from itertools import count

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.web.accounts.test_owners import make_person

from partwright.web.accounts.models import Person, Post
from partwright.web.accounts.selectors import actor_for
from partwright.web.actor import Actor, Channel, StaffRole
from partwright.web.conversations import services as conversations
from partwright.web.conversations.models import Conversation, Kind
from partwright.web.shop.models import Shop
from partwright.web.shop.selectors import get_shop

MOST_QUERIES = 15
_numbers = count(1)

Works = Callable[..., Person]


@pytest.fixture
def works(db: None) -> Works:
    """`works(StaffRole.SALES)` makes somebody of the shop; without a role, somebody who is not."""

    def make(*roles: StaffRole) -> Person:
        person = make_person(f"staff{next(_numbers)}@example.org")
        person.emailaddress_set.create(email=person.email, verified=True, primary=True)
        for role in roles:
            Post.objects.create(channel=Channel.STAFF, person=person, role=role, since=timezone.now())
        return person

    return make


@pytest.fixture
def browser_of() -> Callable[[Person], Client]:
    """A browser in which somebody is signed in."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def as_role(works: Works, browser_of: Callable[[Person], Client]) -> Callable[..., Client]:
    """`as_role(StaffRole.SALES)` is the browser of somebody with that role."""
    return lambda *roles: browser_of(works(*roles))


@pytest.fixture
def ada(db: None) -> Person:
    """A customer with an account."""
    person = make_person("ada@customer.example")
    Person.objects.filter(id=person.id).update(company="Engine Works")
    person.refresh_from_db()
    return person


@pytest.fixture
def customer(ada: Person) -> Actor:
    return actor_for(ada)


@pytest.fixture
def ask(customer: Actor) -> Callable[..., Conversation]:
    """The customer asks something."""

    def start(title: str = "Wall of the housing", kind: Kind = Kind.SUPPORT) -> Conversation:
        return conversations.start(kind, title=title, text="Is 0.6 mm enough?", by=customer, owner_id=customer.owner_id)

    return start


@pytest.fixture
def bank(db: None) -> Shop:
    """The shop has an account that customers transfer to, and still no address."""
    shop = get_shop()
    shop.bank_iban = "DE02120300000000202051"
    shop.save(force_insert=True)
    return shop


def queries(browser: Client, address: str) -> int:
    """How many queries a page asks once what is remembered for seconds is remembered."""
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = browser.get(address)
    assert answer.status_code == 200
    return len(asked)


def assert_queries_do_not_grow(browser: Client, address: str, add: Callable[[], object]) -> None:
    """As many with 50 rows as with 5, and at most fifteen."""
    for _row in range(5):
        add()
    few = queries(browser, address)
    for _row in range(45):
        add()
    assert queries(browser, address) == few
    assert few <= MOST_QUERIES
