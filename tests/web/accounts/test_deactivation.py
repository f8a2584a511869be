"""Closing an account: everything stays and nobody signs in; what others need is handed over first."""

import pytest
from django.test import Client
from django.utils import timezone
from tests.web.accounts.browsing import PASSWORD, confirm, last_mail, make_account, sign_in
from tests.web.accounts.test_owners import make_person, make_team

from partwright.web.accounts.deactivation import deactivate, reactivate, teams_to_hand_over
from partwright.web.accounts.errors import AccountNotFoundError, LastOwnerError
from partwright.web.accounts.models import Person, Post
from partwright.web.accounts.selectors import actor_for
from partwright.web.accounts.team_errors import LastAdminError
from partwright.web.actor import SYSTEM, Channel, Right, StaffRole
from partwright.web.quoting.services import quote_parts

PAGE = "/account/deactivate/"


@pytest.fixture
def ada(db: None) -> Person:
    return make_account()


def give_post(person: Person, role: StaffRole) -> None:
    Post.objects.create(channel=Channel.STAFF, person=person, role=role, since=timezone.now())


def test_a_deactivated_account_is_signed_out_everywhere_and_keeps_what_it_has(ada: Person, browser: Client) -> None:
    quote = quote_parts([], by=actor_for(ada))
    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(browser)
    assert browser.get(PAGE)["Location"].startswith("/account/confirm/")
    confirm(browser)
    assert "nobody can sign in" in browser.get(PAGE).content.decode()
    answer = browser.post(PAGE)
    assert (answer.status_code, answer["Location"]) == (303, "/account/deactivated/")
    assert browser.get("/account/deactivated/").status_code == 200
    assert [one.get("/account/").status_code for one in (browser, elsewhere)] == [302, 302]
    assert sign_in(Client(), password=PASSWORD).status_code == 422
    quote.refresh_from_db()
    assert quote.owner_id == ada.owner_id
    assert last_mail(ada.email).template == "accounts.deactivated"


def test_an_account_is_not_closed_without_the_password(ada: Person, browser: Client) -> None:
    sign_in(browser)
    assert browser.post(PAGE)["Location"].startswith("/account/confirm/")
    ada.refresh_from_db()
    assert ada.is_active


def test_the_shop_opens_an_account_again_with_the_rights_it_had(ada: Person) -> None:
    bob = make_person("bob@example.org")
    team = make_team((ada, Right.ORDER), (bob, Right.ADMIN))
    deactivate(ada.id, by=actor_for(ada))
    give_post(bob, StaffRole.SALES)
    assert not actor_for(Person.objects.get(id=ada.id)).rights
    reactivate(ada.id, by=actor_for(bob))
    assert actor_for(Person.objects.get(id=ada.id)).may(Right.ORDER, team.owner_id)
    assert sign_in(Client()).status_code == 303


def test_nobody_closes_or_opens_anothers_account_without_being_in_charge(ada: Person) -> None:
    bob = make_person("bob@example.org")
    with pytest.raises(AccountNotFoundError):
        deactivate(ada.id, by=actor_for(bob))
    deactivate(ada.id, by=SYSTEM)
    give_post(bob, StaffRole.PRODUCTION)
    for by in (actor_for(bob), actor_for(Person.objects.get(id=ada.id))):
        with pytest.raises(AccountNotFoundError):
            reactivate(ada.id, by=by)
    with pytest.raises(AccountNotFoundError):
        deactivate(ada.id, by=SYSTEM)


def test_the_last_who_administers_a_team_hands_it_over_first(ada: Person, browser: Client) -> None:
    bob = make_person("bob@example.org")
    make_team((ada, Right.ADMIN), (bob, Right.ORDER))
    sign_in(browser)
    confirm(browser)
    assert "Pumps" in browser.get(PAGE).content.decode()
    answer = browser.post(PAGE)
    assert answer.status_code == 409
    assert "A team needs somebody who administers it" in answer.content.decode()
    ada.refresh_from_db()
    assert ada.is_active
    with pytest.raises(LastAdminError):
        deactivate(ada.id, by=actor_for(ada))


def test_a_team_of_one_or_with_another_who_administers_it_holds_nobody_back(ada: Person) -> None:
    bob, eve = make_person("bob@example.org"), make_person("eve@example.org")
    make_team((ada, Right.ADMIN))
    make_team((ada, Right.ADMIN), (bob, Right.ADMIN), (eve, Right.VIEW))
    assert teams_to_hand_over(ada.id) == []
    deactivate(ada.id, by=actor_for(ada))
    assert teams_to_hand_over(bob.id) == ["Pumps"]


def test_who_alone_owns_the_shop_stays(ada: Person) -> None:
    give_post(ada, StaffRole.OWNER)
    with pytest.raises(LastOwnerError):
        deactivate(ada.id, by=actor_for(ada))
    give_post(make_person("bob@example.org"), StaffRole.OWNER)
    deactivate(ada.id, by=actor_for(ada))
