"""Signing in: alike for all who may not, a session by the form alone, and what a visitor had comes along."""

import pytest
from django.conf import settings
from django.test import Client
from tests.web.accounts.browsing import PASSWORD, make_account, sign_in

from partwright.web.accounts.models import Person
from partwright.web.accounts.personal_data import VISITOR_COOKIE
from partwright.web.accounts.tokens import digest_token, new_token
from partwright.web.quoting.services import quote_parts

ADDRESS = "/account/login/"
WORDS = "do not go together"


@pytest.fixture
def ada(db: None) -> Person:
    """A person with a password and a verified address."""
    return make_account()


def test_who_has_an_account_signs_in_and_goes_on_and_out_again(ada: Person, browser: Client) -> None:
    assert settings.SESSION_COOKIE_NAME not in browser.get(ADDRESS).cookies
    response = sign_in(browser, onward="/formats/")
    assert (response.status_code, response["Location"]) == (303, "/formats/")
    assert response.cookies[settings.SESSION_COOKIE_NAME]["httponly"]
    assert ada.email in browser.get("/account/").content.decode()
    assert browser.get(ADDRESS)["Location"] == "/"
    assert browser.post("/account/logout/").status_code == 303
    assert browser.get("/account/")["Location"] == "/account/login/?next=/account/"


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(ada: Person, browser: Client, onward: str) -> None:
    assert sign_in(browser, onward=onward)["Location"] == "/"


def test_all_who_may_not_sign_in_are_answered_alike(ada: Person, browser: Client) -> None:
    make_account("bob@example.org", verified=False)
    Person.objects.filter(id=make_account("eve@example.org").id).update(is_active=False)
    tries = [
        ("ada@example.org", "wrong"),
        ("bob@example.org", "wrong"),
        ("nobody@example.org", "wrong"),
        ("eve@example.org", PASSWORD),
    ]
    answers = [sign_in(Client(), email=email, password=password) for email, password in tries]
    pages = {answer.content.decode().replace(email, "") for answer, (email, _) in zip(answers, tries, strict=True)}
    assert {answer.status_code for answer in answers} == {422}
    assert len(pages) == 1
    assert WORDS in pages.pop()


def test_who_never_verified_their_address_is_asked_for_a_code(browser: Client) -> None:
    make_account("bob@example.org", verified=False)
    assert sign_in(browser, email="bob@example.org")["Location"] == "/account/verify/"
    assert browser.get("/account/").status_code == 302


def test_a_deactivated_person_does_not_sign_in(ada: Person, browser: Client) -> None:
    Person.objects.update(is_active=False)
    assert WORDS in sign_in(browser).content.decode()


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_too_many_tries_are_held_off_whoever_the_address_belongs_to(ada: Person, browser: Client, email: str) -> None:
    for _ in range(5):
        assert WORDS in sign_in(browser, email=email, password="wrong").content.decode()
    answer = sign_in(browser, email=email)
    assert answer.status_code == 422
    assert "That was too often" in answer.content.decode()


def test_what_a_visitor_quoted_is_the_persons_once_they_sign_in(ada: Person, by, browser: Client) -> None:
    quote = quote_parts([], by=by)
    token = new_token()
    type(ada.owner).objects.filter(id=by.owner_id).update(token_digest=digest_token(token))
    browser.cookies[VISITOR_COOKIE.name] = token
    assert sign_in(browser).cookies[VISITOR_COOKIE.name].value == ""
    quote.refresh_from_db()
    assert quote.owner_id == ada.owner_id
    assert quote.expires_at is None


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"login": "", "password": ""},
        {"login": "x" * 300 + "@example.org", "password": "a"},
        {"login": "\0", "password": "\0"},
    ],
)
def test_what_nobody_can_sign_in_by_is_refused(browser: Client, typed: dict[str, str]) -> None:
    assert browser.post(ADDRESS, typed).status_code == 422
