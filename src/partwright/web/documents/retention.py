"""The end of issued papers: when no law asks for them any more."""

from datetime import datetime, timedelta

from django.utils import timezone

from partwright.web.documents import storage
from partwright.web.documents.models import DocumentPicture, IssuedDocument
from partwright.web.privacy.registry import Retention, erases

ORPHAN_AGE = timedelta(hours=1)  # longer than any transaction takes between a file and its row


@erases(Retention.ISSUED_DOCUMENTS)
def erase_old_documents(now: datetime) -> int:
    """Deletes papers, their pictures and their files after the last day on which they must be kept."""
    today = timezone.localdate(now)
    erased, _ = IssuedDocument.objects.filter(kept_through__lt=today).delete()
    erased += DocumentPicture.objects.filter(kept_through__lt=today).delete()[0]
    return erased + _erase_unnamed_files(now)


def _erase_unnamed_files(now: datetime) -> int:
    """Deletes the files that no row names: also those of the papers that were just deleted."""
    written = list(storage.written_before(now - ORPHAN_AGE))
    named = set(IssuedDocument.objects.exclude(file="").values_list("file", flat=True))
    unnamed = [name for name in written if name not in named]
    for name in unnamed:
        storage.delete(name)
    return len(unnamed)
