"""The ledger: how rows are written, how a person is named in them, and that the database lets nobody change one."""

from datetime import datetime
from uuid import UUID

from django.db import connections
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from partwright.policy.disclosure import Disclosure
from partwright.web.actor import Channel
from partwright.web.privacy.models import LedgerRow, Outcome

_SALT = "partwright.ledger.subject"

_GUARDS = {
    "sqlite": [
        """CREATE TRIGGER IF NOT EXISTS ledger_rows_stay_as_they_are BEFORE UPDATE ON {table}
        BEGIN SELECT RAISE(ABORT, 'a row of the ledger is never changed'); END"""
    ],
    "postgresql": [
        """CREATE OR REPLACE FUNCTION refuse_change_of_ledger() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'a row of the ledger is never changed'; END $$""",
        """CREATE OR REPLACE TRIGGER ledger_rows_stay_as_they_are BEFORE UPDATE ON {table}
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_ledger()""",
    ],
}


def pseudonym_of(subject: UUID | None) -> str:
    """What the ledger calls an account: an HMAC of its id under the installation's key; "" for none."""
    return "" if subject is None else salted_hmac(_SALT, str(subject), algorithm="sha256").hexdigest()


def enter(disclosure: Disclosure, outcome: Outcome, *, attempt: UUID, channel: Channel) -> LedgerRow:
    """Writes one event of a disclosure."""
    return LedgerRow.objects.create(
        channel=channel,
        disclosure=attempt,
        at=timezone.now(),
        outcome=outcome,
        recipient=disclosure.recipient,
        categories=list(disclosure.categories),
        purpose=disclosure.purpose,
        basis=disclosure.basis,
        subject=pseudonym_of(disclosure.subject),
        what=disclosure.what,
        payload_digest=disclosure.digest,
    )


def disclosures_of(subject: UUID) -> QuerySet[LedgerRow]:
    """What left the house about an account, the newest first."""
    return LedgerRow.objects.filter(subject=pseudonym_of(subject)).order_by("-id")


def delete_entered(before: datetime) -> int:
    """Deletes rows that were written before a time; says how many."""
    return LedgerRow.objects.filter(at__lt=before).delete()[0]


def guard(using: str = "default", **_kwargs: object) -> None:
    """Makes the database refuse to change a row.

    Called after every migration, not by one: SQLite loses the triggers of a table whenever Django alters it.
    """
    connection = connections[using]
    table = LedgerRow._meta.db_table
    with connection.cursor() as cursor:
        if table in connection.introspection.table_names(cursor):
            for statement in _GUARDS.get(connection.vendor, []):
                cursor.execute(statement.format(table=connection.ops.quote_name(table)))
