"""The end of a visitor's files, and of the counts of uploads."""

from datetime import datetime, timedelta

from django.db import transaction

from partwright.web.parts import storage
from partwright.web.parts.models import Part, UploadCount
from partwright.web.parts.services import erase_part
from partwright.web.privacy.registry import Retention, erases

ORPHAN_AGE = timedelta(hours=1)  # longer than any upload takes between its file and its row


@erases(Retention.VISITOR_FILES)
def erase_expired_parts(now: datetime) -> int:
    """Deletes parts whose time is over, from database and disk, and folders of parts that are not there any more."""
    expired = Part.objects.filter(expires_at__lte=now, archive=None)
    erased = 0
    for part in expired.iterator():
        with transaction.atomic():
            erase_part(part)
        erased += 1
    named = set(Part.objects.values_list("folder", flat=True))
    return erased + storage.delete_orphans(named, written_before=now - ORPHAN_AGE)


@erases(Retention.UPLOAD_COUNTS)
def erase_upload_counts(now: datetime) -> int:
    """Deletes the counts of hours that are over."""
    return UploadCount.objects.filter(expires_at__lte=now).delete()[0]
