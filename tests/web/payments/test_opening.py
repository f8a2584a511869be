"""Ways that are offered, and payments that are opened, approved, received and cancelled."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from tests.web.payments.conftest import START, renewed

from partwright.web.actor import Actor, ActorKind, Channel, Right
from partwright.web.payments import selectors, services
from partwright.web.payments.errors import (
    AlreadyOpenError,
    CardNumberError,
    CreditExceededError,
    CreditTermsError,
    PaymentAmountError,
    PaymentNotFoundError,
    PaymentStateError,
    PoNumberMissingError,
    WayNotOfferedError,
)
from partwright.web.payments.models import CreditAccount, Payment, PaymentState, Receipt, Way

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 2)


def test_without_keys_credit_and_account_nothing_is_offered(by) -> None:
    assert selectors.offered_ways(by.owner_id, "EUR") == ()


def test_without_an_account_no_transfer_can_be_opened(open_payment, bank) -> None:
    bank.delete()
    with pytest.raises(WayNotOfferedError):
        open_payment(Way.TRANSFER)


@pytest.mark.usefixtures("bank")
def test_without_keys_and_credit_only_the_transfer_is_offered(by) -> None:
    assert selectors.offered_ways(by.owner_id, "EUR") == (Way.TRANSFER,)


@pytest.mark.usefixtures("stripe", "credit", "bank")
def test_what_is_configured_and_granted_is_offered_in_its_currency(by) -> None:
    assert selectors.offered_ways(by.owner_id, "EUR") == (Way.CARD, Way.ON_ACCOUNT, Way.TRANSFER)
    assert selectors.offered_ways(by.owner_id, "USD") == (Way.CARD, Way.TRANSFER)
    assert selectors.offered_ways(by.owner_id, "KWD") == (Way.TRANSFER,)


def test_a_way_that_is_not_offered_cannot_be_opened(open_payment) -> None:
    for way in (Way.CARD, Way.ON_ACCOUNT, "barter"):
        with pytest.raises(WayNotOfferedError):
            open_payment(way, po_number="4711")
    assert not Payment.objects.exists()


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "1e11"])
def test_only_money_can_be_paid(open_payment, amount) -> None:
    with pytest.raises(PaymentAmountError):
        open_payment(amount=amount)


def test_an_order_has_one_live_payment_and_opening_it_again_is_the_same(open_payment, by) -> None:
    order = uuid.uuid4()
    first = open_payment(order=order)
    assert open_payment(order=order) == first
    with pytest.raises(AlreadyOpenError):
        open_payment(order=order, amount="99")
    services.cancel_payment(first.id, by=by)
    second = open_payment(order=order, amount="99")
    assert selectors.payment_of(order) == second
    assert list(selectors.payments_of(order)) == [second, renewed(first)]
    services.cancel_payment(second.id, by=by)
    assert selectors.payment_of(order).closed_as == PaymentState.CANCELLED


def test_the_database_refuses_a_second_live_payment(open_payment) -> None:
    first = open_payment()
    with pytest.raises(IntegrityError), transaction.atomic():
        open_payment().__class__.objects.exclude(id=first.id).update(order_id=first.order_id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": Decimal(0)},
        {"received": Decimal(101)},
        {"refunded": Decimal(-1)},
        {"refunded": Decimal(101)},
        {"closed_as": "failed"},
        {"received": Decimal(100)},
        {"channel": "pigeon"},
    ],
)
def test_the_database_refuses_what_cannot_be(open_payment, wrong) -> None:
    payment = open_payment()
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(id=payment.id).update(**wrong)


def test_who_may_order_may_pay_and_nobody_else(open_payment, by, other, finance, production) -> None:
    member = Actor(ActorKind.PERSON, Channel.WEB, uuid.uuid4(), uuid.uuid4(), rights={by.owner_id: Right.ORDER})
    looker = Actor(ActorKind.PERSON, Channel.WEB, uuid.uuid4(), uuid.uuid4(), rights={by.owner_id: Right.QUOTE})
    payment = open_payment(by=member)
    assert payment.person_id == member.person_id
    for actor in (looker, other, production):
        with pytest.raises(PaymentNotFoundError):
            open_payment(by=actor)
        with pytest.raises(PaymentNotFoundError):
            services.cancel_payment(payment.id, by=actor)
    assert selectors.get_payment(payment.id, by=looker) == payment
    for actor in (other, production):
        with pytest.raises(PaymentNotFoundError):
            selectors.get_payment(payment.id, by=actor)
    assert services.cancel_payment(payment.id, by=finance).state == PaymentState.CANCELLED


@pytest.mark.usefixtures("credit", "clock")
def test_on_account_waits_for_staff_and_is_due_after_its_term(open_payment, finance, told) -> None:
    payment = open_payment(Way.ON_ACCOUNT, po_number=" PO 4711 ")
    assert (payment.state, payment.po_number) == (PaymentState.PENDING, "PO 4711")
    assert list(selectors.awaiting_approval()) == [payment]
    approved = services.approve_on_account(payment.id, by=finance)
    assert (approved.state, approved.due_on, approved.settled_at) == (PaymentState.APPROVED, dt.date(2026, 4, 1), START)
    assert services.approve_on_account(payment.id, by=finance) == approved
    assert told == ["payment settled"]
    assert list(selectors.overdue(dt.date(2026, 4, 2))) == [payment]
    assert services.mark_received(payment.id, Decimal(100), "bank 1", TODAY, by=finance).state == PaymentState.RECEIVED
    assert told == ["payment settled"]


@pytest.mark.usefixtures("credit")
def test_on_account_needs_an_order_number_and_credit(open_payment, by, finance) -> None:
    with pytest.raises(PoNumberMissingError):
        open_payment(Way.ON_ACCOUNT)
    with pytest.raises(CreditExceededError) as refusal:
        open_payment(Way.ON_ACCOUNT, "1000.01", po_number="1")
    assert refusal.value.left == 1000
    first = open_payment(Way.ON_ACCOUNT, "600", po_number="1")
    with pytest.raises(CreditExceededError):
        open_payment(Way.ON_ACCOUNT, "400.01", po_number="2")
    open_payment(Way.ON_ACCOUNT, "400", po_number="2")
    assert Way.ON_ACCOUNT not in selectors.offered_ways(by.owner_id, "EUR")
    services.cancel_payment(first.id, by=by)
    assert selectors.credit_of(by.owner_id).left == 600
    third = open_payment(Way.ON_ACCOUNT, "600", po_number="3")
    services.mark_received(third.id, Decimal(200), "bank 1", TODAY, by=finance)
    assert selectors.credit_of(by.owner_id).used == 800


@pytest.mark.usefixtures("credit")
def test_an_approved_order_may_be_cancelled_and_frees_its_credit(open_payment, by, finance) -> None:
    payment = open_payment(Way.ON_ACCOUNT, po_number="1")
    services.approve_on_account(payment.id, by=finance)
    assert services.cancel_payment(payment.id, by=by).state == PaymentState.CANCELLED
    assert selectors.credit_of(by.owner_id).used == 0
    with pytest.raises(PaymentStateError):
        services.approve_on_account(payment.id, by=finance)


def test_credit_is_granted_changed_and_closed_by_finance_alone(by, finance, production) -> None:
    services.set_credit(by.owner_id, Decimal(500), 14, by=finance, currency="EUR")
    services.set_credit(by.owner_id, Decimal(700), 30, by=finance, currency="EUR")
    assert CreditAccount.objects.get().limit == 700
    services.set_credit(by.owner_id, Decimal(0), 30, by=finance, currency="EUR", active=False)
    assert selectors.credit_of(by.owner_id).left == 0
    for limit, days in ((Decimal(-1), 14), (Decimal(1), 121), (Decimal("NaN"), 14)):
        with pytest.raises(CreditTermsError):
            services.set_credit(by.owner_id, limit, days, by=finance)
    with pytest.raises(PaymentNotFoundError):
        services.set_credit(by.owner_id, Decimal(1), 14, by=production)


def test_a_transfer_may_come_in_parts(open_payment, finance, told) -> None:
    payment = open_payment()
    assert payment.state == PaymentState.OPEN
    part = services.mark_received(payment.id, Decimal(40), "bank 1", TODAY, by=finance)
    assert (part.state, part.outstanding, told) == (PaymentState.PENDING, 60, [])
    assert services.mark_received(payment.id, Decimal(40), "bank 1", TODAY, by=finance).received == 40
    with pytest.raises(PaymentAmountError, match="60"):
        services.mark_received(payment.id, Decimal("60.01"), "bank 2", TODAY, by=finance)
    whole = services.mark_received(payment.id, Decimal(60), "bank 2", TODAY, by=finance)
    assert (whole.state, told) == (PaymentState.RECEIVED, ["payment settled"])
    with pytest.raises(PaymentStateError):
        services.mark_received(payment.id, Decimal(1), "bank 3", TODAY, by=finance)
    assert Receipt.objects.count() == 2


def test_only_finance_notes_money(open_payment, by, production) -> None:
    payment = open_payment()
    for actor in (by, production):
        with pytest.raises(PaymentNotFoundError):
            services.mark_received(payment.id, Decimal(40), "bank 1", TODAY, by=actor)
        with pytest.raises(PaymentNotFoundError):
            services.approve_on_account(payment.id, by=actor)
        with pytest.raises(PaymentNotFoundError):
            services.request_refund(payment.id, Decimal(1), "", by=actor)


def test_what_is_paid_cannot_be_cancelled(open_payment, by, finance) -> None:
    payment = open_payment()
    services.mark_received(payment.id, Decimal(100), "bank 1", TODAY, by=finance)
    with pytest.raises(PaymentStateError):
        services.cancel_payment(payment.id, by=by)


def test_a_transfer_that_comes_after_the_cancellation_is_to_be_sent_back(open_payment, by, finance, told) -> None:
    payment = open_payment()
    services.cancel_payment(payment.id, by=by)
    assert services.cancel_payment(payment.id, by=by).state == PaymentState.CANCELLED
    services.mark_received(payment.id, Decimal(100), "bank 1", TODAY, by=finance)
    [refund] = selectors.refunds_to_settle()
    assert refund.amount == 100
    services.settle_refund(refund.id, "bank 2", by=finance)
    assert renewed(payment).state == PaymentState.REFUNDED
    assert told == ["refund settled"]


def test_no_card_number_is_kept_of_what_people_type(open_payment, finance) -> None:
    with pytest.raises(CardNumberError):
        open_payment(Way.ON_ACCOUNT, po_number="4242 4242 4242 4242")
    payment = open_payment()
    with pytest.raises(CardNumberError):
        services.mark_received(payment.id, Decimal(1), "4242-4242-4242-4242", TODAY, by=finance)
