"""The write of a click: one statement, and no wait for the disk.

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
    quoted = connection.ops.quote_name
    table, columns = quoted(QuoteLine._meta.db_table), [quoted(name) for name in CHOSEN]
    sets = ", ".join(f"{column} = %s" for column in columns)
    conditions = " AND ".join(f"{column} = %s" for column in (quoted("id"), *columns))
    statement = f"UPDATE {table} SET {sets} WHERE {conditions}"  # noqa: S608 -- our own names, values as parameters
    values = [
        *(chosen[name] for name in CHOSEN),
        QuoteLine._meta.pk.get_db_prep_value(line_id, connection),
        *(before[name] for name in CHOSEN),
    ]
    with _without_waiting(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return bool(cursor.rowcount)


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
