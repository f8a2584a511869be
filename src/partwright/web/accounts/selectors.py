"""Reads about who is here: visitors by their token, people by their session."""

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
