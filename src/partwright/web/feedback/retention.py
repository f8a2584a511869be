"""The end of feedback."""

from datetime import datetime, timedelta

from partwright.web.feedback.models import Feedback
from partwright.web.privacy.registry import Retention, erases

FEEDBACK_STAYS = timedelta(days=730)  # two years compare a season with the same one before


@erases(Retention.FEEDBACK)
def erase_feedback(now: datetime) -> int:
    """Deletes what was given two years ago."""
    return Feedback.objects.filter(created_at__lt=now - FEEDBACK_STAYS).delete()[0]
