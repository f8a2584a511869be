"""Frozen prices become an order with its payment, or nothing happens."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone
from tests.web.accounts.test_owners import make_person
from tests.web.ordering.conftest import ADDRESS, consent

from partwright.web.accounts.models import Person
from partwright.web.accounts.selectors import actor_for
from partwright.web.documents.kinds import PaperKind
from partwright.web.documents.selectors import documents_of, read_pdf
from partwright.web.mailing.models import Message
from partwright.web.ordering import checkout as steps
from partwright.web.ordering.errors import (
    AddressUnprovenError,
    CheckoutClosedError,
    CheckoutFieldError,
    OrderChangedError,
    OrderNotFoundError,
    TermsChangedError,
)
from partwright.web.ordering.files import read_file
from partwright.web.ordering.models import Order
from partwright.web.ordering.placing import Consent, place_order
from partwright.web.ordering.states import OrderState
from partwright.web.ordering.terms import publish_terms
from partwright.web.parts.storage import read
from partwright.web.payments.errors import CreditExceededError, PoNumberMissingError
from partwright.web.payments.models import Payment, Way
from partwright.web.payments.selectors import payment_of
from partwright.web.payments.services import set_credit
from partwright.web.shop import readiness
from partwright.web.shop.models import Shop

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_order_adds_up_and_has_its_payment(place) -> None:
    order = place()
    assert order.state == OrderState.PLACED
    assert order.total == order.goods + order.freight + order.tax
    assert order.goods == sum(line.total for line in order.lines.all())
    assert order.tax == sum((line.tax for line in order.lines.all()), order.freight_tax)
    assert {line.rate_percent for line in order.lines.all()} == {Decimal(19)}
    payment = payment_of(order.id)
    assert (payment.amount, payment.reference, payment.way) == (order.total, order.number, Way.TRANSFER)


def test_a_transfer_gets_a_pro_forma_with_the_bank(place) -> None:
    order = place()
    (paper,) = documents_of(order.id)
    assert paper.kind == PaperKind.PRO_FORMA
    assert "DE02 1203 0000 0000 2020 51" in str(paper.data)
    assert read_pdf(paper).startswith(b"%PDF")


def test_the_customer_is_told_by_mail(place, ada: Person) -> None:
    order = place()
    (message,) = Message.objects.filter(template="ordering.placed")
    assert message.to == ada.email
    assert order.number in message.subject
    assert "DE02" in message.text


def test_ordering_twice_is_one_order(place, customer) -> None:
    order = place()
    again = place_order(order.checkout_id, Consent(total=order.total, terms_version=1), by=customer)
    assert again == order
    assert Order.objects.count() == Payment.objects.count() == 1


def test_files_stay_byte_for_byte_when_the_quote_is_deleted(place, customer) -> None:
    from partwright.web.quoting.services import delete_quote

    order = place()
    before = {file.name: read_file(file) for file in order.files.all()}
    parts = {line.part.name: read(line.part.original) for line in order.lines.select_related("part")}
    delete_quote(order.revision.quote.token, by=customer)
    order.refresh_from_db()
    assert order.revision is None
    assert {file.name: read_file(file) for file in order.files.all()} == before == parts
    assert order.lines.count() == 2


def test_a_reverse_charge_needs_a_number_of_where_it_goes(place) -> None:
    order = place(billing_postal_code="75001", billing_city="Paris", billing_country="FR", vat_id="FR 40 303 265 045")
    assert order.tax == 0
    assert "138" in order.freight_tax_text
    assert order.vat_id == "FR40303265045"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"billing_name": ""}, "billing_name"),
        ({"billing_country": "ZZ"}, "billing_country"),
        ({"billing_postal_code": "1"}, "billing_postal_code"),
        ({"billing_street": "x" * 121}, "billing_street"),
        ({"billing_city": "a\u202eb"}, "billing_city"),
        ({"vat_id": "DE136695977"}, "vat_id"),
        ({"same": ""}, "shipping_name"),
    ],
)
def test_an_address_that_cannot_be_names_its_field(revision, customer, typed, field) -> None:
    begun = steps.open_checkout(revision.quote.token, revision.number, by=customer)
    with pytest.raises(CheckoutFieldError) as refusal:
        steps.tell_addresses(begun.id, ADDRESS | typed, by=customer)
    assert refusal.value.field == field


def begun(revision, by, **choices):
    made = steps.open_checkout(revision.quote.token, revision.number, by=by)
    steps.tell_addresses(made.id, ADDRESS, by=by)
    return steps.tell_choices(made.id, {"way": Way.TRANSFER, **choices}, by=by)


def test_another_sum_than_was_shown_orders_nothing(revision, customer) -> None:
    ready = begun(revision, customer)
    with pytest.raises(OrderChangedError):
        place_order(ready.id, Consent(total=Decimal(1), terms_version=1), by=customer)
    assert not Order.objects.exists()
    assert not Payment.objects.exists()


def test_terms_of_another_version_order_nothing(revision, customer, db) -> None:
    from tests.web.ordering.conftest import staff

    from partwright.web.actor import StaffRole

    ready = begun(revision, customer)
    agreed = consent(ready.id, by=customer)
    publish_terms("Cash only.", by=staff(StaffRole.OWNER))
    with pytest.raises(TermsChangedError):
        place_order(ready.id, agreed, by=customer)


def test_on_account_needs_a_purchase_order_and_credit(revision, customer, finance) -> None:
    set_credit(customer.owner_id, Decimal(1), 30, by=finance, currency="EUR")
    ready = begun(revision, customer, way=Way.ON_ACCOUNT)
    with pytest.raises(PoNumberMissingError):
        place_order(ready.id, consent(ready.id, by=customer), by=customer)
    ready = steps.tell_choices(ready.id, {"po_number": "PO-1"}, by=customer)
    with pytest.raises(CreditExceededError):
        place_order(ready.id, consent(ready.id, by=customer), by=customer)
    assert not Order.objects.exists()


def test_a_purchase_order_as_a_file_goes_into_the_order(revision, customer) -> None:
    ready = begun(revision, customer)
    content = b"%PDF-1.7 purchase order"
    steps.tell_choices(ready.id, {}, po_file=ContentFile(content, name="po.pdf"), by=customer)
    order = place_order(ready.id, consent(ready.id, by=customer), by=customer)
    (file,) = order.files.filter(kind="purchase_order")
    assert (file.name, read_file(file)) == ("po.pdf", content)


def test_a_file_that_is_no_document_is_refused(revision, customer) -> None:
    ready = begun(revision, customer)
    with pytest.raises(CheckoutFieldError):
        steps.tell_choices(ready.id, {}, po_file=ContentFile(b"MZ\x90", name="po.exe"), by=customer)


def test_somebody_whose_address_is_not_verified_orders_nothing(revision, customer, ada: Person) -> None:
    ada.emailaddress_set.update(verified=False)
    with pytest.raises(AddressUnprovenError):
        steps.open_checkout(revision.quote.token, revision.number, by=customer)


def test_a_shop_that_lacks_something_takes_no_orders(revision, customer, shop: Shop, monkeypatch) -> None:
    monkeypatch.setattr(readiness, "answers", lambda: ("Mail does not work.",))
    with pytest.raises(CheckoutClosedError):
        steps.open_checkout(revision.quote.token, revision.number, by=customer)


def test_prices_that_have_ended_are_not_ordered(revision, customer) -> None:
    ready = begun(revision, customer)
    agreed = consent(ready.id, by=customer)
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)), pytest.raises(CheckoutClosedError):
        place_order(ready.id, agreed, by=customer)


def test_strangers_find_no_checkout(revision, customer) -> None:
    ready = begun(revision, customer)
    stranger = actor_for(make_person("eve@example.org"))
    with pytest.raises(OrderNotFoundError):
        steps.get_checkout(ready.id, by=stranger)
    with pytest.raises(OrderNotFoundError):
        steps.open_checkout(revision.quote.token, revision.number, by=stranger)
