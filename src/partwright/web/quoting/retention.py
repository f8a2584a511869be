"""The end of quotes, and how long what is talked about them stays."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from partwright.web.conversations.keeping import keeps
from partwright.web.conversations.models import Kind
from partwright.web.privacy.registry import Retention, erases
from partwright.web.quoting.models import Quote


@erases(Retention.VISITOR_QUOTES)
def erase_expired_quotes(now: datetime) -> int:
    """Deletes quotes whose time is over."""
    return Quote.objects.filter(expires_at__lte=now).delete()[0]


@keeps(Kind.REVIEW)
def quotes_that_are_there(subjects: AbstractSet[UUID]) -> AbstractSet[UUID]:
    """Of the ids of quotes, those that are there."""
    return set(Quote.objects.filter(id__in=subjects).values_list("id", flat=True))
