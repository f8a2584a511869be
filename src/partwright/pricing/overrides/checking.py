"""A price book with an operator's numbers in it, or why they cannot be."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from partwright.errors import OverrideError, OverrideRangeError, UnknownOverrideError
from partwright.manufacturing.tables import Tables
from partwright.pricing.book import PriceBook
from partwright.pricing.overrides import adjustable_tables
from partwright.pricing.overrides.adjustable import Adjustable, adjustables, matches

ORDERS = "adjustable.orders"
PERCENT = 100.0


def with_overrides(book: PriceBook, overrides: Mapping[str, float], *, version: str, source: str) -> PriceBook:
    """The book with an operator's numbers, under a version of its own; their units stay, their source is `source`.

    Raises:
        OverrideError: a number that may not be changed or not to this; the first one found.
    """
    for fault in faults(overrides, tables=book.tables).values():
        raise fault
    return book.overridden(overrides, version=version, source=source)


def faults(overrides: Mapping[str, float], *, tables: Tables) -> Mapping[str, OverrideError]:
    """Everything that an operator's numbers may not be, by path."""
    known = adjustables(tables)
    found: dict[str, OverrideError] = {}
    for path, value in overrides.items():
        if path not in known:
            found[path] = UnknownOverrideError(path)
        elif (sentence := _out_of_range(known[path], value)) is not None:
            found[path] = OverrideRangeError(path, sentence)
    fitting = {path: value for path, value in overrides.items() if path not in found}
    return {**{fault.path: fault for fault in _out_of_order(fitting, tables)}, **found}


def applicable(overrides: Mapping[str, float], *, tables: Tables) -> Mapping[str, float]:
    """Those of an operator's numbers that these tables still know and allow.

    A newer Partwright may have other tables than the one that an operator's book was written for.
    """
    kept = dict(overrides)
    while refused := faults(kept, tables=tables):
        kept = {path: value for path, value in kept.items() if path not in refused}
    return kept


def _out_of_range(number: Adjustable, value: float) -> str | None:
    if not number.least <= value <= number.most:  # nan is neither
        times, unit = (PERCENT, "%") if number.percent else (1.0, "" if number.unit == "1" else number.unit)
        return f"This must be from {number.least * times:g} to {number.most * times:g} {unit}".rstrip() + "."
    if number.whole and value != int(value):
        return "This must be a whole number."
    return None


def _out_of_order(overrides: Mapping[str, float], tables: Tables) -> Iterator[OverrideError]:
    """Numbers below one that they must not be below, where at least one of the two is the operator's."""
    known = adjustables(tables)
    for below, above in _neighbors(tables):
        if below not in overrides and above not in overrides:
            continue
        least, value = (overrides.get(path, known[path].value) for path in (below, above))
        if value < least:
            yield OverrideRangeError(
                above if above in overrides else below,
                f"{known[above].name} ({value:g}) must not be below {known[below].name} ({least:g}).",
            )


def _neighbors(tables: Tables) -> Iterator[tuple[str, str]]:
    """Pairs of paths, the second of which must not be below the first."""
    rules, known = adjustable_tables(), adjustables(tables)
    for order in rules.rows(ORDERS):
        pattern, keys = rules.word(f"{ORDERS}.{order}.within"), rules.words(f"{ORDERS}.{order}.rising")
        rows = dict.fromkeys(path.rpartition(".")[0] for path in known)
        for row in rows:
            if matches(row, pattern):
                paths = [path for key in keys if (path := f"{row}.{key}") in known]
                yield from pairwise(paths)
