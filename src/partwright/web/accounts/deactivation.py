"""Closing an account, and opening it again: nothing is deleted by it, and nobody signs in meanwhile."""

from uuid import UUID

from django.db import transaction

from partwright.web.accounts import mails
from partwright.web.accounts.errors import AccountNotFoundError, LastOwnerError
from partwright.web.accounts.models import Membership, Person, Post, Team
from partwright.web.accounts.sign_ins import end_sign_ins
from partwright.web.accounts.team_errors import LastAdminError
from partwright.web.actor import Actor, ActorKind, Right, StaffRole
from partwright.web.mailing import services as mailing
from partwright.web.mailing.letterhead import absolute


def deactivate(person_id: UUID, *, by: Actor) -> Person:
    """Closes an account and ends its sessions. Quotes, orders and memberships stay, for the day it is opened again.

    Raises:
        AccountNotFoundError: there is no active account, or it is neither the actor's nor in their charge.
        LastAdminError: a team of several would be left without anybody who administers it.
        LastOwnerError: nobody would own the shop.
    """
    with transaction.atomic():
        for team in Team.objects.select_for_update().filter(memberships__person_id=person_id).order_by("id"):
            _leave_an_admin(team, without=person_id)
        person = _locked(person_id, active=True)
        if by.person_id != person_id and not _in_charge(by):
            raise AccountNotFoundError
        _leave_an_owner(without=person_id)
        person.is_active = False
        person.save(update_fields=["is_active"])
        end_sign_ins(person_id)
        _tell(person, by=by)
    return person


def reactivate(person_id: UUID, *, by: Actor) -> Person:
    """Opens an account again, with the rights and posts that it had.

    Raises:
        AccountNotFoundError: no account is closed, or the actor is not in charge of accounts.
    """
    with transaction.atomic():
        person = _locked(person_id, active=False)
        if not _in_charge(by):
            raise AccountNotFoundError
        person.is_active = True
        person.save(update_fields=["is_active"])
    return person


def teams_to_hand_over(person_id: UUID) -> list[str]:
    """The names of the teams of several that nobody else administers, of which somebody must give this right first."""
    teams = Team.objects.filter(memberships__person_id=person_id).order_by("name")
    return [team.name for team in teams if not _has_another_admin(team, without=person_id)]


def _locked(person_id: UUID, *, active: bool) -> Person:
    person = Person.objects.select_for_update().filter(id=person_id, is_active=active).first()
    if person is None:
        raise AccountNotFoundError
    return person


def _in_charge(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.works_as(StaffRole.SALES)


def _has_another_admin(team: Team, *, without: UUID) -> bool:
    """Whether a team needs nothing of somebody: others administer it, or nobody else is there."""
    others = Membership.objects.filter(team=team, person__is_active=True).exclude(person_id=without)
    rights = set(others.values_list("right", flat=True))
    return not rights or Right.ADMIN.value in rights


def _leave_an_admin(team: Team, *, without: UUID) -> None:
    if not _has_another_admin(team, without=without):
        raise LastAdminError


def _leave_an_owner(*, without: UUID) -> None:
    owners = Post.objects.select_for_update().filter(role=StaffRole.OWNER, person__is_active=True).order_by("id")
    people = set(owners.values_list("person_id", flat=True))
    if people == {without}:
        raise LastOwnerError


def _tell(person: Person, *, by: Actor) -> None:
    words = dict(mails.DEACTIVATED.sample or {})
    mailing.send(
        mails.DEACTIVATED.id,
        to=person.email,
        to_name=person.name,
        person_id=person.id,
        context=words | {"leads": absolute(str(words["leads"]))},
        by=by,
    )
