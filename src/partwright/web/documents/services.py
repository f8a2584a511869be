"""Writes: draw a number, issue a paper. Both are part of the caller's transaction, so that all happens or nothing."""

import hashlib
import io
import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.db.transaction import TransactionManagementError
from PIL import Image

from partwright.web.actor import Actor, Channel
from partwright.web.documents.errors import PaperPictureError
from partwright.web.documents.frozen import digest_of, freeze
from partwright.web.documents.kinds import HANDLING, PaperKind, kept_through
from partwright.web.documents.models import DocumentPicture, IssuedDocument, NumberSeries
from partwright.web.documents.papers.letter import NUMBER
from partwright.web.documents.series import Series, write_number, year_of
from partwright.web.documents.writing import day

PICTURE_NAME = re.compile(r"[a-z0-9-]{1,40}")
MAX_PICTURE_BYTES = 2_000_000
MAX_PICTURE_PIXELS = 4_000  # a side; A4 at 300 pixels an inch has 3,508


def draw_number(series: Series, *, on: date) -> str:
    """The next number of a series, such as `INV-2026-00001`; it is given back if the caller's transaction is undone.

    Whoever draws next from the same series waits until that transaction has ended, so draw late and end soon.

    Raises:
        TransactionManagementError: no transaction is open.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError(f"A number of the series {series} is drawn inside a transaction.")
    year = year_of(series, on)
    row = NumberSeries.objects.filter(series=series, year=year)
    if not row.update(next=F("next") + 1):
        # The first number: of two that find no row, one waits here for the other and then counts on from it.
        NumberSeries.objects.bulk_create([NumberSeries(series=series, year=year)], ignore_conflicts=True)
        row.update(next=F("next") + 1)
    # The row is locked by the update until the transaction ends: what is read now is this caller's own.
    return write_number(series, year=year, count=row.values_list("next", flat=True).get() - 1)


def issue(
    kind: PaperKind,
    data: Mapping[str, Any],
    images: Mapping[str, bytes],
    *,
    subject: UUID,
    owner_id: UUID,
    on: date,
    by: Actor,
) -> IssuedDocument:
    """Issues a paper: draws its number, writes number and day into what it says, and freezes that.

    `data` is what `as_data()` of a paper in `papers` gives; `images` are PNGs by the names that templates know
    (`logo`); `subject` is the order, `owner_id` whom the order belongs to.

    Raises:
        PaperPictureError: a picture is no PNG, or too large.
        TransactionManagementError: no transaction is open.
    """
    if data["kind"] != kind:
        raise ValueError(f"This is what a paper of kind {data['kind']} says, not of kind {kind}.")
    for name, content in images.items():
        _check_picture(name, content)
    series = HANDLING[kind].series
    number = draw_number(series, on=on)
    said = freeze({**data, "title": data["title"].replace(NUMBER, number), "number": number, "issued_on": day(on)}) | {
        "pictures": sorted(images)
    }
    until = kept_through(kind, issued_on=on)
    pictures = {name: _keep_picture(content, until=until) for name, content in sorted(images.items())}
    return IssuedDocument.objects.create(
        channel=by.channel or Channel.STAFF,  # what the house does by itself it does for the shop
        kind=kind,
        series=series,
        number=number,
        issued_on=on,
        subject=subject,
        owner_id=owner_id,
        data=said,
        pictures=pictures,
        digest=digest_of(kind, said, pictures),
        kept_through=until,
    )


def _keep_picture(content: bytes, *, until: date) -> str:
    """Stores a picture once, for as long as any paper with it is kept; its digest."""
    digest = hashlib.sha256(content).hexdigest()
    row = DocumentPicture.objects.filter(digest=digest)
    if not row.filter(kept_through__gte=until).exists():
        DocumentPicture.objects.bulk_create(
            [DocumentPicture(digest=digest, content=content, kept_through=until)], ignore_conflicts=True
        )
        row.filter(kept_through__lt=until).update(kept_through=until)
    return digest


def _check_picture(name: str, content: bytes) -> None:
    if not PICTURE_NAME.fullmatch(name):
        raise ValueError(f"{name!r} names no picture of a template.")
    refusal = PaperPictureError(max_bytes=MAX_PICTURE_BYTES, max_pixels=MAX_PICTURE_PIXELS)
    if len(content) > MAX_PICTURE_BYTES:
        raise refusal
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if max(picture.size) > MAX_PICTURE_PIXELS:
                raise refusal
            picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise refusal from fault
