"""What the environment says about cards: both secrets or none, and where forms may lead."""

import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from partwright.web.payments import stripe_api, telling
from partwright.web.payments.errors import PaymentAmountError
from partwright.web.payments.money import from_minor, sound_amount, to_minor
from partwright.web.site import check
from partwright.web.site.environment import SettingsError, read_environment

ROOT = Path(__file__).parents[3]
KEY, SECRET = "PARTWRIGHT_STRIPE_SECRET_KEY", "PARTWRIGHT_STRIPE_WEBHOOK_SECRET"
POLICY = (
    "from partwright.web.site import settings; print(*settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
)


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({KEY: "sk_test_1"}, "is needed beside PARTWRIGHT_STRIPE_SECRET_KEY"),
        ({KEY: "sk_test_1", SECRET: "sk_test_2"}, "begins with whsec_"),
        ({"PARTWRIGHT_STRIPE_API_URL": "stripe"}, "is no origin"),
    ],
)
def test_half_a_configuration_is_refused_at_start(monkeypatch, variables, word) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=word) as refusal:
        read_environment()
    assert "sk_test" not in str(refusal.value)


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "'self'"),
        ({KEY: "sk_test_1", SECRET: "whsec_1"}, "'self' https://checkout.stripe.com"),
        (
            {KEY: "sk_test_1", SECRET: "whsec_1", "PARTWRIGHT_STRIPE_API_URL": "http://127.0.0.1:9"},
            "'self' https://checkout.stripe.com http://127.0.0.1:9",
        ),
    ],
)
def test_forms_lead_to_stripe_only_where_cards_are_taken(tmp_path: Path, variables, expected) -> None:
    environment = {**os.environ, "PARTWRIGHT_DATA_DIR": str(tmp_path), **variables}
    said = subprocess.run([sys.executable, "-c", POLICY], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == expected


def test_the_guide_names_every_event_that_is_read() -> None:
    (listed,) = re.findall(r"```\n((?:   [a-z_.]+\n)+)", (ROOT / "docs/how-to/take-cards.md").read_text("utf-8"))
    assert sorted(listed.split()) == sorted(telling._READERS)


def test_the_library_is_not_loaded_where_no_card_is_taken(tmp_path: Path) -> None:
    look = "import partwright.web.site.wsgi, sys; print('stripe' in sys.modules)"
    environment = {**os.environ, "PARTWRIGHT_DATA_DIR": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", look], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_the_check_asks_stripe_with_the_key(stripe, configure, monkeypatch) -> None:
    monkeypatch.setattr(stripe_api, "RETRIES", 0)
    assert [one.good for one in check._cards()] == [True]
    configure(stripe_secret_key="sk_test_of_another", stripe_webhook_secret="whsec_1", stripe_api_url=stripe.url)
    assert [one.good for one in check._cards()] == [False]
    configure(stripe_secret_key=None)
    assert [(one.good, one.detail.split(":")[0]) for one in check._cards()] == [(True, "cards are not taken")]


@pytest.mark.parametrize(
    ("amount", "currency", "minor"), [("12.34", "EUR", 1234), ("500", "JPY", 500), ("0.01", "USD", 1)]
)
def test_amounts_are_said_in_the_smallest_unit(amount, currency, minor) -> None:
    assert to_minor(sound_amount(Decimal(amount)), currency) == minor
    assert from_minor(minor, currency) == Decimal(amount)


def test_a_yen_has_no_parts() -> None:
    with pytest.raises(PaymentAmountError):
        to_minor(Decimal("1.50"), "JPY")
