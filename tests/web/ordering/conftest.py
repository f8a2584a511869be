"""A shop that is open, a customer with frozen prices, their way to an order, and the shop's people."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from tests.doubles.stripe import KEY, SECRET, Stripe
from tests.web.accounts.test_owners import make_person

from partwright.web.accounts.models import Person, Post
from partwright.web.accounts.selectors import actor_for
from partwright.web.actor import Actor, Channel, StaffRole
from partwright.web.jobs.worker import do_all
from partwright.web.ordering import checkout as steps
from partwright.web.ordering.models import Order
from partwright.web.ordering.placing import Consent, place_order
from partwright.web.ordering.terms import current_terms
from partwright.web.payments.models import Way
from partwright.web.payments.selectors import payment_of
from partwright.web.payments.services import approve_on_account, mark_received, set_credit
from partwright.web.quoting import services as quotes
from partwright.web.quoting.models import Revision
from partwright.web.quoting.revisions import freeze_quote
from partwright.web.quoting.selectors import lines_of
from partwright.web.shop import readiness
from partwright.web.shop.models import Shop
from partwright.web.shop.selectors import get_shop

ADDRESS = {
    "billing_name": "Ada Byron",
    "billing_company": "Engine Works",
    "billing_street": "1 Mill Lane",
    "billing_postal_code": "80331",
    "billing_city": "Munich",
    "billing_country": "DE",
    "same": "1",
}


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop in Germany that takes orders."""
    monkeypatch.setattr(readiness, "answers", lambda: ())
    row = get_shop()
    row.name, row.street, row.postal_code, row.city, row.country = "Works", "2 Yard", "10115", "Berlin", "DE"
    row.vat_id, row.bank_iban = "DE136695976", "DE02120300000000202051"
    row.save(force_insert=True)
    return row


@pytest.fixture
def ada(db: None) -> Person:
    """A customer with a verified address."""
    person = make_person("ada@customer.example")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def customer(ada: Person) -> Actor:
    return actor_for(ada)


@pytest.fixture
def browser(ada: Person) -> Client:
    """The customer's browser."""
    client = Client()
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def staff(*roles: StaffRole) -> Actor:
    person = make_person(f"{'-'.join(roles)}@shop.example")
    for role in roles:
        Post.objects.create(channel=Channel.STAFF, person=person, role=role, since=timezone.now())
    return actor_for(person, channel=Channel.STAFF)


@pytest.fixture
def sales(db: None) -> Actor:
    return staff(StaffRole.SALES)


@pytest.fixture
def production(db: None) -> Actor:
    return staff(StaffRole.PRODUCTION)


@pytest.fixture
def finance(db: None) -> Actor:
    return staff(StaffRole.FINANCE)


@pytest.fixture
def revision(shop: Shop, upload, reader, customer: Actor) -> Revision:
    """Frozen prices of two parts of the customer."""
    quote = quotes.quote_parts(
        [upload("first.step", owner=customer), upload("second.step", owner=customer)], by=customer
    )
    do_all()
    quotes.configure_line(lines_of(quote)[0].id, by=customer, process="cnc_milling", quantity=4)
    return freeze_quote(quote.token, by=customer)


Place = Callable[..., Order]


@pytest.fixture
def place(revision: Revision, customer: Actor, finance: Actor) -> Place:
    """Orders the frozen prices."""

    def order(way: Way = Way.TRANSFER, *, by: Actor = customer, **typed: str) -> Order:
        begun = steps.open_checkout(revision.quote.token, revision.number, by=by)
        steps.tell_addresses(begun.id, ADDRESS | typed, by=by)
        if way == Way.ON_ACCOUNT:
            set_credit(begun.owner_id, Decimal(100_000), 30, by=finance, currency="EUR")
        ready = steps.tell_choices(begun.id, {"way": way, "po_number": "PO-7"}, by=by)
        return place_order(ready.id, consent(ready.id, by=by), by=by)

    return order


def consent(checkout_id, *, by: Actor) -> Consent:
    """What somebody agrees to who orders what is shown."""
    totals = steps.summarize(steps.get_checkout(checkout_id, by=by)).totals
    return Consent(total=totals.total, terms_version=current_terms().version)


@pytest.fixture
def approved(place: Place, finance: Actor) -> Order:
    """An order whose transfer has come."""
    order = place()
    mark_received(payment_of(order.id).id, order.total, "bank-1", timezone.localdate(), by=finance)
    order.refresh_from_db()
    return order


@pytest.fixture
def on_account(place: Place, finance: Actor) -> Order:
    """An order on account that finance have approved."""
    order = place(Way.ON_ACCOUNT)
    approve_on_account(payment_of(order.id).id, by=finance)
    order.refresh_from_db()
    return order


@pytest.fixture
def stripe(settings):
    """The double, which the shop takes for Stripe."""
    with Stripe() as double:
        settings.ENVIRONMENT = django_settings.ENVIRONMENT.model_copy(
            update={"stripe_secret_key": KEY, "stripe_webhook_secret": SECRET, "stripe_api_url": double.url}
        )
        yield double
