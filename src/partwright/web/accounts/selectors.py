"""Reads about who is here, about people by their ids, and about the teams they belong to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from partwright.web.accounts.models import Membership, Owner, Person
from partwright.web.accounts.right_names import RIGHT_NAMES
from partwright.web.accounts.tokens import digest_token
from partwright.web.actor import Actor, ActorKind, Channel, Right, StaffRole, visitor
from partwright.web.prepared import Prepared

_BY_TOKEN = Prepared(
    lambda digest: Owner.objects.filter(token_digest=digest).values_list("id").order_by(),
    Owner._meta.get_field("token_digest"),
)


def find_visitor(token: str, *, channel: Channel = Channel.WEB) -> Actor | None:
    """The visitor who has this token, None if nobody."""
    found = _BY_TOKEN.rows(digest_token(token))
    return visitor(found[0][0], channel=channel) if found else None


def actor_for(person: Person, *, channel: Channel = Channel.WEB) -> Actor:
    """A person as an actor, with their rights in teams and their roles in the shop; deactivated, they have none."""
    found = Person.objects.filter(id=person.id, is_active=True).values_list(
        "posts__role", "memberships__team__owner_id", "memberships__right", "memberships__team__deactivated_at"
    )
    rows = list(found)  # each role with each team, so that every page asks once for both
    roles = frozenset(StaffRole(role) for role, *_team in rows if role is not None)
    return Actor(
        kind=ActorKind.STAFF if roles else ActorKind.PERSON,
        channel=channel,
        owner_id=person.owner_id,
        person_id=person.id,
        rights={
            owner_id: _usable(Right(right), deactivated_at)
            for _role, owner_id, right, deactivated_at in rows
            if owner_id is not None
        },
        roles=roles,
    )


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What papers and staff pages say of somebody with an account."""

    id: UUID
    owner_id: UUID
    name: str
    email: str
    company: str
    job_title: str
    is_active: bool


def person_by_id(person_id: UUID) -> PersonRecord | None:
    """Somebody with an account, deactivated or not; None if there is nobody."""
    person = Person.objects.filter(id=person_id).first()
    return _record(person) if person is not None else None


def has_verified_email(person: Person) -> bool:
    """Whether somebody has shown that the address they are written to is theirs."""
    return EmailAddress.objects.filter(user=person, email__iexact=person.email, verified=True).exists()


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """What the page of an account says beside the names. `recovery_codes` is None where there are none to use up."""

    email: str
    verified: bool
    authenticator: bool
    passkeys: int
    recovery_codes: int | None

    @property
    def two_step(self) -> bool:
        """Whether a password alone does not sign in."""
        return self.authenticator or self.passkeys > 0


def account_of(person: Person) -> AccountSummary:
    """How somebody's account is kept safe; two queries."""
    own = list(Authenticator.objects.filter(user=person))
    kinds = [one.type for one in own]
    codes = next((one.wrap() for one in own if one.type == Authenticator.Type.RECOVERY_CODES), None)
    return AccountSummary(
        email=person.email,
        verified=has_verified_email(person),
        authenticator=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        recovery_codes=len(codes.get_unused_codes()) if codes is not None else None,
    )


def members_with(right: Right, *, owner_id: UUID) -> list[PersonRecord]:
    """Active people with a right in what an owner has, by name: the person, or those of the team that have it.

    It says whom to write to; of a deactivated team too, whose orders still arrive.
    """
    own = Q(owner_id=owner_id)
    in_team = Q(memberships__team__owner_id=owner_id, memberships__right__gte=right.value)
    people = Person.objects.filter(own | in_team, is_active=True).distinct()
    return sorted(map(_record, people), key=lambda person: (person.name.casefold(), person.email))


def owner_name(owner_id: UUID) -> str:
    """What staff pages call an owner."""
    return owner_names([owner_id])[owner_id]


def owner_names(owner_ids: Collection[UUID]) -> dict[UUID, str]:
    """What staff pages call each of these owners: a team or a person by name, anybody else a visitor; two queries."""
    teams = Owner.objects.filter(id__in=owner_ids, team__isnull=False).values_list("id", "team__name")
    people = Person.objects.filter(owner_id__in=owner_ids).only("owner_id", "first_name", "last_name", "email")
    known = dict(teams) | {person.owner_id: person.name or person.email for person in people}
    return {owner_id: known.get(owner_id, _("Visitor")) for owner_id in owner_ids}


@dataclass(frozen=True, slots=True)
class OwnTeam:
    """A team as one of its members has it. `usable` is the right that counts now: in a deactivated team, to view."""

    id: UUID
    owner_id: UUID
    name: str
    right: Right
    deactivated_at: datetime | None
    member_count: int

    @property
    def usable(self) -> Right:
        return _usable(self.right, self.deactivated_at)

    @property
    def right_name(self) -> str:
        return str(RIGHT_NAMES[self.right])


def teams_of(person_id: UUID | None, *, right: Right = Right.VIEW) -> list[OwnTeam]:
    """The teams in which somebody may do this at present, by name; one query, whatever their number."""
    memberships = (
        Membership.objects.filter(person_id=person_id, person__is_active=True, right__gte=right)
        .annotate(member_count=Count("team__memberships"))
        .select_related("team")
        .order_by("team__name", "team_id")
    )
    teams = [
        OwnTeam(
            id=own.team.id,
            owner_id=own.team.owner_id,
            name=own.team.name,
            right=Right(own.right),
            deactivated_at=own.team.deactivated_at,
            member_count=own.member_count,
        )
        for own in memberships
    ]
    return [team for team in teams if team.usable >= right]


def _record(person: Person) -> PersonRecord:
    return PersonRecord(
        id=person.id,
        owner_id=person.owner_id,
        name=person.name,
        email=person.email,
        company=person.company,
        job_title=person.job_title,
        is_active=person.is_active,
    )


def _usable(right: Right, deactivated_at: datetime | None) -> Right:
    return right if deactivated_at is None else Right.VIEW
