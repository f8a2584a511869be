"""Signing up: by a code, with what the visitor had; an address with an account is answered like any other."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.accounts.browsing import PASSWORD, code_for, forget_limits, last_mail, make_account, sign_in

from partwright.web.accounts.forms import SignUpForm
from partwright.web.accounts.models import Owner, Person
from partwright.web.accounts.personal_data import VISITOR_COOKIE
from partwright.web.accounts.tokens import digest_token, new_token
from partwright.web.actor import Actor
from partwright.web.mailing.models import Message
from partwright.web.quoting.services import quote_parts

ADDRESS = "/account/signup/"
VERIFY = "/account/verify/"
TYPED = {
    "first_name": "Grace",
    "last_name": "Hopper",
    "email": "Grace@example.org",
    "company": "Compilers & Co.",
    "job_title": "Rear admiral",
    "password1": PASSWORD,
}


def sign_up(browser: Client, **changes: str):
    return browser.post(ADDRESS, TYPED | changes)


def test_somebody_signs_up_by_a_code_and_is_signed_in(browser: Client) -> None:
    assert browser.get(ADDRESS).cookies == {}
    answer = sign_up(browser)
    assert (answer.status_code, answer["Location"]) == (303, VERIFY)
    person = Person.objects.get()
    assert (person.email, person.name, person.company) == ("grace@example.org", "Grace Hopper", "Compilers & Co.")
    assert not EmailAddress.objects.get().verified
    assert browser.get("/account/").status_code == 302
    answer = browser.post(VERIFY, {"code": code_for("grace@example.org")})
    assert answer.status_code == 303
    assert answer["Location"] == "/account/?told=address"
    assert EmailAddress.objects.get().verified
    page = browser.get(answer["Location"]).content.decode()
    assert "Your address is verified." in page
    assert "Compilers &amp; Co." in page


def test_what_the_visitor_quoted_moves_once_the_address_is_verified(browser: Client, by: Actor) -> None:
    quote = quote_parts([], by=by)
    token = new_token()
    Owner.objects.filter(id=by.owner_id).update(token_digest=digest_token(token))
    browser.cookies[VISITOR_COOKIE.name] = token
    sign_up(browser)
    quote.refresh_from_db()
    assert quote.owner_id == by.owner_id
    answer = browser.post(VERIFY, {"code": code_for("grace@example.org")})
    assert answer.cookies[VISITOR_COOKIE.name].value == ""
    quote.refresh_from_db()
    assert quote.owner_id == Person.objects.get().owner_id
    assert quote.expires_at is None


def test_a_known_address_is_answered_like_a_new_one_and_its_owner_is_told(browser: Client) -> None:
    make_account("grace@example.org")
    pages = []
    for email in ("grace@example.org", "new@example.org"):
        visitor = Client()
        answer = sign_up(visitor, email=email)
        page = visitor.get(answer["Location"])
        wrong = visitor.post(VERIFY, {"code": "AAA-AAA"})
        again = visitor.post(VERIFY, {"action": "resend"})
        pages.append(
            (
                answer.status_code,
                answer["Location"],
                page.status_code,
                page.content.decode().replace(email, ""),
                wrong.status_code,
                wrong.content.decode().replace(email, ""),
                again.status_code,
            )
        )
    assert pages[0] == pages[1]
    assert Person.objects.filter(email="grace@example.org").count() == 1
    assert last_mail("grace@example.org").template == "accounts.known_address"
    assert last_mail("new@example.org").template == "accounts.verify_address"


def test_a_mail_to_an_address_that_may_be_anybodys_repeats_nothing_that_was_typed(browser: Client) -> None:
    sign_up(browser, first_name="Buy at pills.example", company="pills.example")
    mail = last_mail("grace@example.org")
    assert "pills" not in mail.text + mail.html + mail.subject + mail.to_name


def test_a_code_is_tried_a_few_times_and_no_more(browser: Client) -> None:
    sign_up(browser)
    code = code_for("grace@example.org")
    for _ in range(2):
        assert browser.post(VERIFY, {"code": "AAA-AAA"}).status_code == 422
    assert browser.post(VERIFY, {"code": "AAA-AAA"})["Location"] == "/account/login/?told=too-often"
    assert browser.post(VERIFY, {"code": code})["Location"] == "/account/login/?told=late"
    assert not EmailAddress.objects.get().verified
    assert "began again" not in browser.get("/account/login/?told=late").content.decode()
    assert "begin again" in browser.get("/account/login/?told=late").content.decode()


def test_a_code_runs_out(browser: Client) -> None:
    sign_up(browser)
    code = code_for("grace@example.org")
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert browser.post(VERIFY, {"code": code})["Location"] == "/account/login/?told=late"


def test_another_code_voids_the_first(browser: Client) -> None:
    sign_up(browser)
    first = code_for("grace@example.org")
    assert browser.post(VERIFY, {"action": "resend"}).status_code == 303
    second = code_for("grace@example.org")
    assert first != second
    assert browser.post(VERIFY, {"code": first}).status_code == 422
    assert browser.post(VERIFY, {"code": second}).status_code == 303


def test_a_code_works_in_the_browser_alone_that_asked_for_it(browser: Client) -> None:
    sign_up(browser)
    elsewhere = Client()
    assert elsewhere.post(VERIFY, {"code": code_for("grace@example.org")})["Location"].startswith("/account/login/")
    assert not EmailAddress.objects.get().verified


def test_who_never_typed_the_code_gets_another_by_signing_in(browser: Client) -> None:
    sign_up(browser)
    forget_limits()
    later = Client()
    assert sign_in(later, email="grace@example.org")["Location"] == VERIFY
    assert later.post(VERIFY, {"code": code_for("grace@example.org")}).status_code == 303
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "no address"},
        {"email": ""},
        {"first_name": ""},
        {"first_name": "Gra\nce"},
        {"last_name": "x" * 81},
        {"company": "a\x07b"},
        {"password1": "short"},
        {"password1": "password123456"},
        {"password1": "gracehopper"},
        {"password1": "x" * 201},
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stays(browser: Client, wrong: dict[str, str]) -> None:
    answer = sign_up(browser, **wrong)
    (field,) = wrong
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert "Rear admiral" in page
    assert PASSWORD not in page
    assert not Person.objects.exists()
    assert not Message.objects.exists()


def test_signing_up_is_limited_for_each_network_address(browser: Client) -> None:
    answers = [sign_up(Client(), email=f"grace{number}@example.org").status_code for number in range(21)]
    assert answers == [303] * 20 + [429]
    assert "account.too_often" in sign_up(browser).content.decode()


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.text(max_size=90))
def test_whatever_is_typed_as_a_name_is_taken_as_it_is_or_refused(db: None, name: str) -> None:
    form = SignUpForm(TYPED | {"first_name": name})
    if form.is_valid():
        assert form.cleaned_data["first_name"] == name.strip()
        assert name.strip().isprintable()
    else:
        assert set(form.errors) == {"first_name"}
