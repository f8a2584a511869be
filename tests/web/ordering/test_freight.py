"""Freight that no table tells: asked for at checkout, offered by sales, told in the conversation, ordered with."""

import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.ordering.conftest import ADDRESS, consent

from partwright.web.accounts.models import Person
from partwright.web.actor import Actor
from partwright.web.conversations import services as conversations
from partwright.web.conversations.models import Conversation, Entry, Kind
from partwright.web.ordering import checkout as steps
from partwright.web.ordering.errors import CheckoutFieldError, OrderNotFoundError
from partwright.web.ordering.freight import FreightTerms, answer_freight, ask_for_freight, freight_questions
from partwright.web.ordering.models import Checkout, FreightOffer
from partwright.web.ordering.placing import place_order
from partwright.web.quoting.models import Revision
from partwright.web.staff.work_items import WorkKind
from partwright.web.staff.work_list import work_for

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
PAGE = "/staff/freight/"
FAR = {"billing_country": "NR", "billing_postal_code": "", "billing_city": "Yaren", "billing_region": ""}
TERMS = FreightTerms(name="Air freight", price=Decimal("240.50"), transit_days=9, reason="Offer 4711 of the carrier")
FIELDS = {"name": "Air freight", "price": "240.50", "transit_days": "9", "reason": "Offer 4711 of the carrier"}


@pytest.fixture
def asked(revision: Revision, customer: Actor) -> Checkout:
    """A checkout to a place that no table knows, whose customer has asked."""
    begun = steps.open_checkout(revision.quote.token, revision.number, by=customer)
    steps.tell_addresses(begun.id, ADDRESS | FAR, by=customer)
    assert steps.summarize(steps.get_checkout(begun.id, by=customer)).chosen is None
    ask_for_freight(begun.id, by=customer)
    return steps.get_checkout(begun.id, by=customer)


@pytest.fixture
def desk(sales: Actor) -> Client:
    """The browser of sales."""
    client = Client()
    person = Person.objects.get(id=sales.person_id)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_asked_twice_it_is_asked_once(asked: Checkout, customer: Actor) -> None:
    ask_for_freight(asked.id, by=customer)
    assert Conversation.objects.count() == 1
    assert Entry.objects.count() == 1
    assert list(freight_questions()) == [asked]


def test_the_question_goes_into_the_conversation_that_there_is(revision: Revision, customer: Actor) -> None:
    quote = revision.quote
    conversations.start(
        Kind.REVIEW, title="Review", text="Can you?", by=customer, subject=quote.id, owner_id=quote.owner_id
    )
    begun = steps.open_checkout(quote.token, revision.number, by=customer)
    with pytest.raises(CheckoutFieldError):
        ask_for_freight(begun.id, by=customer)
    steps.tell_addresses(begun.id, ADDRESS | FAR, by=customer)
    ask_for_freight(begun.id, by=customer)
    assert Conversation.objects.count() == 1
    assert "Yaren" in Entry.objects.latest("number").text


def test_another_address_asks_anew(asked: Checkout, customer: Actor) -> None:
    steps.tell_addresses(asked.id, ADDRESS | FAR, by=customer)
    assert freight_questions().exists()
    steps.tell_addresses(asked.id, ADDRESS, by=customer)
    assert not freight_questions().exists()


def test_sales_offer_it_and_the_customer_orders_with_it(
    asked: Checkout, customer: Actor, sales: Actor, desk: Client
) -> None:
    item = next(item for item in work_for(sales).items if item.kind == WorkKind.FREIGHT)
    assert item.where == f"{PAGE}{asked.id}/"
    assert item.where in desk.get(PAGE).content.decode()
    page = desk.get(item.where).content.decode()
    assert "Yaren" in page
    assert "kg without packing" in page
    done = desk.post(item.where, FIELDS, follow=True)
    assert b"The offer is in the conversation" in done.content
    assert b"Nobody waits for freight." in done.content
    told = Entry.objects.latest("number").text
    assert "240.50 EUR" in told
    assert "4711" not in told
    steps.tell_choices(asked.id, {"way": "transfer"}, by=customer)
    order = place_order(asked.id, consent(asked.id, by=customer), by=customer)
    assert order.freight == Decimal("240.50")


def test_a_closed_conversation_is_followed_by_a_new_one(asked: Checkout, customer: Actor, sales: Actor) -> None:
    conversations.close(Conversation.objects.get().id, by=customer)
    answer_freight(asked.id, TERMS, by=sales)
    assert "Air freight" in Conversation.objects.latest("created_at").entries.get().text


def test_it_is_offered_once_and_by_sales_alone(asked: Checkout, sales: Actor, production: Actor) -> None:
    with pytest.raises(OrderNotFoundError):
        answer_freight(asked.id, TERMS, by=production)
    answer_freight(asked.id, TERMS, by=sales)
    with pytest.raises(OrderNotFoundError):
        answer_freight(asked.id, TERMS, by=sales)
    assert FreightOffer.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 81),
        ("name", "a\u202eb"),
        ("price", "-1"),
        ("price", "0.001"),
        ("price", "NaN"),
        ("price", "1e9"),
        ("transit_days", "-1"),
        ("transit_days", "366"),
        ("transit_days", "soon"),
        ("reason", ""),
        ("reason", "4242 4242 4242 4242"),
    ],
)
def test_an_offer_that_cannot_be_is_refused_beside_its_field(asked: Checkout, desk: Client, field, value) -> None:
    refused = desk.post(f"{PAGE}{asked.id}/", FIELDS | {field: value})
    assert refused.status_code == 422
    assert f'id="freight-{field}_error"' in refused.content.decode()
    assert not FreightOffer.objects.exists()
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"price": Decimal("NaN")}, "price"),
        ({"price": Decimal(1_000_000)}, "price"),
        ({"transit_days": 366}, "transit_days"),
        ({"name": "x" * 81}, "name"),
        ({"reason": " "}, "reason"),
    ],
)
def test_the_service_refuses_the_same(asked: Checkout, sales: Actor, wrong, field) -> None:
    with pytest.raises(CheckoutFieldError) as refused:
        answer_freight(asked.id, replace(TERMS, **wrong), by=sales)
    assert refused.value.field == field


def test_a_question_that_nobody_asked_is_not_found(desk: Client) -> None:
    assert desk.get(f"{PAGE}{uuid.uuid4()}/").status_code == 404


def test_the_pages_ask_few_queries_however_many_wait(asked: Checkout, desk: Client) -> None:
    def queries(address: str) -> int:
        desk.get(address)  # the shop is remembered for some seconds
        with CaptureQueriesContext(connection) as counted:
            assert desk.get(address).status_code == 200
        return len(counted)

    few = queries(PAGE)
    for number in range(20):
        row = Checkout.objects.get(id=asked.id)
        row.id, row.person_id, row.folder = uuid.uuid4(), uuid.uuid4(), f"folder{number}"
        row.save(force_insert=True)
    assert queries(PAGE) == few <= MOST_QUERIES
    assert queries(f"{PAGE}{asked.id}/") <= MOST_QUERIES
