"""The files of an order: copies byte for byte, so that they stay when quote and part are deleted."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.web.actor import Actor, Channel, StaffRole
from partwright.web.blobs import Blobs, Stored, delete, read
from partwright.web.conversations.attachments import FileKind as Content
from partwright.web.conversations.attachments import kind_of
from partwright.web.file_names import clean_name
from partwright.web.ordering.access import is_staff, lock_order, may_change, may_see
from partwright.web.ordering.errors import FilesGoneError, OrderFileError, OrderNotFoundError, OrderStateError
from partwright.web.ordering.history import note
from partwright.web.ordering.models import Order, OrderFile
from partwright.web.ordering.models.order import FileKind
from partwright.web.ordering.states import ENDED, Action, OrderState
from partwright.web.parts.models import Part
from partwright.web.parts.storage import read as read_part

ORDERS = Blobs("orders")
MOST_MB = 25
BYTES_PER_MB = 1_000_000
PAPERS = frozenset({Content.PDF, Content.PNG, Content.JPEG, Content.CSV, Content.TEXT})
FROM_STAFF = (FileKind.CERTIFICATE, FileKind.INSPECTION, FileKind.OTHER)
FROM_CUSTOMER = (FileKind.MODEL, FileKind.DRAWING, FileKind.PURCHASE_ORDER)


@dataclass(frozen=True, slots=True)
class Copied:
    """A file that lies in an order's folder and has no row yet."""

    kind: FileKind
    name: str
    stored: Stored


def copy_parts(parts: Iterable[Part], *, folder: str) -> list[Copied]:
    """The files of parts, copied into an order's folder; outside a transaction, for it takes its time.

    Raises:
        FilesGoneError: one was deleted.
    """
    copied = []
    for part in parts:
        try:
            content = read_part(part.original)
        except FileNotFoundError:
            raise FilesGoneError from None
        copied.append(Copied(FileKind.MODEL, part.name, ORDERS.store(folder, content)))
    return copied


def store_paper(file: File, *, folder: str) -> tuple[str, Stored]:  # type: ignore[type-arg]
    """A document as somebody sent it, stored in an order's folder: its name and where it lies.

    Raises:
        OrderFileError: it is too large, or no document.
        AttachmentKindError: it is nothing that is taken at all.
    """
    name = clean_name(file.name or "")
    if (file.size or 0) > MOST_MB * BYTES_PER_MB:
        raise OrderFileError(_("This file has more than %(most)d MB: send a smaller one.") % {"most": MOST_MB})
    if kind_of(name, file) not in PAPERS:
        raise OrderFileError(_("This is no document: send a PDF, a picture, or a table as CSV."))
    file.seek(0)
    return name, ORDERS.store(folder, file)


def described(name: str) -> Stored:
    """A blob of an order's folder with its size and digest."""
    content = read(name)
    return Stored(name, len(content), hashlib.sha256(content).hexdigest())


def keep(order: Order, files: Sequence[Copied], *, by: Actor) -> None:
    """Writes the rows of files that lie in an order's folder, in the caller's transaction."""
    now = timezone.now()
    OrderFile.objects.bulk_create(
        [
            OrderFile(
                order=order,
                channel=by.channel or Channel.STAFF,
                kind=file.kind,
                name=file.name,
                size_bytes=file.stored.size_bytes,
                sha256=file.stored.sha256,
                stored=file.stored.name,
                by_staff=file.kind in FROM_STAFF,
                created_at=now,
            )
            for file in files
        ]
    )


def add_paper(order_id: UUID, kind: FileKind, file: File, *, by: Actor) -> OrderFile:  # type: ignore[type-arg]
    """Adds a certificate, an inspection report or another document of the shop to an order.

    Raises:
        OrderNotFoundError: there is none, or the actor does not make it.
        OrderFileError, AttachmentKindError: the file is no document.
    """
    order = Order.objects.filter(id=order_id).first()
    if order is None or not is_staff(by, StaffRole.PRODUCTION, StaffRole.SALES) or kind not in FROM_STAFF:
        raise OrderNotFoundError
    name, stored = store_paper(file, folder=order.folder)
    try:
        with transaction.atomic():
            order = lock_order(order_id)
            keep(order, [Copied(kind, name, stored)], by=by)
    except BaseException:
        delete(stored.name)
        raise
    return OrderFile.objects.get(stored=stored.name)


def get_file(order_id: UUID, file_id: UUID, *, by: Actor | None) -> OrderFile:
    """A file of an order that the actor may see.

    Raises:
        OrderNotFoundError: there is none for them.
    """
    file = OrderFile.objects.select_related("order").filter(id=file_id, order_id=order_id).first()
    if file is None or not may_see(file.order, by=by):
        raise OrderNotFoundError
    return file


def read_file(file: OrderFile) -> bytes:
    """What is in a file.

    Raises:
        FilesGoneError: it was deleted from the storage.
    """
    try:
        return read(file.stored)
    except FileNotFoundError:
        raise FilesGoneError from None


def forget_files(order_id: UUID, *, by: Actor) -> Order:
    """Deletes what a customer gave for an order that has ended: models, drawings and specifications, from the disk too.

    Names, sums and papers stay as long as the law wants them.

    Raises:
        OrderNotFoundError: there is none that the actor may change.
        OrderStateError: it is still being made.
    """
    with transaction.atomic():
        order = lock_order(order_id)
        if not may_change(order, by=by):
            raise OrderNotFoundError
        if OrderState(order.state) not in ENDED:
            raise OrderStateError(order.state)
        if order.files_forgotten_at is not None:
            return order
        files = order.files.filter(kind__in=FROM_CUSTOMER)
        names = list(files.values_list("stored", flat=True))
        files.delete()
        order.lines.update(option={}, configuration="", required="", part=None)
        order.files_forgotten_at = timezone.now()
        order.save(update_fields=["files_forgotten_at"])
        note(order, Action.FORGET, by=by)
        transaction.on_commit(lambda: delete(*names))
    return order
