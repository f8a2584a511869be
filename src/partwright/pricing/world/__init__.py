"""Facts that no operator prices: countries, postal codes, VAT numbers, public holidays.

They are read like the tables of the price book but stand beside it: they neither enter its digest nor its editing.
"""

from functools import cache
from pathlib import Path

from partwright.manufacturing.tables import Tables, read_tables


@cache
def world_tables() -> Tables:
    """The tables below `world`, read once."""
    return read_tables({"world": Path(__file__).parent / "tables"})
