"""Reads about who is here, and about people by their ids: visitors by their token, people by their session."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.translation import gettext as _

from partwright.web.accounts.models import Membership, Owner, Person, Post
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
    rights = Membership.objects.filter(person=person, person__is_active=True).values_list("team__owner_id", "right")
    own_posts = Post.objects.filter(person=person, person__is_active=True)
    roles = frozenset(StaffRole(role) for role in own_posts.values_list("role", flat=True))
    return Actor(
        kind=ActorKind.STAFF if roles else ActorKind.PERSON,
        channel=channel,
        owner_id=person.owner_id,
        person_id=person.id,
        rights={owner_id: Right(right) for owner_id, right in rights},
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


def members_with(right: Right, *, owner_id: UUID) -> list[PersonRecord]:
    """Active people with a right in what an owner has, by name: the person, or those of the team that have it."""
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
