"""The PDFs of issued papers, as files: each under a random name, written before the row names it.

A file that no row names was left by a process that died in between, or by a transaction that was undone; retention
deletes it.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

ROOT = "documents"


def store(document: UUID, content: bytes) -> str:
    """Writes a PDF; its name in the storage."""
    return default_storage.save(f"{ROOT}/{document.hex}-{secrets.token_hex(8)}.pdf", ContentFile(content))


def read(name: str) -> bytes:
    """A whole PDF.

    Raises:
        FileNotFoundError: it is gone.
    """
    with default_storage.open(name) as file:
        content: bytes = file.read()
        return content


def delete(name: str) -> None:
    """Deletes a PDF; one that is gone already counts as done."""
    default_storage.delete(name)


def written_before(moment: datetime) -> Iterator[str]:
    """The names of all PDFs that were written before a moment, whether a row names them or not."""
    try:
        _, names = default_storage.listdir(ROOT)
    except FileNotFoundError:
        return
    for name in sorted(names):
        path = f"{ROOT}/{name}"
        if default_storage.get_modified_time(path) < moment:
            yield path
