"""Invitations into the staff: a link works once, for a week, and what is kept of it opens nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.web.accounts.test_owners import make_person

from partwright.web.accounts import invitations
from partwright.web.accounts.errors import AccountExistsError, InvitationUsedError, StaffOwnerError
from partwright.web.accounts.models import Invitation, Owner, Person, Post
from partwright.web.accounts.selectors import actor_for
from partwright.web.accounts.tokens import digest_token
from partwright.web.actor import SYSTEM, Actor, StaffRole

PASSWORD = "a long way to the sea"  # noqa: S105 -- of nobody


def accept(token: str, **changes: str) -> Person:
    fields = {"first_name": "Ada", "last_name": "King", "email": "ada@example.org", "password": PASSWORD}
    return invitations.accept_staff_invitation(token, **(fields | changes))


def test_an_invitation_makes_an_account_with_a_verified_address_and_a_post(db: None) -> None:
    person = accept(invitations.invite_staff("", role=StaffRole.SALES, by=SYSTEM))
    assert person.check_password(PASSWORD)
    assert person.emailaddress_set.get().verified
    assert person.emailaddress_set.get().primary
    assert actor_for(person).roles == {StaffRole.SALES}


def test_only_the_digest_of_the_token_is_kept(db: None) -> None:
    token = invitations.invite_staff("", role=StaffRole.SALES, by=SYSTEM)
    kept = Invitation.objects.values_list().get()
    assert token not in map(str, kept)
    assert digest_token(token) in kept


def test_the_address_invited_counts(db: None) -> None:
    token = invitations.invite_staff("Bob@example.org", role=StaffRole.FINANCE, by=SYSTEM)
    assert accept(token, email="eve@example.org").email == "bob@example.org"


def test_a_link_works_once(db: None) -> None:
    token = invitations.invite_staff("", role=StaffRole.SALES, by=SYSTEM)
    accept(token)
    with pytest.raises(InvitationUsedError):
        accept(token, email="eve@example.org")


@pytest.mark.django_db(transaction=True)
def test_of_forty_at_once_one_gets_in() -> None:
    token = invitations.invite_staff("", role=StaffRole.OWNER, by=SYSTEM)

    def attempt(number: int) -> bool:
        try:
            accept(token, email=f"person{number}@example.org")
        except InvitationUsedError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(40) as pool:
        outcomes = list(pool.map(attempt, range(40)))
    assert outcomes.count(True) == 1
    assert (Person.objects.count(), Post.objects.count(), Owner.objects.count()) == (1, 1, 1)


def test_a_link_runs_out_after_a_week(db: None) -> None:
    start = timezone.now()
    token = invitations.invite_staff("", role=StaffRole.SALES, by=SYSTEM)
    with time_machine.travel(start + timedelta(days=6, hours=23)):
        assert invitations.open_invitation(token)
    with time_machine.travel(start + timedelta(days=7, minutes=1)), pytest.raises(InvitationUsedError):
        accept(token)


def test_a_refused_account_leaves_the_link_as_it_was(db: None) -> None:
    token = invitations.invite_staff("", role=StaffRole.SALES, by=SYSTEM)
    with pytest.raises(ValidationError):
        accept(token, password="short")
    make_person("Known@example.org")
    with pytest.raises(AccountExistsError):
        accept(token, email="known@example.org")
    assert not Post.objects.exists()
    assert accept(token)


def test_somebody_with_an_account_takes_only_the_post(db: None) -> None:
    person = make_person()
    invitations.take_post(invitations.invite_staff(person.email, role=StaffRole.SALES, by=SYSTEM), person=person)
    assert actor_for(person).roles == {StaffRole.SALES}
    for_another = invitations.invite_staff("bob@example.org", role=StaffRole.OWNER, by=SYSTEM)
    with pytest.raises(InvitationUsedError):
        invitations.take_post(for_another, person=person)
    assert actor_for(person).roles == {StaffRole.SALES}
    assert invitations.open_invitation(for_another)


def test_only_the_owner_invites(by: Actor) -> None:
    with pytest.raises(StaffOwnerError):
        invitations.invite_staff("", role=StaffRole.OWNER, by=by)
    seller = accept(invitations.invite_staff("", role=StaffRole.SALES, by=SYSTEM))
    with pytest.raises(StaffOwnerError):
        invitations.invite_staff("", role=StaffRole.OWNER, by=actor_for(seller))


def test_a_new_link_for_the_first_owner_voids_the_one_before_until_there_is_an_owner(db: None) -> None:
    first, second = invitations.invite_first_owner(), invitations.invite_first_owner()
    with pytest.raises(InvitationUsedError):
        accept(first)
    assert actor_for(accept(second)).works_as(StaffRole.OWNER)
    assert invitations.invite_first_owner() is None


FIELDS = {"first_name": "Ada", "last_name": "King", "email": "ada@example.org", "password": PASSWORD}


def test_the_page_makes_the_account_and_signs_in(browser: Client) -> None:
    address = f"/invitation/{invitations.invite_first_owner()}/"
    page = browser.get(address)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    assert not page.cookies
    done = browser.post(address, FIELDS)
    assert done.status_code == 303
    assert done["Location"] == "/"
    assert browser.session["_auth_user_id"] == str(Person.objects.get().id)
    assert browser.get(address).status_code == 404


def test_the_page_names_what_is_wrong_and_makes_nothing(browser: Client) -> None:
    address = f"/invitation/{invitations.invite_first_owner()}/"
    page = browser.post(address, {**FIELDS, "password": "short", "email": "nowhere"})
    assert page.status_code == 422
    assert b"password is too short" in page.content
    assert b'aria-invalid="true"' in page.content
    assert PASSWORD.encode() not in page.content
    assert not Person.objects.exists()


def test_on_the_page_somebody_signed_in_takes_the_post(browser: Client) -> None:
    person = make_person()
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/invitation/{invitations.invite_staff('', role=StaffRole.SALES, by=SYSTEM)}/"
    assert b'type="password"' not in browser.get(address).content
    assert not Post.objects.exists()
    assert browser.post(address).status_code == 303
    assert Post.objects.get().person == person


def test_the_page_tells_somebody_with_an_account_to_sign_in(browser: Client) -> None:
    make_person()
    page = browser.post(f"/invitation/{invitations.invite_first_owner()}/", FIELDS)
    assert page.status_code == 422
    assert b"sign in" in page.content
    assert Person.objects.count() == 1
