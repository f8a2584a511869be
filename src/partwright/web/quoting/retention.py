"""The end of quotes."""

from datetime import datetime

from partwright.web.privacy.registry import Retention, erases
from partwright.web.quoting.models import Quote


@erases(Retention.VISITOR_QUOTES)
def erase_expired_quotes(now: datetime) -> int:
    """Deletes quotes whose time is over."""
    return Quote.objects.filter(expires_at__lte=now).delete()[0]
