"""A new password by a code: alike for every address, and whoever sat elsewhere is out."""

import pytest
from django.test import Client
from tests.web.accounts.browsing import NEW_PASSWORD, PASSWORD, code_for, last_mail, make_account, sign_in

from partwright.web.accounts.models import Person
from partwright.web.mailing.models import Message

ADDRESS = "/account/reset/"
CODE = "/account/reset/code/"
CHOOSE = "/account/reset/password/"


@pytest.fixture
def ada(db: None) -> Person:
    return make_account()


def ask(browser: Client, email: str = "ada@example.org"):
    return browser.post(ADDRESS, {"email": email})


def test_a_new_password_by_a_code_signs_in_here_and_out_elsewhere(ada: Person, browser: Client) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    assert browser.get(ADDRESS).cookies == {}
    assert ask(browser)["Location"] == CODE
    assert browser.get(CODE).status_code == 200
    assert browser.post(CODE, {"code": code_for(ada.email)})["Location"] == CHOOSE
    answer = browser.post(CHOOSE, {"password1": NEW_PASSWORD})
    assert (answer.status_code, answer["Location"]) == (303, "/?told=password")
    assert browser.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert sign_in(Client(), password=PASSWORD).status_code == 422
    assert sign_in(Client(), password=NEW_PASSWORD).status_code == 303
    assert last_mail(ada.email).template == "accounts.password_changed"


def test_a_known_and_an_unknown_address_are_answered_alike(ada: Person) -> None:
    seen = []
    for email in (ada.email, "nobody@example.org"):
        browser = Client()
        answers = [ask(browser, email), browser.get(CODE), browser.post(CODE, {"code": "AAAA-AAAA"})]
        seen.append(
            [
                (answer.status_code, answer.get("Location"), answer.content.decode().replace(email, ""))
                for answer in answers
            ]
        )
    assert seen[0] == seen[1]
    assert last_mail(ada.email).template == "accounts.reset_code"
    assert last_mail("nobody@example.org").template == "accounts.unknown_address"
    assert Message.objects.count() == 2


def test_nobody_chooses_a_password_without_the_code(ada: Person, browser: Client) -> None:
    assert browser.post(CHOOSE, {"password1": NEW_PASSWORD})["Location"] == "/account/reset/?told=late"
    ask(browser)
    assert browser.post(CHOOSE, {"password1": NEW_PASSWORD})["Location"] == CODE
    for code in ("", "AAAA-AAAA"):
        assert browser.post(CODE, {"code": code}).status_code == 422
    assert browser.post(CODE, {"code": "\0"})["Location"] == "/account/login/?told=too-often"
    assert browser.post(CODE, {"code": code_for(ada.email)})["Location"] == "/account/login/?told=late"
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_an_unknown_address_has_no_code_that_fits(browser: Client) -> None:
    ask(browser, "nobody@example.org")
    assert browser.post(CODE, {"code": ""}).status_code == 422
    assert browser.post(CODE, {}).status_code == 422


def test_a_weak_password_is_refused_and_another_may_be_tried(ada: Person, browser: Client) -> None:
    ask(browser)
    browser.post(CODE, {"code": code_for(ada.email)})
    for weak in ("short", "password1234", "ada@example.org", ""):
        answer = browser.post(CHOOSE, {"password1": weak})
        assert answer.status_code == 422
        assert 'id="id_password1_error"' in answer.content.decode()
    assert browser.post(CHOOSE, {"password1": NEW_PASSWORD}).status_code == 303


def test_a_deactivated_account_gets_no_code(ada: Person, browser: Client) -> None:
    Person.objects.update(is_active=False)
    ask(browser)
    assert last_mail(ada.email).template == "accounts.unknown_address"


def test_a_reset_ends_the_lock_out(ada: Person, browser: Client) -> None:
    for _ in range(5):
        sign_in(Client(), password="wrong")
    assert "That was too often" in sign_in(Client()).content.decode()
    ask(browser)
    browser.post(CODE, {"code": code_for(ada.email)})
    browser.post(CHOOSE, {"password1": NEW_PASSWORD})
    assert sign_in(Client(), password=NEW_PASSWORD).status_code == 303


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_codes_are_sent_to_one_address_a_few_times_an_hour(ada: Person, email: str) -> None:
    assert [ask(Client(), email).status_code for _ in range(6)] == [303] * 5 + [429]
    assert Message.objects.filter(to=email).count() == 5


@pytest.mark.parametrize("email", ["", "no address", "a" * 300 + "@example.org"])
def test_what_is_no_address_is_refused(browser: Client, email: str) -> None:
    assert ask(browser, email).status_code == 422
    assert not Message.objects.exists()
