"""The end of what is kept about visitors."""

from datetime import datetime

from django.conf import settings

from partwright.web.accounts.models import GivenAnswer, Visitor
from partwright.web.privacy.registry import Retention, erases


@erases(Retention.VISITOR)
def erase_gone_visitors(now: datetime) -> int:
    """Deletes visitors who have uploaded and changed nothing for as long as their files would have stayed."""
    gone = Visitor.objects.filter(last_seen_on__lt=(now - settings.VISITOR_RETENTION).date(), parts=None)
    return gone.delete()[0]


@erases(Retention.GIVEN_ANSWERS)
def erase_given_answers(now: datetime) -> int:
    """Deletes answers that need not be given again."""
    return GivenAnswer.objects.filter(expires_at__lte=now).delete()[0]
