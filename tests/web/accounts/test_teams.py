"""Teams: a stranger finds nothing, somebody always administers, and a deactivated one is only seen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from tests.web.accounts.test_owners import make_person, make_team

from partwright.web.accounts import teams
from partwright.web.accounts.models import Membership, Person, Team
from partwright.web.accounts.selectors import actor_for, teams_of
from partwright.web.accounts.team_errors import (
    LastAdminError,
    TeamAdminError,
    TeamNameError,
    TeamNotFoundError,
)
from partwright.web.accounts.team_invitations import invite_member, resend_invitation, revoke_invitation
from partwright.web.actor import Actor, Right

LEAVES = 40


@pytest.fixture
def ada(db: None) -> Person:
    return make_person()


@pytest.fixture
def bob(db: None) -> Person:
    return make_person("bob@example.org")


@pytest.fixture
def team(ada: Person) -> Team:
    return teams.found_team(" Pumps ", by=actor_for(ada))


def test_who_founds_a_team_administers_it(ada: Person, team: Team) -> None:
    assert team.name == "Pumps"
    assert actor_for(ada).may(Right.ADMIN, team.owner_id)


def test_a_visitor_founds_no_team(by: Actor) -> None:
    with pytest.raises(TeamNotFoundError):
        teams.found_team("Pumps", by=by)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 121])
def test_a_team_has_a_name_on_one_line(ada: Person, team: Team, name: str) -> None:
    with pytest.raises(TeamNameError):
        teams.rename_team(team.id, name, by=actor_for(ada))


def administer(team: Team, of: Person, *, by: Actor, expected: type[Exception]) -> None:
    """Whatever needs the right to administer is refused with this error."""
    with pytest.raises(expected):
        teams.rename_team(team.id, "Mine", by=by)
    with pytest.raises(expected):
        invite_member(team.id, "eve@example.org", right=Right.VIEW, by=by)
    for change in (resend_invitation, revoke_invitation):
        with pytest.raises(expected):
            change(team.id, uuid4(), by=by)
    with pytest.raises(expected):
        teams.change_right(team.id, of.id, right=Right.VIEW, by=by)
    with pytest.raises(expected):
        teams.remove_member(team.id, of.id, by=by)
    with pytest.raises(expected):
        teams.deactivate_team(team.id, by=by)
    with pytest.raises(expected):
        teams.activate_team(team.id, by=by)


def test_strangers_find_no_team(ada: Person, bob: Person, team: Team) -> None:
    administer(team, ada, by=actor_for(bob), expected=TeamNotFoundError)
    with pytest.raises(TeamNotFoundError):
        teams.leave_team(team.id, by=actor_for(bob))


@pytest.mark.parametrize("right", [Right.VIEW, Right.QUOTE, Right.ORDER])
def test_members_do_not_administer(ada: Person, bob: Person, right: Right) -> None:
    team = make_team((ada, Right.ADMIN), (bob, right))
    administer(team, ada, by=actor_for(bob), expected=TeamAdminError)


def test_the_last_admin_stays(ada: Person, bob: Person) -> None:
    team = make_team((ada, Right.ADMIN), (bob, Right.ORDER))
    by = actor_for(ada)
    for act in (
        lambda: teams.leave_team(team.id, by=by),
        lambda: teams.remove_member(team.id, ada.id, by=by),
        lambda: teams.change_right(team.id, ada.id, right=Right.ORDER, by=by),
    ):
        with pytest.raises(LastAdminError):
            act()
    teams.change_right(team.id, bob.id, right=Right.ADMIN, by=by)
    teams.leave_team(team.id, by=by)
    assert actor_for(ada).rights == {}


def test_somebody_deactivated_has_no_right_and_is_no_admin(ada: Person, bob: Person) -> None:
    team = make_team((ada, Right.ADMIN), (bob, Right.ADMIN))
    before = actor_for(bob)
    Person.objects.filter(id=bob.id).update(is_active=False)
    assert actor_for(bob).rights == {}
    with pytest.raises(TeamNotFoundError):
        teams.rename_team(team.id, "Mine", by=before)
    with pytest.raises(LastAdminError):
        teams.leave_team(team.id, by=actor_for(ada))


@pytest.mark.django_db(transaction=True)
def test_of_many_who_leave_at_once_one_still_administers() -> None:
    people = [make_person(f"p{number}@example.org") for number in range(LEAVES)]
    team = make_team(*((person, Right.ADMIN) for person in people))
    actors = [actor_for(person) for person in people]

    def leave(by: Actor) -> bool:
        try:
            teams.leave_team(team.id, by=by)
        except LastAdminError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(LEAVES) as pool:
        left = list(pool.map(leave, actors))
    assert left.count(True) == LEAVES - 1
    assert Membership.objects.get(team=team).right == Right.ADMIN


def test_in_a_deactivated_team_every_right_is_to_view_until_it_is_activated(ada: Person, bob: Person) -> None:
    team = make_team((ada, Right.ADMIN), (bob, Right.ORDER))
    teams.deactivate_team(team.id, by=actor_for(ada))
    assert actor_for(ada).rights == actor_for(bob).rights == {team.owner_id: Right.VIEW}
    teams.activate_team(team.id, by=actor_for(ada))
    assert actor_for(bob).rights == {team.owner_id: Right.ORDER}


def test_deactivating_twice_keeps_the_first_time(ada: Person, team: Team) -> None:
    first = teams.deactivate_team(team.id, by=actor_for(ada)).deactivated_at
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert teams.deactivate_team(team.id, by=actor_for(ada)).deactivated_at == first


def test_teams_of_a_person_come_by_name_with_right_and_members(ada: Person, bob: Person) -> None:
    valves = make_team((ada, Right.QUOTE), (bob, Right.ADMIN))
    Team.objects.filter(id=valves.id).update(name="Valves")
    pumps = make_team((ada, Right.ADMIN))
    make_team((bob, Right.ADMIN))
    found = teams_of(ada.id)
    assert [(team.id, team.right, team.member_count) for team in found] == [
        (pumps.id, Right.ADMIN, 1),
        (valves.id, Right.QUOTE, 2),
    ]
    assert found[1].owner_id == valves.owner_id
    assert teams_of(None) == []


def test_teams_to_work_for_are_those_with_the_right_at_present(ada: Person, bob: Person) -> None:
    team = make_team((ada, Right.QUOTE), (bob, Right.ADMIN))
    assert teams_of(ada.id, right=Right.ORDER) == []
    assert [one.id for one in teams_of(ada.id, right=Right.QUOTE)] == [team.id]
    teams.deactivate_team(team.id, by=actor_for(bob))
    assert teams_of(ada.id, right=Right.QUOTE) == []
    (seen,) = teams_of(ada.id)
    assert (seen.right, seen.usable) == (Right.QUOTE, Right.VIEW)
    Person.objects.filter(id=ada.id).update(is_active=False)
    assert teams_of(ada.id) == []


def test_teams_of_a_person_cost_one_query(ada: Person, django_assert_num_queries: object) -> None:
    for count in (5, 45):
        for _ in range(count):
            make_team((ada, Right.ADMIN))
        with django_assert_num_queries(1):
            teams_of(ada.id)
