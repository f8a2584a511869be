"""The price book: every number a price is made of, under one version and one digest."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from partwright.errors import SpecificationError
from partwright.manufacturing.processes import table_folders
from partwright.manufacturing.tables import Tables, read_tables


@dataclass(frozen=True, slots=True)
class PriceBook:
    """Tables of the trade as an operator published them. The same digest gives the same prices."""

    version: str
    tables: Tables

    @property
    def digest(self) -> str:
        return self.tables.digest

    @property
    def base_currency(self) -> str:
        return self.tables.word("pricing.book.currency")

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies a price can be told in, the base currency first."""
        return self.tables.rows("pricing.currencies")

    def exchange_rate(self, currency: str) -> Decimal:
        """Units of a currency for one of the base currency.

        Raises:
            SpecificationError: no rate is known.
        """
        path = f"pricing.currencies.{currency}.per_base"
        if path not in self.tables:
            raise SpecificationError("currency", currency, choices=self.currencies)
        return self.tables.money(path, f"{currency}/{self.base_currency}")

    def exchange_source(self, currency: str) -> str:
        """Where the rate of a currency comes from."""
        return self.tables.source(f"pricing.currencies.{currency}.per_base")

    def overridden(self, values: Mapping[str, float], *, version: str, source: str) -> "PriceBook":
        """The book with some numbers changed by an operator, under a version of its own.

        Raises:
            TableError: a path that does not exist or a number that is not finite.
        """
        return PriceBook(version=version, tables=self.tables.overridden(values, source=source))


@cache
def default_book() -> PriceBook:
    """The book as it is shipped, read once."""
    tables = read_tables({**table_folders(), "pricing": Path(__file__).parent / "tables"})
    return PriceBook(version=tables.word("pricing.book.version"), tables=tables)
