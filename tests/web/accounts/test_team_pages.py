"""The pages of teams: what each member finds and can do there, and that nobody else finds anything."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.accounts.test_owners import make_person, make_team

from partwright.web.accounts import teams
from partwright.web.accounts.models import Invitation, Membership, Person, Team
from partwright.web.accounts.selectors import actor_for
from partwright.web.accounts.team_invitations import MOST_AN_INVITER, invite_member
from partwright.web.actor import Right
from partwright.web.mailing.models import Message

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def words(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def ada(db: None) -> Person:
    return make_person()


@pytest.fixture
def bob(db: None) -> Person:
    person = make_person("bob@example.org")
    person.first_name, person.last_name = "Bob", "Noyce"
    person.save()
    return person


@pytest.fixture
def team(ada: Person, bob: Person) -> Team:
    return make_team((ada, Right.ADMIN), (bob, Right.ORDER))


def test_who_is_signed_out_is_asked_to_sign_in_and_comes_back(browser: Client, team: Team) -> None:
    address = f"/teams/{team.id}/"
    response = browser.get(address)
    assert response.status_code == 303
    assert response["Location"] == f"/account/login/?next=%2Fteams%2F{team.id}%2F"
    assert not response.cookies
    assert browser.post(f"{address}leave/")["Location"] == "/account/login/?next=%2F"


def test_without_a_team_the_page_says_what_to_do_first(ada: Person) -> None:
    page = browser_of(ada).get("/teams/")
    assert page.status_code == 200
    assert "You are in no team." in words(page)
    assert "no-store" in page["Cache-Control"]


def test_a_team_is_founded_and_renamed(ada: Person) -> None:
    browser = browser_of(ada)
    founded = browser.post("/teams/", {"name": "Pumps"})
    assert founded.status_code == 303
    page = browser.get(founded["Location"])
    assert "The team is founded." in words(page)
    address = founded["Location"].partition("?")[0]
    assert browser.post(f"{address}name/", {"name": "Valves"}).status_code == 303
    assert "Valves" in words(browser.get("/teams/"))


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\x00b", "a\u2028b"])
def test_a_name_that_cannot_be_is_shown_again_with_why(ada: Person, team: Team, name: str) -> None:
    browser = browser_of(ada)
    for address in ("/teams/", f"/teams/{team.id}/name/"):
        page = browser.post(address, {"name": name})
        assert page.status_code == 422
        assert 'aria-invalid="true"' in words(page)
    assert Team.objects.get().name == "Pumps"


def test_a_stranger_finds_no_team_at_any_address(team: Team) -> None:
    browser = browser_of(make_person("eve@example.org"))
    address = f"/teams/{team.id}/"
    assert browser.get(address).status_code == 404
    for place, typed in every_change(team):
        assert browser.post(f"{address}{place}", typed).status_code == 404, place
    assert browser.get(f"/teams/{uuid4()}/").status_code == 404


def test_a_member_without_the_right_changes_nothing(bob: Person, team: Team) -> None:
    browser = browser_of(bob)
    for place, typed in every_change(team):
        if place != "leave/":
            assert browser.post(f"/teams/{team.id}/{place}", typed).status_code == 403, place
    assert not Message.objects.exists()
    assert Membership.objects.count() == 2


def every_change(team: Team) -> list[tuple[str, dict[str, str]]]:
    member = Membership.objects.filter(team=team).first().person_id
    return [
        ("name/", {"name": "Mine"}),
        ("invitations/", {"email": "mallory@example.org", "right": "4"}),
        (f"invitations/{uuid4()}/resend/", {}),
        (f"invitations/{uuid4()}/revoke/", {}),
        (f"members/{member}/right/", {"right": "4"}),
        (f"members/{member}/remove/", {}),
        ("deactivate/", {}),
        ("activate/", {}),
        ("leave/", {}),
    ]


def test_a_member_sees_names_and_rights_and_no_address_invitation_or_form(ada: Person, bob: Person, team: Team) -> None:
    invite_member(team.id, "new@example.org", right=Right.VIEW, by=actor_for(ada))
    page = words(browser_of(bob).get(f"/teams/{team.id}/"))
    assert ada.name in page
    assert "Your right: Order." in page
    for hidden in (ada.email, "new@example.org", "/name/", "/right/", "/deactivate/"):
        assert hidden not in page
    assert "/leave/" in page


def test_an_invitation_is_answered_alike_whether_the_address_has_an_account(ada: Person, team: Team) -> None:
    known = make_person("known@example.org")
    browser = browser_of(ada)
    answers = [
        browser.post(f"/teams/{team.id}/invitations/", {"email": address, "right": "3"})
        for address in (known.email, "new@example.org")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (303, f"/teams/{team.id}/?done=invited")
    }
    page = words(browser.get(answers[0]["Location"]))
    assert "The invitation is on its way." in page
    assert "known@example.org" in page
    assert "new@example.org" in page
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "again"),
    [
        ({"email": "nowhere", "right": "3"}, "nowhere"),
        ({"email": "zoë@example.org", "right": "3"}, "zoë@example.org"),
        ({"email": "new@example.org", "right": "5"}, "new@example.org"),
        ({"email": "new@example.org", "right": "abc"}, "new@example.org"),
        ({"email": "new@example.org"}, "new@example.org"),
        ({}, ""),
    ],
)
def test_what_cannot_be_invited_is_shown_again_with_why(ada: Person, team: Team, typed: dict, again: str) -> None:
    page = browser_of(ada).post(f"/teams/{team.id}/invitations/", typed)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in words(page)
    assert again in words(page)
    assert not Invitation.objects.exists()


def test_too_many_invitations_are_told_when_to_come_again(ada: Person, team: Team) -> None:
    for number in range(MOST_AN_INVITER):
        invite_member(team.id, f"p{number}@example.org", right=Right.VIEW, by=actor_for(ada))
    page = browser_of(ada).post(f"/teams/{team.id}/invitations/", {"email": "one@example.org", "right": "1"})
    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= 3600
    assert "one@example.org" in words(page)


def test_an_invitation_is_sent_again_and_taken_back_on_the_page(ada: Person, team: Team) -> None:
    browser = browser_of(ada)
    invite_member(team.id, "new@example.org", right=Right.VIEW, by=actor_for(ada))
    first = Invitation.objects.get()
    assert browser.post(f"/teams/{team.id}/invitations/{first.id}/resend/").status_code == 303
    second = Invitation.objects.get(voided_at=None)
    assert browser.post(f"/teams/{team.id}/invitations/{second.id}/revoke/").status_code == 303
    assert "new@example.org" not in words(browser.get(f"/teams/{team.id}/"))
    gone = browser.post(f"/teams/{team.id}/invitations/{second.id}/revoke/")
    assert gone.status_code == 409
    assert "was accepted or taken back" in words(gone)


def test_the_mails_link_leads_by_the_sign_in_page_into_the_team(ada: Person, team: Team, browser: Client) -> None:
    token = invite_member(team.id, "eve@example.org", right=Right.QUOTE, by=actor_for(ada))
    eve = make_person("eve@example.org")
    address = f"/teams/invitation/{token}/"
    page = browser.get(address)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    assert f"/account/login/?next=%2Fteams%2Finvitation%2F{token}%2F" in words(page)
    assert browser.post(address).status_code == 303
    assert not Membership.objects.filter(person=eve).exists()
    browser.force_login(eve, backend=BACKEND)
    assert "Join the team Pumps" in words(browser.get(address))
    assert not Membership.objects.filter(person=eve).exists()
    joined = browser.post(address)
    assert joined["Location"] == f"/teams/{team.id}/?done=joined"
    assert "You belong to this team now." in words(browser.get(joined["Location"]))
    assert browser.get(address).status_code == 404


def test_signed_in_with_another_address_one_is_told_which_it_is_for(ada: Person, bob: Person, team: Team) -> None:
    token = invite_member(team.id, "eve@example.org", right=Right.ADMIN, by=actor_for(ada))
    browser = browser_of(bob)
    page = words(browser.get(f"/teams/invitation/{token}/"))
    assert "eve@example.org" in page
    assert "Join the team</button>" not in page
    assert browser.post(f"/teams/invitation/{token}/").status_code == 404
    assert Membership.objects.get(person=bob).right == Right.ORDER


@pytest.mark.parametrize("token", ["x", "%00", "é" * 40, "0" * 3000])
def test_a_link_that_nobody_sent_opens_nothing(browser: Client, token: str) -> None:
    assert browser.get(f"/teams/invitation/{token}/").status_code == 404
    assert browser.post(f"/teams/invitation/{token}/").status_code == 404


def test_a_right_is_changed_and_a_member_removed(ada: Person, bob: Person, team: Team) -> None:
    browser = browser_of(ada)
    changed = browser.post(f"/teams/{team.id}/members/{bob.id}/right/", {"right": "1"})
    assert changed["Location"] == f"/teams/{team.id}/?done=changed"
    assert actor_for(bob).rights == {team.owner_id: Right.VIEW}
    assert browser.post(f"/teams/{team.id}/members/{bob.id}/remove/").status_code == 303
    assert actor_for(bob).rights == {}


@pytest.mark.parametrize("typed", [{}, {"right": ""}, {"right": "0"}, {"right": "5"}, {"right": "<b>"}])
def test_a_right_that_there_is_not_is_refused_beside_the_member(ada: Person, bob: Person, team: Team, typed) -> None:
    page = browser_of(ada).post(f"/teams/{team.id}/members/{bob.id}/right/", typed)
    assert page.status_code == 422
    assert 'role="alert"' in words(page)
    assert "<b>" not in words(page)
    assert Membership.objects.get(person=bob).right == Right.ORDER


def test_the_last_admin_is_told_why_they_stay(ada: Person, bob: Person, team: Team) -> None:
    browser = browser_of(ada)
    page = words(browser.get(f"/teams/{team.id}/"))
    assert "You alone administer this team." in page
    assert "/leave/" not in page
    for place, typed in (
        ("leave/", {}),
        (f"members/{ada.id}/right/", {"right": "1"}),
        (f"members/{ada.id}/remove/", {}),
    ):
        answer = browser.post(f"/teams/{team.id}/{place}", typed)
        assert answer.status_code == 409
        assert "needs somebody who administers it" in words(answer)
    teams.change_right(team.id, bob.id, right=Right.ADMIN, by=actor_for(ada))
    assert browser.post(f"/teams/{team.id}/leave/")["Location"] == "/teams/?done=left"
    assert "You left the team." in words(browser.get("/teams/?done=left"))
    assert browser.get(f"/teams/{team.id}/").status_code == 404


def test_a_team_is_deactivated_seen_and_activated_again(ada: Person, bob: Person, team: Team) -> None:
    browser, member = browser_of(ada), browser_of(bob)
    before = words(browser.get(f"/teams/{team.id}/"))
    assert "Nobody will quote or order for the team" in before
    assert browser.post(f"/teams/{team.id}/deactivate/").status_code == 303
    page = words(member.get(f"/teams/{team.id}/"))
    assert "nobody quotes, orders or joins" in page
    assert "/activate/" not in page
    assert "Deactivated" in words(member.get("/teams/"))
    refused = browser.post(f"/teams/{team.id}/invitations/", {"email": "new@example.org", "right": "1"})
    assert refused.status_code == 409
    assert browser.post(f"/teams/{team.id}/activate/").status_code == 303
    assert "nobody quotes, orders or joins" not in words(member.get(f"/teams/{team.id}/"))


def test_an_unknown_word_in_the_address_says_nothing(ada: Person, team: Team) -> None:
    page = words(browser_of(ada).get(f"/teams/{team.id}/?done=<script>"))
    assert 'role="status">' in page  # the page's own live region
    assert "<script>" not in page.partition("<main")[2]


def test_the_pages_cost_no_query_more_with_more_members_teams_and_invitations(ada: Person) -> None:
    counts = {}
    for size in (5, 50):
        people = [make_person(f"p{size}-{number}@example.org") for number in range(size)]
        team = make_team((ada, Right.ADMIN), *((person, Right.QUOTE) for person in people))
        for _ in range(size):
            make_team((ada, Right.ADMIN))
        invitation = {"right": Right.VIEW.value, "team": team, "channel": "web", "created_at": team.created_at}
        Invitation.objects.bulk_create(
            Invitation(**invitation, email=person.email, token_digest=str(person.id), expires_at=team.created_at)
            for person in people
        )
        browser = browser_of(ada)
        for name, address in (("list", "/teams/"), ("team", f"/teams/{team.id}/")):
            browser.get(address)  # the shop is remembered for some seconds
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert browser.get(address).status_code == 200
            counts.setdefault(name, []).append(len(queries))
    assert all(few == many <= 15 for few, many in counts.values()), counts
