"""What an operator may change of the price book.

Which numbers, and from where to where, stands in tables of their own: they enter neither the book nor its digest.
"""

from functools import cache
from pathlib import Path

from partwright.manufacturing.tables import Tables, read_tables


@cache
def adjustable_tables() -> Tables:
    """The tables below `adjustable`, read once."""
    return read_tables({"adjustable": Path(__file__).parent / "tables"})
