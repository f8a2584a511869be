"""What the visitors' tables and cookie hold about people."""

from django.conf import settings

from partwright.web.accounts.models import GivenAnswer, Visitor
from partwright.web.privacy.purposes import Purpose
from partwright.web.privacy.registry import Category, Cookie, Datum, Retention, declare, declare_cookie

_VISITOR = Datum(Category.PSEUDONYM, Purpose.SECURE_SERVICES, Retention.VISITOR)
_ANSWER = Datum(Category.SPECIFICATIONS, Purpose.PROVIDE_SERVICES, Retention.GIVEN_ANSWERS)

declare(
    Visitor,
    personal={
        "id": _VISITOR,
        "token_digest": _VISITOR,
        "created_at": Datum(Category.ACTIVITY, Purpose.SECURE_SERVICES, Retention.VISITOR),
        "last_seen_on": Datum(Category.ACTIVITY, Purpose.ADMINISTER, Retention.VISITOR),
    },
    operational=("channel",),
)
declare(
    GivenAnswer,
    personal={"content": _ANSWER},
    operational=("channel", "key_digest", "request_digest", "nonce", "status", "headers", "expires_at"),
)


def name_cookie(*, https: bool) -> str:
    """The name of the visitors' cookie; by HTTPS one that browsers let no other host of the domain set."""
    return "__Host-partwright_visitor" if https else "partwright_visitor"


VISITOR_COOKIE = declare_cookie(
    Cookie(
        name_cookie(https=settings.ENVIRONMENT.https),
        _VISITOR,
        holds="256 random bits; set by the first upload, never read by scripts",
    )
)
