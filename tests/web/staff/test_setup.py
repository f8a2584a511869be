"""The set-up page: for the shop's owner alone, with errors beside fields."""

import pytest
from django.test import Client
from django.utils import timezone
from tests.web.accounts.test_owners import make_person

from partwright.web.accounts.models import Person, Post
from partwright.web.actor import Actor, Channel, StaffRole
from partwright.web.mailing.models import Message
from partwright.web.quoting.services import start_quote
from partwright.web.shop.models import Shop
from partwright.web.shop.selectors import forget_shop, get_shop

PAGE = "/staff/setup/"
FIELDS = {
    "name": "Pump Works",
    "street": "1 Mill Street",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "DE",
    "currency": "USD",
    "length_unit": "mm",
}


def sign_in(browser: Client, *roles: StaffRole) -> Person:
    person = make_person()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    for role in roles:
        Post.objects.create(channel=Channel.STAFF, person=person, role=role, since=timezone.now())
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return person


def test_who_is_signed_out_is_asked_to_sign_in(browser: Client) -> None:
    for answer in (browser.get(PAGE), browser.post(PAGE, FIELDS)):
        assert answer.status_code == 302
        assert answer["Location"] == "/account/login/?next=%2Fstaff%2Fsetup%2F"
    assert not Shop.objects.exists()


@pytest.mark.parametrize("role", [None, *(role for role in StaffRole if role is not StaffRole.OWNER)])
def test_others_are_told_that_nothing_is_here(browser: Client, role: StaffRole | None) -> None:
    sign_in(browser, *([role] if role else []))
    answers = (browser.get(PAGE), browser.post(PAGE, FIELDS), browser.post(f"{PAGE}test-mail/"))
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert not Shop.objects.exists()
    assert not Message.objects.exists()


def test_the_owner_sets_the_shop_up(browser: Client) -> None:
    sign_in(browser, StaffRole.OWNER)
    assert b"no address" in browser.get(PAGE).content
    done = browser.post(PAGE, FIELDS, follow=True)
    assert b"The settings are saved." in done.content
    assert b"no address" not in done.content
    assert b"Pump Works" in done.content
    assert get_shop().city == "Berlin"


def test_an_error_stands_beside_its_field_and_nothing_is_stored(browser: Client) -> None:
    sign_in(browser, StaffRole.OWNER)
    page = browser.post(PAGE, {**FIELDS, "postal_code": "1"})
    assert page.status_code == 422
    assert b'id="id-postal_code_error"' in page.content
    assert b'aria-invalid="true"' in page.content
    assert not Shop.objects.exists()


def test_bank_taxes_and_units_are_stored_and_shown_again(browser: Client) -> None:
    sign_in(browser, StaffRole.OWNER)
    more = {
        "bank_iban": "de02 1203 0000 0000 2020 51",
        "bank_bic": "byladem1001",
        "tax_number": "30/123/45678",
        "small_enterprise": "on",
        "registered_oss": "on",
        "tax_regions": ["CA-ON", "US-NY"],
        "length_unit": "inch",
    }
    assert browser.post(PAGE, FIELDS | more).status_code == 303
    shop = get_shop()
    assert (shop.bank_iban, shop.bank_bic) == ("DE02120300000000202051", "BYLADEM1001")
    assert (shop.small_enterprise, shop.registered_oss, shop.length_unit) == (True, True, "inch")
    assert shop.tax_regions == ["US-NY", "CA-ON"]
    page = browser.get(PAGE).content.decode()
    assert '<option value="CA-ON" selected>' in page
    assert 'value="DE02120300000000202051"' in page
    browser.post(PAGE, FIELDS)
    shop.refresh_from_db()
    assert (shop.small_enterprise, shop.tax_regions, shop.bank_iban) == (False, [], "")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bank_iban", "DE03120300000000202051"),
        ("bank_iban", "DE02"),
        ("bank_bic", "BANK"),
        ("tax_regions", "DE-BY"),
        ("length_unit", "cm"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(browser: Client, field: str, value: str) -> None:
    sign_in(browser, StaffRole.OWNER)
    refused = browser.post(PAGE, FIELDS | {field: value})
    assert refused.status_code == 422
    assert f'id="id-{field}_error"' in refused.content.decode()
    assert not Shop.objects.exists()


def test_a_test_mail_goes_to_who_asks(browser: Client) -> None:
    person = sign_in(browser, StaffRole.OWNER)
    assert browser.post(f"{PAGE}test-mail/").status_code == 303
    assert Message.objects.get().to == person.email


def test_new_quotes_are_in_the_currency_of_the_shop(browser: Client, by: Actor) -> None:
    sign_in(browser, StaffRole.OWNER)
    assert start_quote(by=by).currency == "EUR"
    browser.post(PAGE, FIELDS)
    forget_shop()
    assert start_quote(by=by).currency == "USD"
    assert start_quote(by=by, currency="EUR").currency == "EUR"
