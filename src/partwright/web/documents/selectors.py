"""Reads: the papers of an order or an owner, and a paper as PDF."""

import hashlib
from datetime import UTC, datetime, time
from uuid import UUID

from django.db.models import QuerySet

from partwright.web.documents import storage
from partwright.web.documents.errors import DocumentDamagedError
from partwright.web.documents.frozen import digest_of
from partwright.web.documents.kinds import HANDLING, PaperKind
from partwright.web.documents.models import DocumentPicture, IssuedDocument
from partwright.web.documents.typesetting import typeset


def documents_of(subject: UUID) -> QuerySet[IssuedDocument]:
    """The papers of an order, in the order in which they were issued."""
    return IssuedDocument.objects.filter(subject=subject).order_by("issued_on", "number")


def documents_of_owner(owner_id: UUID) -> QuerySet[IssuedDocument]:
    """All papers of an owner, the newest first."""
    return IssuedDocument.objects.filter(owner_id=owner_id).order_by("-issued_on", "-number")


def file_name(document: IssuedDocument) -> str:
    """What its file is called: `INV-2026-00001.pdf`."""
    return f"{document.number}.pdf"


def read_pdf(document: IssuedDocument) -> bytes:
    """A paper as PDF. It is set when it is first read, and every later reader gets the same bytes.

    A file that is gone or was changed is set again from the frozen data.

    Raises:
        DocumentDamagedError: the data or a picture is not what the paper was issued with.
    """
    if document.file:
        kept = _kept(document)
        if kept is not None:
            return kept
    content = _set(document)
    name = storage.store(document.id, content)
    row = IssuedDocument.objects.filter(id=document.id, file=document.file)
    if row.update(file=name, file_sha256=hashlib.sha256(content).hexdigest()):
        document.refresh_from_db(fields=["file", "file_sha256"])
        return content
    storage.delete(name)  # another reader was first: what they stored counts
    document.refresh_from_db(fields=["file", "file_sha256"])
    return _kept(document) or content


def _kept(document: IssuedDocument) -> bytes | None:
    """The file as it was first read; None if it is gone or was changed."""
    try:
        content = storage.read(document.file)
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == document.file_sha256 else None


def _set(document: IssuedDocument) -> bytes:
    kind = PaperKind(document.kind)
    if digest_of(kind, document.data, document.pictures) != document.digest:
        raise DocumentDamagedError(document.number)
    rows = DocumentPicture.objects.in_bulk(list(document.pictures.values()))
    pictures: dict[str, bytes] = {}
    for name, digest in document.pictures.items():
        content = bytes(rows[digest].content) if digest in rows else b""
        if hashlib.sha256(content).hexdigest() != digest:
            raise DocumentDamagedError(document.number)
        pictures[name] = content
    made_at = datetime.combine(document.issued_on, time(), UTC)
    return typeset(HANDLING[kind].template, document.data, pictures, made_at=made_at)
