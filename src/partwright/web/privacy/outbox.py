"""The outbox on disk: where mail goes as long as no server is set up, one `.eml` file for each."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """Where the files lie."""
    path: Path = settings.DATA_DIR / "outbox"
    return path


def keep(message_id: str, content: bytes) -> Path:
    """Writes a mail that its owner alone can read; a mail that comes again with its Message-ID replaces itself."""
    folder().mkdir(mode=0o700, exist_ok=True)
    path = folder() / f"{hashlib.sha256(message_id.encode()).hexdigest()[:32]}.eml"
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft.replace(path)


def delete_kept(before: datetime) -> int:
    """Deletes mail that was written before a time; says how many."""
    old = [path for path in folder().glob("*") if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
