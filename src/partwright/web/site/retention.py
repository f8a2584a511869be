"""The end of uploads that never came to their end."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from partwright.web.privacy.registry import Retention, erases

LONGEST_SILENCE = timedelta(minutes=10)


@erases(Retention.BROKEN_UPLOADS)
def erase_broken_uploads(now: datetime) -> int:
    """Deletes what processes that were killed had received of files, once nobody has written to it for ten minutes."""
    broken = [path for path in settings.FILE_UPLOAD_TEMP_DIR.iterdir() if _is_older(path, now - LONGEST_SILENCE)]
    for path in broken:
        path.unlink(missing_ok=True)
    return len(broken)


def _is_older(path: Path, time: datetime) -> bool:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < time
    except FileNotFoundError:  # its upload has just come to its end
        return False
