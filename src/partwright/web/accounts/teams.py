"""Writes about teams: found, rename, change rights, leave, deactivate."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from partwright.web.accounts.models import Membership, Person, Team
from partwright.web.accounts.services import new_owner
from partwright.web.accounts.team_errors import (
    LastAdminError,
    TeamAdminError,
    TeamNameError,
    TeamNotFoundError,
)
from partwright.web.actor import Actor, Channel, Right

NAME_LENGTH = 120


def found_team(name: str, *, by: Actor) -> Team:
    """A new team, which its founder administers.

    Raises:
        TeamNameError: a name that a team cannot have.
        TeamNotFoundError: the actor has no account.
    """
    name = _sound_name(name)
    channel = by.channel or Channel.WEB
    with transaction.atomic():
        person = Person.objects.filter(id=by.person_id, is_active=True).first()
        if person is None:
            raise TeamNotFoundError
        now = timezone.now()
        team = Team.objects.create(channel=channel, owner=new_owner(channel=channel), name=name, created_at=now)
        Membership.objects.create(channel=channel, team=team, person=person, right=Right.ADMIN.value, since=now)
    return team


def rename_team(team_id: UUID, name: str, *, by: Actor) -> Team:
    """Calls a team something else.

    Raises:
        TeamNameError, TeamNotFoundError, TeamAdminError.
    """
    name = _sound_name(name)
    with transaction.atomic():
        team = lock_administered(team_id, by=by)
        team.name = name
        team.save(update_fields=["name"])
    return team


def change_right(team_id: UUID, person_id: UUID, *, right: Right, by: Actor) -> Membership:
    """Gives a member another right.

    Raises:
        TeamNotFoundError, TeamAdminError.
        LastAdminError: nobody else administers the team.
    """
    with transaction.atomic():
        team = lock_administered(team_id, by=by)
        membership = _member(team, person_id)
        if right < Right.ADMIN:
            _keep_an_admin(team, without=person_id)
        membership.right = right.value
        membership.save(update_fields=["right"])
    return membership


def remove_member(team_id: UUID, person_id: UUID, *, by: Actor) -> None:
    """Takes a member out of a team. What they quoted for the team stays the team's.

    Raises:
        TeamNotFoundError, TeamAdminError.
        LastAdminError: nobody else administers the team.
    """
    with transaction.atomic():
        team = lock_administered(team_id, by=by)
        membership = _member(team, person_id)
        _keep_an_admin(team, without=person_id)
        membership.delete()


def leave_team(team_id: UUID, *, by: Actor) -> None:
    """Takes the actor out of a team.

    Raises:
        TeamNotFoundError: they are not in it.
        LastAdminError: nobody else administers the team.
    """
    with transaction.atomic():
        team = lock_team(team_id)
        membership = _member(team, by.person_id)
        _keep_an_admin(team, without=membership.person_id)
        membership.delete()


def deactivate_team(team_id: UUID, *, by: Actor) -> Team:
    """Lets a team rest: its members see what it owns, and nobody quotes, orders or joins until it is activated again.

    Raises:
        TeamNotFoundError, TeamAdminError.
    """
    with transaction.atomic():
        team = lock_administered(team_id, by=by)
        team.deactivated_at = team.deactivated_at or timezone.now()
        team.save(update_fields=["deactivated_at"])
    return team


def activate_team(team_id: UUID, *, by: Actor) -> Team:
    """Gives the members of a deactivated team their rights back.

    Raises:
        TeamNotFoundError, TeamAdminError.
    """
    with transaction.atomic():
        team = lock_administered(team_id, by=by)
        team.deactivated_at = None
        team.save(update_fields=["deactivated_at"])
    return team


def lock_team(team_id: UUID) -> Team:
    """A team, its row locked: who belongs to it and who administers it changes by one hand at a time.

    Raises:
        TeamNotFoundError.
    """
    team = Team.objects.select_for_update().filter(id=team_id).first()
    if team is None:
        raise TeamNotFoundError
    return team


def lock_administered(team_id: UUID, *, by: Actor) -> Team:
    """A locked team that the actor administers, as the rows say now: the actor's own rights may be older.

    Raises:
        TeamNotFoundError, TeamAdminError.
    """
    team = lock_team(team_id)
    own = Membership.objects.filter(team=team, person_id=by.person_id, person__is_active=True).first()
    if own is None:
        raise TeamNotFoundError
    if own.right < Right.ADMIN:
        raise TeamAdminError
    return team


def _member(team: Team, person_id: UUID | None) -> Membership:
    membership = Membership.objects.filter(team=team, person_id=person_id).first()
    if membership is None:
        raise TeamNotFoundError
    return membership


def _keep_an_admin(team: Team, *, without: UUID) -> None:
    admins = Membership.objects.filter(team=team, right=Right.ADMIN.value, person__is_active=True)
    if not admins.exclude(person_id=without).exists():
        raise LastAdminError


def _sound_name(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= NAME_LENGTH or not name.isprintable():
        raise TeamNameError
    return name
