"""The pages of an account: what is changed there, what it asks for first, and who is told."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.accounts.browsing import (
    NEW_PASSWORD,
    PASSWORD,
    code_for,
    confirm,
    forget_limits,
    last_mail,
    make_account,
    sign_in,
)

from partwright.web.accounts.details import change_details
from partwright.web.accounts.errors import AccountNotFoundError
from partwright.web.accounts.models import Person
from partwright.web.accounts.selectors import actor_for
from partwright.web.accounts.sign_ins import device_of
from partwright.web.mailing.models import Message

MOST_QUERIES = 15
DETAILS = {"first_name": "Ada", "last_name": "Lovelace", "company": "Engines", "job_title": "Countess"}


@pytest.fixture
def ada(db: None) -> Person:
    return make_account()


@pytest.fixture
def inside(ada: Person) -> Client:
    browser = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
    sign_in(browser)
    return browser


@pytest.mark.parametrize("page", ["", "address/", "password/", "sign-ins/", "deactivate/", "confirm/"])
def test_who_is_signed_out_is_asked_to_sign_in_and_comes_back(ada: Person, browser: Client, page: str) -> None:
    answer = browser.get(f"/account/{page}")
    assert answer["Location"] == f"/account/login/?next=/account/{page}"
    assert sign_in(browser, onward=f"/account/{page}")["Location"] == f"/account/{page}"


def test_names_and_work_are_changed(ada: Person, inside: Client) -> None:
    assert inside.post("/account/", DETAILS)["Location"] == "/account/?told=details"
    ada.refresh_from_db()
    assert (ada.name, ada.company, ada.job_title) == ("Ada Lovelace", "Engines", "Countess")
    assert "Your details are saved." in inside.get("/account/?told=details").content.decode()


@pytest.mark.parametrize("wrong", [{"first_name": ""}, {"last_name": "x" * 81}, {"company": "a\nb"}])
def test_details_that_cannot_be_are_refused(ada: Person, inside: Client, wrong: dict[str, str]) -> None:
    answer = inside.post("/account/", DETAILS | wrong)
    (field,) = wrong
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    ada.refresh_from_db()
    assert ada.name == "Ada King"


def test_nobody_changes_anothers_details(ada: Person) -> None:
    with pytest.raises(AccountNotFoundError):
        change_details(ada.id, **DETAILS, by=actor_for(make_account("bob@example.org")))


def test_a_word_in_the_address_that_nobody_told_says_nothing(inside: Client) -> None:
    assert 'role="status">Pay' not in inside.get("/account/?told=Pay").content.decode()


def test_a_new_password_needs_the_present_one_and_ends_other_sessions(ada: Person, inside: Client) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    wrong = inside.post("/account/password/", {"oldpassword": "wrong", "password1": NEW_PASSWORD})
    assert wrong.status_code == 422
    assert "This is not your present password" in wrong.content.decode()
    answer = inside.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW_PASSWORD})
    assert answer["Location"] == "/account/?told=password"
    assert inside.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert last_mail(ada.email).template == "accounts.password_changed"
    assert inside.get("/account/sign-ins/").content.decode().count("<li>\n") == 1


def test_a_new_address_counts_once_it_is_verified_and_the_old_one_is_told(ada: Person, inside: Client) -> None:
    asked = {"email": "Lovelace@example.org", "action_add": ""}
    assert inside.post("/account/address/", asked)["Location"] == "/account/confirm/?next=%2Faccount%2Faddress%2F"
    answer = inside.post("/account/confirm/", {"password": PASSWORD, "next": "/account/address/"})
    assert (answer.status_code, answer["Location"]) == (303, "/account/verify/")
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    answer = inside.post("/account/verify/", {"code": code_for("lovelace@example.org")})
    assert answer.status_code == 303
    ada.refresh_from_db()
    assert ada.email == "lovelace@example.org"
    assert [(one.email, one.verified, one.primary) for one in EmailAddress.objects.all()] == [(ada.email, True, True)]
    assert last_mail("ada@example.org").template == "accounts.address_changed"
    assert sign_in(Client(), email="ada@example.org").status_code == 422
    assert sign_in(Client(), email="lovelace@example.org").status_code == 303


def test_an_address_that_another_account_has_looks_free_until_its_code_is_typed(ada: Person, inside: Client) -> None:
    make_account("bob@example.org")
    confirm(inside)
    seen = []
    for email in ("bob@example.org", "nobody@example.org"):
        forget_limits()
        answer = inside.post("/account/address/", {"email": email, "action_add": ""})
        page = inside.get(answer["Location"]).content.decode().replace(email, "")
        seen.append((answer.status_code, answer["Location"], page))
        assert inside.post("/account/verify/", {"code": "AAAA-AAAA"}).status_code == 422
    assert seen[0] == seen[1]
    inside.post("/account/address/", {"email": "bob@example.org", "action_add": ""})
    taken = inside.post("/account/verify/", {"code": code_for("bob@example.org")})
    assert taken.status_code == 422
    assert "Another account has this address" in taken.content.decode()
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


@pytest.mark.parametrize("email", ["", "no address", "ada@example.org"])
def test_what_is_no_new_address_is_refused(inside: Client, email: str) -> None:
    confirm(inside)
    assert inside.post("/account/address/", {"email": email, "action_add": ""}).status_code == 422
    assert not Message.objects.exists()


def test_the_password_is_asked_for_again_a_few_times_and_no_more(inside: Client) -> None:
    answers = [confirm(inside, "wrong") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 6
    assert "This is not your password" in answers[0].content.decode()
    assert "That was too often" in answers[-1].content.decode()


def test_sign_ins_are_listed_and_ended_one_by_one_or_all(ada: Person, inside: Client) -> None:
    others = [Client(), Client()]
    for other in others:
        sign_in(other)
    page = inside.get("/account/sign-ins/").content.decode()
    assert "Firefox on Linux" in page
    assert page.count("this browser") == 1
    assert (
        inside.post("/account/sign-ins/", {"end": page.split('name="end" value="')[1].split('"')[0]}).status_code == 303
    )
    assert [other.get("/account/").status_code for other in others].count(302) == 1
    inside.post("/account/sign-ins/", {"end": "others"})
    assert [other.get("/account/").status_code for other in others] == [302, 302]
    assert "You are signed in nowhere else." in inside.get("/account/sign-ins/").content.decode()


@pytest.mark.parametrize("end", ["", "-1", "x", "9" * 30, "²"])
def test_what_is_no_sign_in_ends_none(ada: Person, inside: Client, end: str) -> None:
    other = Client()
    sign_in(other)
    assert inside.post("/account/sign-ins/", {"end": end}).status_code == 303
    assert other.get("/account/").status_code == 200


def test_nobody_ends_anothers_sign_in(ada: Person, inside: Client) -> None:
    make_account("bob@example.org")
    other = Client()
    sign_in(other, email="bob@example.org")
    number = other.get("/account/sign-ins/").content.decode()
    assert 'name="end"' not in number
    for row in UserSession.objects.exclude(user=ada):
        inside.post("/account/sign-ins/", {"end": str(row.id)})
    assert other.get("/account/").status_code == 200


def test_many_sign_ins_cost_no_more_queries_than_few(ada: Person, inside: Client) -> None:
    counts = []
    for number in (5, 45):
        for _ in range(number):
            store = SessionStore()
            store.create()
            UserSession.objects.create(user=ada, ip="192.0.2.1", session_key=store.session_key, user_agent="")
        inside.get("/account/sign-ins/")  # the shop is remembered for some seconds
        with CaptureQueriesContext(connection) as queries:
            assert inside.get("/account/sign-ins/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= MOST_QUERIES


@pytest.mark.parametrize(
    ("program", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.14", "Another program"),
        ("", "Another program"),
    ],
)
def test_a_browser_is_called_by_its_name(program: str, device: str) -> None:
    assert device_of(program) == device


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(program=st.text(max_size=200))
def test_whatever_a_program_calls_itself_has_a_name(program: str) -> None:
    assert device_of(program)
