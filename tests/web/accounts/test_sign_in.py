"""Signing in: alike for all who may not, a session by the form alone, and what a visitor had comes along."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from tests.web.accounts.test_owners import make_person

from partwright.web.accounts.models import Person
from partwright.web.accounts.personal_data import VISITOR_COOKIE
from partwright.web.accounts.tokens import digest_token, new_token
from partwright.web.quoting.services import quote_parts

ADDRESS = "/account/login/"
PASSWORD = "seven brass gears turning"  # noqa: S105 -- of nobody
WORDS = "do not go together"


@pytest.fixture
def ada(db: None) -> Person:
    """A person with a password and a verified address."""
    person = make_person()
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def sign_in(browser: Client, *, email: str = "ada@example.org", password: str = PASSWORD, onward: str = ""):
    return browser.post(ADDRESS, {"email": email, "password": password, "next": onward})


def test_who_has_an_account_signs_in_and_goes_on_and_out_again(ada: Person, browser: Client) -> None:
    assert settings.SESSION_COOKIE_NAME not in browser.get(ADDRESS).cookies
    response = sign_in(browser, onward="/formats/")
    assert (response.status_code, response["Location"]) == (303, "/formats/")
    assert response.cookies[settings.SESSION_COOKIE_NAME]["httponly"]
    assert ada.email in browser.get(ADDRESS).content.decode()
    assert browser.post("/account/logout/").status_code == 303
    assert ada.email not in browser.get(ADDRESS).content.decode()


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(ada: Person, browser: Client, onward: str) -> None:
    assert sign_in(browser, onward=onward)["Location"] == "/"


def test_all_who_may_not_sign_in_are_answered_alike(ada: Person, browser: Client) -> None:
    unverified = make_person("bob@example.org")
    unverified.set_password(PASSWORD)
    unverified.save()
    answers = [
        sign_in(browser, password="wrong"),
        sign_in(browser, email="nobody@example.org"),
        sign_in(browser, email=unverified.email),
    ]
    pages = {response.content.decode().replace(email, "") for response, email in zip(
        answers, ("ada@example.org", "nobody@example.org", unverified.email), strict=True
    )}  # fmt: skip
    assert {response.status_code for response in answers} == {422}
    assert len(pages) == 1
    assert WORDS in pages.pop()


def test_a_deactivated_person_does_not_sign_in(ada: Person, browser: Client) -> None:
    Person.objects.update(is_active=False)
    assert WORDS in sign_in(browser).content.decode()


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_too_many_tries_are_held_off_whoever_the_address_belongs_to(ada: Person, browser: Client, email: str) -> None:
    for _ in range(5):
        assert WORDS in sign_in(browser, email=email, password="wrong").content.decode()
    assert "Too many failed login attempts" in sign_in(browser, email=email).content.decode()


def test_what_a_visitor_quoted_is_the_persons_once_they_sign_in(ada: Person, by, browser: Client) -> None:
    quote = quote_parts([], by=by)
    token = new_token()
    type(ada.owner).objects.filter(id=by.owner_id).update(token_digest=digest_token(token))
    browser.cookies[VISITOR_COOKIE.name] = token
    assert sign_in(browser).cookies[VISITOR_COOKIE.name].value == ""
    quote.refresh_from_db()
    assert quote.owner_id == ada.owner_id
    assert quote.expires_at is None
