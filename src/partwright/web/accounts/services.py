"""Writes about owners: visitors come, come again, and turn out to be people."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from partwright.web.accounts.models import Owner, Person
from partwright.web.accounts.signals import things_moved
from partwright.web.accounts.tokens import digest_token, new_token
from partwright.web.actor import Actor, ActorKind, Channel, visitor


def welcome_visitor(*, channel: Channel, token: str | None = None) -> tuple[Actor, str]:
    """A new visitor and the token that only they will have."""
    token = token or new_token()
    now = timezone.now()
    row = Owner.objects.create(
        channel=channel, token_digest=digest_token(token), created_at=now, last_seen_on=now.date()
    )
    return visitor(row.id, channel=channel), token


def new_owner(*, channel: Channel) -> Owner:
    """An owner row of a person or a team."""
    now = timezone.now()
    return Owner.objects.create(channel=channel, created_at=now, last_seen_on=now.date())


def note_visit(by: Actor) -> None:
    """Moves a visitor's last day here to today, so that their row stays as long as they come to change something."""
    if by.kind is ActorKind.VISITOR:
        today = timezone.now().date()
        Owner.objects.filter(id=by.owner_id, last_seen_on__lt=today).update(last_seen_on=today)


def take_over(visitor_id: UUID, person: Person) -> None:
    """Moves what a visitor uploaded and quoted to the person that they turned out to be; the visitor is gone then."""
    with transaction.atomic():
        row = Owner.objects.select_for_update().filter(id=visitor_id).exclude(token_digest=None).first()
        if row is None:
            return
        things_moved.send(sender=Owner, old=row.id, new=person.owner_id, kept=True)
        row.delete()
