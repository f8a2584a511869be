"""Reads about visitors."""

from partwright.web.accounts.models import Visitor
from partwright.web.accounts.tokens import digest_token
from partwright.web.actor import Actor, Channel, visitor


def find_visitor(token: str, *, channel: Channel = Channel.WEB) -> Actor | None:
    """The visitor who has this token, None if nobody."""
    row = Visitor.objects.filter(token_digest=digest_token(token)).values_list("id", flat=True).first()
    return visitor(row, channel=channel) if row is not None else None
