"""Makes the database refuse to change an issued paper; see `privacy.ledger.guard`, which does so for the ledger."""

from django.db import connections

from partwright.web.documents.models import IssuedDocument

# A paper's file is set when it is first read, and set again if the file was lost: all else stays.
MAY_CHANGE = frozenset(["file", "file_sha256"])

_GUARDS = {
    "sqlite": [
        """CREATE TRIGGER IF NOT EXISTS issued_documents_stay_as_they_are BEFORE UPDATE OF {columns} ON {table}
        BEGIN SELECT RAISE(ABORT, 'an issued document is never changed'); END"""
    ],
    "postgresql": [
        """CREATE OR REPLACE FUNCTION refuse_change_of_document() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'an issued document is never changed'
           USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        """CREATE OR REPLACE TRIGGER issued_documents_stay_as_they_are BEFORE UPDATE OF {columns} ON {table}
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_document()""",
    ],
}


def guard(using: str = "default", **_kwargs: object) -> None:
    """Makes the database refuse to change an issued paper. Called after every migration: an altered table loses it."""
    connection = connections[using]
    table = IssuedDocument._meta.db_table
    fields = [field.column for field in IssuedDocument._meta.concrete_fields if field.name not in MAY_CHANGE]
    columns = ", ".join(connection.ops.quote_name(column) for column in fields)
    with connection.cursor() as cursor:
        if table in connection.introspection.table_names(cursor):
            for statement in _GUARDS.get(connection.vendor, []):
                cursor.execute(statement.format(table=connection.ops.quote_name(table), columns=columns))
