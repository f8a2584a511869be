"""Cells of tables that people open in a spreadsheet."""

# A cell that begins with one of these is a formula, or hides one, to some spreadsheet.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")


def cell(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula; empty for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
