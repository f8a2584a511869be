"""Reads that answer every click: their SQL is compiled once, because Django takes longer to write it than to run it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, models

_MARK = -1_000_000


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL, which value each of its parameters is, and what turns a column of the answer into a value."""

    sql: str
    order: tuple[int, ...]
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]


class Prepared:
    """A query of values that is asked often and differs in what its conditions compare with alone."""

    def __init__(self, build: Callable[..., "models.QuerySet[Any, Any]"], *fields: "models.Field[Any, Any]") -> None:
        """`build` makes the query from one value for each of the `fields`: texts, whole numbers or UUIDs."""
        self._build = build
        self._fields = fields
        self._statements: dict[str, _Statement] = {}  # by kind of database

    def rows(self, *values: Any) -> list[list[Any]]:
        """What the query answers with these values."""
        statement = self._statements.get(connection.vendor)
        if statement is None:
            statement = self._statements[connection.vendor] = self._compile()
        wanted = [field.get_db_prep_value(value, connection) for field, value in zip(self._fields, values, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, [wanted[number] for number in statement.order])
            rows = [list(row) for row in cursor.fetchall()]
        for row in rows:
            for column, convert, expression in statement.converters:
                for step in convert:
                    row[column] = step(row[column], expression, connection)
        return rows

    def _compile(self) -> _Statement:
        """Writes the query with marks for values, and sees where they stand."""
        marks = [_mark(field, number) for number, field in enumerate(self._fields)]
        prepared = [field.get_db_prep_value(mark, connection) for field, mark in zip(self._fields, marks, strict=True)]
        compiler = self._build(*marks).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        return _Statement(
            sql=sql,
            order=tuple(prepared.index(parameter) for parameter in parameters),
            converters=tuple((column, *conversion) for column, conversion in converters.items()),
        )


def _mark(field: "models.Field[Any, Any]", number: int) -> Any:
    """A value of the field's type that nothing else in a statement is."""
    if isinstance(field, models.UUIDField):
        return UUID(int=number)
    return _MARK - number if isinstance(field, models.IntegerField) else f"\x1a{number}"
