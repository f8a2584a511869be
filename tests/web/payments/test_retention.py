"""What is kept about payments ends when its time is over."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from partwright.web.payments import retention, services
from partwright.web.payments.models import CreditAccount, Payment, ProviderEvent

pytestmark = pytest.mark.django_db


def test_payments_stay_ten_years_from_the_end_of_the_year(open_payment, finance) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 2, tzinfo=dt.UTC)):
        payment = open_payment()
    assert retention.erase_payments(dt.datetime(2036, 12, 31, tzinfo=dt.UTC)) == 0
    with time_machine.travel(dt.datetime(2028, 3, 2, tzinfo=dt.UTC)):
        services.mark_received(payment.id, Decimal(100), "bank 1", dt.date(2028, 3, 2), by=finance)
    assert retention.erase_payments(dt.datetime(2038, 12, 31, tzinfo=dt.UTC)) == 0
    assert retention.erase_payments(dt.datetime(2039, 1, 1, tzinfo=dt.UTC)) > 0
    assert not Payment.objects.exists()


def test_events_stay_ninety_days(stripe, card, bring) -> None:
    stripe.press(card.session_id, "pay")
    bring()
    now = ProviderEvent.objects.latest("received_at").received_at
    assert retention.erase_events(now + dt.timedelta(days=89)) == 0
    assert retention.erase_events(now + dt.timedelta(days=91)) == 2


def test_closed_credit_stays_three_years(by, finance) -> None:
    credit = services.set_credit(by.owner_id, Decimal(1), 30, by=finance, currency="EUR")
    late = credit.changed_at + dt.timedelta(days=4 * 365)
    assert retention.erase_credit(late) == 0
    services.set_credit(by.owner_id, Decimal(0), 30, by=finance, currency="EUR", active=False)
    assert retention.erase_credit(late) == 1
    assert not CreditAccount.objects.exists()
