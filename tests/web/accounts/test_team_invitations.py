"""Invitations into teams: a mail with a link that works once, for its address, and no more of them than are wanted."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from tests.web.accounts.test_owners import make_person, make_team

from partwright.web.accounts import teams
from partwright.web.accounts.models import Invitation, Membership, Person, Team
from partwright.web.accounts.selectors import actor_for
from partwright.web.accounts.team_errors import (
    InvitationGoneError,
    TeamDeactivatedError,
    TeamInvitationError,
    TooManyInvitationsError,
)
from partwright.web.accounts.team_invitations import (
    MOST_AN_ADDRESS,
    MOST_AN_INVITER,
    accept_team_invitation,
    invite_member,
    open_team_invitation,
    resend_invitation,
    revoke_invitation,
)
from partwright.web.accounts.tokens import digest_token
from partwright.web.actor import Right
from partwright.web.mailing import permission
from partwright.web.mailing.errors import MailAddressError
from partwright.web.mailing.models import Message


@pytest.fixture
def ada(db: None) -> Person:
    return make_person()


@pytest.fixture
def bob(db: None) -> Person:
    return make_person("bob@example.org")


@pytest.fixture
def team(ada: Person) -> Team:
    return teams.found_team("Pumps", by=actor_for(ada))


@pytest.mark.parametrize("right", list(Right))
def test_an_invitation_gives_its_right_once(ada: Person, bob: Person, team: Team, right: Right) -> None:
    token = invite_member(team.id, "Bob@example.org", right=right, by=actor_for(ada))
    accept_team_invitation(token, by=actor_for(bob))
    assert actor_for(bob).rights == {team.owner_id: right}
    with pytest.raises(TeamInvitationError):
        accept_team_invitation(token, by=actor_for(bob))


def test_only_the_digest_of_the_token_is_kept(ada: Person, team: Team) -> None:
    token = invite_member(team.id, "bob@example.org", right=Right.VIEW, by=actor_for(ada))
    kept = Invitation.objects.values_list().get()
    assert token not in map(str, kept)
    assert digest_token(token) in kept


def test_an_invitation_is_for_its_address_and_a_week(ada: Person, bob: Person, team: Team) -> None:
    token = invite_member(team.id, "bob@example.org", right=Right.VIEW, by=actor_for(ada))
    with pytest.raises(TeamInvitationError):
        accept_team_invitation(token, by=actor_for(make_person("eve@example.org")))
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)), pytest.raises(TeamInvitationError):
        accept_team_invitation(token, by=actor_for(bob))


def test_a_newer_invitation_voids_the_one_before(ada: Person, bob: Person, team: Team) -> None:
    first, second = (
        invite_member(team.id, "bob@example.org", right=right, by=actor_for(ada)) for right in (Right.ADMIN, Right.VIEW)
    )
    with pytest.raises(TeamInvitationError):
        accept_team_invitation(first, by=actor_for(bob))
    assert accept_team_invitation(second, by=actor_for(bob)).right == Right.VIEW


def test_an_invitation_lowers_no_right(ada: Person, team: Team) -> None:
    token = invite_member(team.id, ada.email, right=Right.VIEW, by=actor_for(ada))
    assert accept_team_invitation(token, by=actor_for(ada)).right == Right.ADMIN


def test_nobody_comes_into_a_deactivated_team(ada: Person, bob: Person, team: Team) -> None:
    token = invite_member(team.id, bob.email, right=Right.VIEW, by=actor_for(ada))
    teams.deactivate_team(team.id, by=actor_for(ada))
    with pytest.raises(TeamDeactivatedError):
        accept_team_invitation(token, by=actor_for(bob))
    with pytest.raises(TeamDeactivatedError):
        invite_member(team.id, bob.email, right=Right.VIEW, by=actor_for(ada))
    teams.activate_team(team.id, by=actor_for(ada))
    assert accept_team_invitation(token, by=actor_for(bob)).right == Right.VIEW


def test_the_mail_has_the_link_and_says_who_invites_where_and_to_what(ada: Person, team: Team) -> None:
    token = invite_member(team.id, "bob@example.org", right=Right.ORDER, by=actor_for(ada))
    mail = Message.objects.get()
    assert mail.to == "bob@example.org"
    assert mail.subject == "Invitation into the team Pumps"
    for words in (mail.text, mail.html):
        assert f"/teams/invitation/{token}/" in words
        assert ada.name in words
        assert "Order" in words
        assert ada.email not in words


def test_whether_the_address_has_an_account_changes_no_word_of_the_mail(ada: Person, bob: Person, team: Team) -> None:
    tokens = [
        invite_member(team.id, address, right=Right.VIEW, by=actor_for(ada))
        for address in (bob.email, "new@example.org")
    ]
    known, unknown = Message.objects.order_by("created_at")
    assert (known.person_id, unknown.person_id) == (bob.id, None)
    assert known.text.replace(tokens[0], "") == unknown.text.replace(tokens[1], "")


def test_nobody_is_told_that_an_address_may_not_be_written_to(
    ada: Person, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permission, "_rules", [lambda _address, _template: False])
    token = invite_member(team.id, "bob@example.org", right=Right.VIEW, by=actor_for(ada))
    assert open_team_invitation(token)
    assert not Message.objects.exists()


@pytest.mark.parametrize("address", ["", "nowhere", "a@b@example.org", "bob@example.org\nBcc: eve@example.org"])
def test_what_is_no_address_is_not_invited(ada: Person, team: Team, address: str) -> None:
    with pytest.raises(MailAddressError):
        invite_member(team.id, address, right=Right.VIEW, by=actor_for(ada))
    assert not Invitation.objects.exists()


def test_sent_again_the_link_is_new_and_lasts_a_week_more(ada: Person, bob: Person, team: Team) -> None:
    first = invite_member(team.id, bob.email, right=Right.ORDER, by=actor_for(ada))
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        second = resend_invitation(team.id, Invitation.objects.get().id, by=actor_for(ada))
        with pytest.raises(TeamInvitationError):
            open_team_invitation(first)
        assert accept_team_invitation(second, by=actor_for(bob)).right == Right.ORDER
    assert Message.objects.count() == 2


def test_taken_back_a_link_opens_nothing(ada: Person, bob: Person, team: Team) -> None:
    token = invite_member(team.id, bob.email, right=Right.VIEW, by=actor_for(ada))
    pending = Invitation.objects.get()
    revoke_invitation(team.id, pending.id, by=actor_for(ada))
    with pytest.raises(TeamInvitationError):
        accept_team_invitation(token, by=actor_for(bob))
    for change in (resend_invitation, revoke_invitation):
        with pytest.raises(InvitationGoneError):
            change(team.id, pending.id, by=actor_for(ada))


def test_an_invitation_of_another_team_is_not_changed(ada: Person, team: Team) -> None:
    token = invite_member(team.id, "bob@example.org", right=Right.VIEW, by=actor_for(ada))
    other = make_team((ada, Right.ADMIN))
    for change in (resend_invitation, revoke_invitation):
        with pytest.raises(InvitationGoneError):
            change(other.id, Invitation.objects.get().id, by=actor_for(ada))
    assert open_team_invitation(token)


def test_an_accepted_invitation_is_not_taken_back(ada: Person, bob: Person, team: Team) -> None:
    token = invite_member(team.id, bob.email, right=Right.VIEW, by=actor_for(ada))
    accept_team_invitation(token, by=actor_for(bob))
    with pytest.raises(InvitationGoneError):
        revoke_invitation(team.id, Invitation.objects.get().id, by=actor_for(ada))
    assert Membership.objects.filter(team=team, person=bob).exists()


def test_one_person_invites_so_many_an_hour_over_all_their_teams(ada: Person, team: Team) -> None:
    other = make_team((ada, Right.ADMIN))
    for number in range(MOST_AN_INVITER):
        chosen = (team, other)[number % 2]
        invite_member(chosen.id, f"p{number}@example.org", right=Right.VIEW, by=actor_for(ada))
    with pytest.raises(TooManyInvitationsError) as refusal:
        invite_member(team.id, "one@example.org", right=Right.VIEW, by=actor_for(ada))
    with time_machine.travel(timezone.now() + timedelta(seconds=refusal.value.retry_after_s)):
        assert invite_member(team.id, "one@example.org", right=Right.VIEW, by=actor_for(ada))


def test_one_address_is_invited_so_often_an_hour_whoever_invites_and_takes_back(ada: Person, bob: Person) -> None:
    team = make_team((ada, Right.ADMIN), (bob, Right.ADMIN))
    for number in range(MOST_AN_ADDRESS):
        by = actor_for((ada, bob)[number % 2])
        invite_member(team.id, "eve@example.org", right=Right.VIEW, by=by)
        revoke_invitation(team.id, Invitation.objects.get(voided_at=None).id, by=by)
    with pytest.raises(TooManyInvitationsError):
        invite_member(team.id, "Eve@example.org", right=Right.VIEW, by=actor_for(ada))
    assert Message.objects.count() == MOST_AN_ADDRESS
