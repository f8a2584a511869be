"""Reads about one team, as those see it who belong to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from partwright.web.accounts.models import Invitation, Membership, Team
from partwright.web.accounts.right_names import RIGHT_NAMES
from partwright.web.accounts.team_errors import TeamNotFoundError
from partwright.web.actor import Actor, Right


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a team. `email` is "" for who does not administer it."""

    person_id: UUID
    name: str
    email: str
    right: Right
    since: datetime
    is_active: bool

    @property
    def right_name(self) -> str:
        return str(RIGHT_NAMES[self.right])


@dataclass(frozen=True, slots=True)
class PendingInvitation:
    """An invitation that nobody used."""

    id: UUID
    email: str
    right: Right
    expires_at: datetime
    has_run_out: bool

    @property
    def right_name(self) -> str:
        return str(RIGHT_NAMES[self.right])


@dataclass(frozen=True, slots=True)
class TeamRecord:
    """A team as one of its members sees it: invitations are for who administers it."""

    id: UUID
    owner_id: UUID
    name: str
    deactivated_at: datetime | None
    own: Member
    members: Sequence[Member]
    invitations: Sequence[PendingInvitation]

    @property
    def administered(self) -> bool:
        """Whether who looks administers it."""
        return self.own.right == Right.ADMIN

    @property
    def has_other_admin(self) -> bool:
        """Whether it would be administered without who looks."""
        return any(
            member.right == Right.ADMIN and member.is_active and member.person_id != self.own.person_id
            for member in self.members
        )


def get_team(team_id: UUID, *, by: Actor) -> TeamRecord:
    """A team with its members by name, and with its pending invitations where the actor administers it.

    Raises:
        TeamNotFoundError: there is none that the actor belongs to.
    """
    rows = list(Membership.objects.filter(team_id=team_id).select_related("person"))
    own = next((row for row in rows if row.person_id == by.person_id and row.person.is_active), None)
    if own is None:
        raise TeamNotFoundError
    team = Team.objects.get(id=team_id)
    administers = own.right == Right.ADMIN
    members = [_member(row, with_email=administers) for row in rows]
    return TeamRecord(
        id=team.id,
        owner_id=team.owner_id,
        name=team.name,
        deactivated_at=team.deactivated_at,
        own=_member(own, with_email=True),
        members=sorted(members, key=lambda member: (member.name.casefold(), member.since)),
        invitations=_pending(team_id) if administers else (),
    )


def pending_invitations(team_id: UUID) -> QuerySet[Invitation]:
    """The invitations into a team that nobody used or took back, also those that ran out."""
    return Invitation.objects.filter(team_id=team_id, used_at=None, voided_at=None)


def _member(row: Membership, *, with_email: bool) -> Member:
    return Member(
        person_id=row.person_id,
        name=row.person.name,
        email=row.person.email if with_email else "",
        right=Right(row.right),
        since=row.since,
        is_active=row.person.is_active,
    )


def _pending(team_id: UUID) -> list[PendingInvitation]:
    now = timezone.now()
    return [
        PendingInvitation(row.id, row.email, Right(row.right), row.expires_at, row.expires_at <= now)
        for row in pending_invitations(team_id).order_by("email")
    ]
