"""Reads about visitors."""

from partwright.web.accounts.models import Visitor
from partwright.web.accounts.tokens import digest_token
from partwright.web.actor import Actor, Channel, visitor
from partwright.web.prepared import Prepared

_BY_TOKEN = Prepared(
    lambda digest: Visitor.objects.filter(token_digest=digest).values_list("id").order_by(),
    Visitor._meta.get_field("token_digest"),
)


def find_visitor(token: str, *, channel: Channel = Channel.WEB) -> Actor | None:
    """The visitor who has this token, None if nobody."""
    found = _BY_TOKEN.rows(digest_token(token))
    return visitor(found[0][0], channel=channel) if found else None
