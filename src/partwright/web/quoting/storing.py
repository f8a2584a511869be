"""The write of a click: one statement, and no wait for the disk; see docs/adr/0004.

A choice is made again by a click, an upload or an order is not. So this write alone tells the database not to wait
until it lies on the disk: a power cut may lose the last clicks, a crash or a kill of the server loses none, and what is
stored stays whole either way. Waiting took longer than pricing wherever the disk had other things to do.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from partwright.web.quoting.models import QuoteLine

CHOSEN = ("process", "material", "finish", "tolerance", "quantity", "lead_time")


def store_chosen(line_id: UUID, chosen: Mapping[str, object], *, before: Mapping[str, object]) -> bool:
    """Stores what is chosen of a line, all of `CHOSEN`; False, and nothing, if it does not say `before` any more."""
    with _without_waiting():
        return bool(QuoteLine.objects.filter(id=line_id, **before).update(**chosen))


@contextmanager
def _without_waiting() -> Iterator[None]:
    """Commits what is written within without waiting for the disk; within a transaction, that one decides."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO OFF")
            yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
            try:
                yield
            finally:
                cursor.execute("PRAGMA synchronous=FULL")
    else:
        yield
