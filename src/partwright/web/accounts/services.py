"""Writes about visitors."""

from django.utils import timezone

from partwright.web.accounts.models import Visitor
from partwright.web.accounts.tokens import digest_token, new_token
from partwright.web.actor import Actor, ActorKind, Channel, visitor


def welcome_visitor(*, channel: Channel, token: str | None = None) -> tuple[Actor, str]:
    """A new visitor and the token that only they will have."""
    token = token or new_token()
    now = timezone.now()
    row = Visitor.objects.create(
        channel=channel, token_digest=digest_token(token), created_at=now, last_seen_on=now.date()
    )
    return visitor(row.id, channel=channel), token


def note_visit(by: Actor) -> None:
    """Moves a visitor's last day here to today, so that their row stays as long as they come to change something."""
    if by.kind is ActorKind.VISITOR:
        today = timezone.now().date()
        Visitor.objects.filter(id=by.visitor_id, last_seen_on__lt=today).update(last_seen_on=today)
