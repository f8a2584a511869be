"""Signing in in two steps: adding an authenticator, using it and recovery codes, and taking it away."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client, TestCase
from tests.web.accounts.browsing import code_for, confirm, last_mail, make_account, sign_in

from partwright.web.accounts.models import Person

PAGES = ["authenticator/", "authenticator/remove/", "recovery-codes/", "recovery-codes/new/", "confirm/code/"]


@pytest.fixture
def ada(db: None) -> Person:
    return make_account()


@pytest.fixture
def inside(ada: Person) -> Client:
    browser = Client()
    sign_in(browser)
    confirm(browser)
    return browser


def codes_of(secret: str) -> list[str]:
    return [format_hotp_value(hotp_value(secret, counter)) for counter in yield_hotp_counters_from_time()]


def add_authenticator(browser: Client) -> str:
    """Adds one as somebody does who reads the page; its key."""
    page = browser.get("/account/authenticator/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = browser.post("/account/authenticator/", {"code": codes_of(secret)[0]})
    assert answer.status_code == 303
    assert answer["Location"].startswith("/account/recovery-codes/")
    return secret


def recovery_codes(browser: Client) -> list[str]:
    return re.findall(r"<li><code>(\w+)</code>", browser.get("/account/recovery-codes/").content.decode())


@pytest.mark.parametrize("page", PAGES)
def test_who_is_signed_out_is_asked_to_sign_in(ada: Person, browser: Client, page: str) -> None:
    assert browser.get(f"/account/{page}")["Location"].startswith("/account/login/?next=")


def test_signing_in_asks_for_a_code_after_the_password(ada: Person, inside: Client) -> None:
    secret = add_authenticator(inside)
    assert last_mail(ada.email).template == "accounts.authenticator_on"
    elsewhere = Client()
    assert sign_in(elsewhere, onward="/account/")["Location"].startswith("/account/login/code/")
    assert elsewhere.get("/account/").status_code == 302
    assert "Type the code of your authenticator" in elsewhere.get("/account/login/code/").content.decode()
    wrong = elsewhere.post("/account/login/code/", {"code": "nothing"})
    assert wrong.status_code == 422
    assert "This is not the code" in wrong.content.decode()
    right = elsewhere.post("/account/login/code/", {"code": codes_of(secret)[0]})
    assert right.status_code == 303
    assert "Signing in asks for a code" in elsewhere.get("/account/").content.decode()


def test_a_code_signs_in_once(ada: Person, inside: Client) -> None:
    secret = add_authenticator(inside)
    code = codes_of(secret)[0]
    for status in (303, 422):
        browser = Client()
        sign_in(browser)
        assert browser.post("/account/login/code/", {"code": code}).status_code == status


def test_a_recovery_code_signs_in_once(ada: Person, inside: Client) -> None:
    add_authenticator(inside)
    codes = recovery_codes(inside)
    assert len(set(codes)) == 10
    for status in (303, 422):
        browser = Client()
        sign_in(browser)
        assert browser.post("/account/login/code/", {"code": codes[0]}).status_code == status
    assert recovery_codes(inside) == codes[1:]
    assert "9 recovery codes left" in inside.get("/account/").content.decode()


def test_new_recovery_codes_end_the_former_ones(ada: Person, inside: Client) -> None:
    add_authenticator(inside)
    former = recovery_codes(inside)
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = inside.post("/account/recovery-codes/new/")
    assert answer["Location"].startswith("/account/recovery-codes/")
    assert not set(former) & set(recovery_codes(inside))


def test_recovery_codes_without_an_authenticator_are_refused(ada: Person, inside: Client) -> None:
    assert inside.get("/account/recovery-codes/").status_code == 404
    answer = inside.post("/account/recovery-codes/new/")
    assert answer.status_code == 422
    assert "add one first" in answer.content.decode()


def test_a_wrong_first_code_adds_nothing_and_keeps_the_key(ada: Person, inside: Client) -> None:
    page = inside.get("/account/authenticator/").content.decode()
    answer = inside.post("/account/authenticator/", {"code": "12"})
    assert answer.status_code == 422
    assert re.search(r"<code>(\w+)</code>", page)[1] in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_wrong_codes_are_limited_even_if_the_right_one_follows(ada: Person, inside: Client) -> None:
    secret = add_authenticator(inside)
    browser = Client()
    sign_in(browser)
    for _ in range(5):
        browser.post("/account/login/code/", {"code": "nothing"})
    answer = browser.post("/account/login/code/", {"code": codes_of(secret)[0]})
    assert answer.status_code == 422
    assert "too often" in answer.content.decode()


def test_nobody_gets_to_the_code_without_the_password(ada: Person, inside: Client) -> None:
    secret = add_authenticator(inside)
    stranger = Client()
    answer = stranger.post("/account/login/code/", {"code": codes_of(secret)[0]})
    assert answer["Location"].startswith("/account/login/")
    assert stranger.get("/account/").status_code == 302


def test_a_new_password_by_mail_does_not_pass_the_second_step_over(ada: Person, inside: Client) -> None:
    add_authenticator(inside)
    browser = Client()
    browser.post("/account/reset/", {"email": ada.email})
    browser.post("/account/reset/code/", {"code": code_for(ada.email)})
    answer = browser.post("/account/reset/password/", {"password1": "eight steel cams waiting"})
    assert answer["Location"].startswith("/account/login/code/")
    assert browser.get("/account/").status_code == 302


def test_the_address_can_still_be_changed(ada: Person, inside: Client) -> None:
    add_authenticator(inside)
    answer = inside.post("/account/address/", {"email": "lovelace@example.org", "action_add": ""})
    assert answer["Location"] == "/account/verify/"
    inside.post("/account/verify/", {"code": code_for("lovelace@example.org")})
    ada.refresh_from_db()
    assert ada.email == "lovelace@example.org"


def test_what_matters_asks_again_after_a_while_and_takes_a_code_too(ada: Person) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)) as clock:
        browser = Client()
        sign_in(browser)
        confirm(browser)
        secret = add_authenticator(browser)
        clock.shift(dt.timedelta(hours=1))
        assert browser.get("/account/recovery-codes/")["Location"].startswith("/account/confirm/")
        asked = {"code": codes_of(secret)[0], "next": "/account/recovery-codes/"}
        assert browser.post("/account/confirm/code/", asked)["Location"] == "/account/recovery-codes/"
        assert recovery_codes(browser)


def test_who_removes_the_authenticator_signs_in_by_password_alone(ada: Person, inside: Client) -> None:
    add_authenticator(inside)
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = inside.post("/account/authenticator/remove/")
    assert answer["Location"].startswith("/account/")
    assert last_mail(ada.email).template == "accounts.authenticator_off"
    assert not Authenticator.objects.exists()
    assert sign_in(Client(), onward="/account/")["Location"] == "/account/"


@pytest.mark.django_db(transaction=True)
def test_the_next_page_says_what_was_done() -> None:
    make_account()
    browser = Client()
    sign_in(browser)
    confirm(browser)
    page = browser.get("/account/authenticator/").content.decode()
    code = codes_of(re.search(r"<code>([A-Z2-7]{32})</code>", page)[1])[0]
    added = browser.post("/account/authenticator/", {"code": code})
    assert added["Location"] == "/account/recovery-codes/?told=authenticator"
    renewed = browser.post("/account/recovery-codes/new/")
    assert renewed["Location"] == "/account/recovery-codes/?told=recovery-codes"
    assert browser.post("/account/authenticator/remove/")["Location"] == "/account/?told=authenticator-removed"
