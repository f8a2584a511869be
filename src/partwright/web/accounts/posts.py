"""Who works in the shop, and on what: the posts of people. The shop's owners give and take them."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from partwright.web.accounts.errors import LastOwnerError, PersonNotFoundError, StaffOwnerError
from partwright.web.accounts.models import Person, Post
from partwright.web.actor import Actor, ActorKind, Channel, StaffRole


def staff_people(*roles: StaffRole) -> QuerySet[Person]:
    """People of the shop with one of the roles, and its owners; all of the shop if none is named. By name."""
    wanted = {*roles, StaffRole.OWNER} if roles else set(StaffRole)
    return (
        Person.objects.filter(posts__role__in=wanted, is_active=True)
        .distinct()
        .order_by("first_name", "last_name", "email")
    )


def set_roles(person_id: UUID, roles: frozenset[StaffRole], *, by: Actor) -> None:
    """Gives somebody of the shop these roles and no others; without any they are of the shop no more.

    Raises:
        StaffOwnerError: the actor is neither an owner of the shop, as the rows say now, nor the system.
        PersonNotFoundError: they are not of the shop.
        LastOwnerError: the shop would have no owner.
    """
    with transaction.atomic():
        # All owners' rows are held: of two who take each other's post, the second finds that they are an owner no more.
        owners = set(
            Post.objects.select_for_update()
            .filter(role=StaffRole.OWNER, person__is_active=True)
            .values_list("person_id", flat=True)
        )
        if by.kind is not ActorKind.SYSTEM and by.person_id not in owners:
            raise StaffOwnerError
        held = {post.role: post for post in Post.objects.filter(person_id=person_id)}
        if not held:
            raise PersonNotFoundError
        if StaffRole.OWNER not in roles and owners == {person_id}:
            raise LastOwnerError
        Post.objects.filter(person_id=person_id).exclude(role__in=roles).delete()
        channel, now = by.channel or Channel.STAFF, timezone.now()
        Post.objects.bulk_create(
            [Post(channel=channel, person_id=person_id, role=role, since=now) for role in roles if role not in held]
        )
