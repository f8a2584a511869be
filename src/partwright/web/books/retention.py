"""The end of who wrote the price book, and of trials."""

from datetime import datetime, timedelta

from partwright.web.books.models import BookDraft, BookVersion, Trial
from partwright.web.privacy.registry import Retention, erases

WRITERS_STAY = timedelta(days=2 * 365)
TRIALS_STAY = timedelta(days=7)


@erases(Retention.BOOK_WRITERS)
def erase_writers(now: datetime) -> int:
    """Forgets who published a version or wrote the draft long ago; the numbers stay."""
    old = now - WRITERS_STAY
    versions = BookVersion.objects.filter(published_at__lt=old).exclude(published_by=None).update(published_by=None)
    return versions + BookDraft.objects.filter(changed_at__lt=old).exclude(changed_by=None).update(changed_by=None)


@erases(Retention.TRIALS)
def erase_trials(now: datetime) -> int:
    """Deletes old trials."""
    return Trial.objects.filter(started_at__lt=now - TRIALS_STAY).delete()[0]
