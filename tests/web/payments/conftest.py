"""Customers, staff, and a double of Stripe that the shop is configured for."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
import time_machine
from django.conf import settings as django_settings
from tests.doubles.stripe import KEY, SECRET, Stripe

from partwright.web.actor import Actor, ActorKind, Channel, StaffRole
from partwright.web.payments import services
from partwright.web.payments.checkout import start_card_checkout
from partwright.web.payments.events import Handled, handle_event
from partwright.web.payments.models import Payment, Way
from partwright.web.payments.signals import payment_failed, payment_settled, refund_failed, refund_settled
from partwright.web.shop.models import Shop
from partwright.web.shop.selectors import get_shop

START = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
BACK = ("https://shop.example/done", "https://shop.example/back")


@pytest.fixture
def bank(db: None) -> Shop:
    """A shop with an account that customers transfer to."""
    shop = get_shop()
    shop.bank_iban = "DE02120300000000202051"
    shop.save(force_insert=True)
    return shop


@pytest.fixture
def finance() -> Actor:
    """Somebody of the shop who works with money."""
    return Actor(ActorKind.STAFF, Channel.STAFF, person_id=uuid.uuid4(), roles=frozenset({StaffRole.FINANCE}))


@pytest.fixture
def production(finance: Actor) -> Actor:
    """Somebody of the shop who does not."""
    return replace(finance, roles=frozenset({StaffRole.PRODUCTION}))


@pytest.fixture
def configure(settings) -> Callable[..., None]:
    """Changes settings of the environment for one test."""

    def change(**values: object) -> None:
        settings.ENVIRONMENT = django_settings.ENVIRONMENT.model_copy(update=values)

    return change


@pytest.fixture
def stripe(configure) -> Iterator[Stripe]:
    """The double, which the shop takes for Stripe."""
    with Stripe() as double:
        configure(stripe_secret_key=KEY, stripe_webhook_secret=SECRET, stripe_api_url=double.url)
        yield double


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """A clock that only the test moves."""
    with time_machine.travel(START, tick=False) as travel:
        yield travel


@pytest.fixture
def open_payment(by: Actor, bank: Shop) -> Callable[..., Payment]:
    """Opens a payment of an order of `by`."""

    def open_one(way: Way = Way.TRANSFER, amount: str = "100.00", **more: object) -> Payment:
        order, actor = more.pop("order", None) or uuid.uuid4(), more.pop("by", by)
        return services.open_payment(order, by.owner_id, way, Decimal(amount), "EUR", by=actor, **more)

    return open_one


@pytest.fixture
def credit(by: Actor, finance: Actor) -> None:
    """`by` may owe 1000 EUR for 30 days."""
    services.set_credit(by.owner_id, Decimal(1000), 30, by=finance, currency="EUR")


@pytest.fixture
def card(stripe: Stripe, open_payment, by: Actor) -> Payment:
    """A card payment whose page at Stripe is open."""
    payment = open_payment(Way.CARD, reference="2026-7")
    start_card_checkout(payment.id, *BACK, by=by)
    payment.refresh_from_db()
    return payment


@pytest.fixture
def bring(stripe: Stripe) -> Callable[..., list[Handled]]:
    """Brings events of the double to the webhook, by kind or by the numbers they have; all without any."""

    def bring_some(*which: str | int) -> list[Handled]:
        events = stripe.books.events
        chosen = [
            event
            for one in which
            for event in ([events[one]] if isinstance(one, int) else [e for e in events if e["type"] == one])
        ]
        return [handle_event(*pair) for pair in stripe.webhooks(chosen if which else None)]

    return bring_some


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What listeners were told, in order."""
    heard: list[str] = []
    signals = {
        "payment settled": payment_settled,
        "payment failed": payment_failed,
        "refund settled": refund_settled,
        "refund failed": refund_failed,
    }

    def hear(name: str, /, **_kwargs: object) -> None:
        heard.append(name)

    listeners = {name: partial(hear, name) for name in signals}
    for name, signal in signals.items():
        signal.connect(listeners[name], weak=False)
    yield heard
    for name, signal in signals.items():
        signal.disconnect(listeners[name])


def renewed(payment: Payment) -> Payment:
    """A payment as it is stored now."""
    return Payment.objects.get(id=payment.id)
