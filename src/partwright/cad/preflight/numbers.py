"""Numbers in text files that no part has: not a number, infinite, or farther away than the moon.

OpenCASCADE walks along curves step by step; with a point at 1E308 or NaN it walks for ever. Half a dozen searches in C
over the bytes say whether there may be any; only then is the text looked at closely.
"""

import re

from partwright.cad.preflight.budget import Budget
from partwright.errors import AbsurdGeometryError, UnreadableFileError

# Every digit alike, capitals, and one letter for exponents: E as in STEP, D as in IGES.
_ALIKE = bytes.maketrans(b"123456789abcdefghijklmnopqrstuvwxyzD", b"000000000ABCEEFGHIJKLMNOPQRSTUVWXYZE")
_MAYBE_NONE = (b"NAN", b"INF", b".#")
_MAYBE_LARGE = (b"E00", b"E+00")
# What programs print for a number that is none: NAN, -nan(ind), 1.#QNAN, inf. Only as a value of its own.
_NONE = re.compile(rb"[(,\s]\s*[-+]?(?:1\.#\w+|nan|inf(?:inity)?)(?:\(\w*\))?\s*[),\s]", re.IGNORECASE)
# An exponent of ten or more, behind a digit or point.
_LARGE = re.compile(rb"[ED](?<=[\d.].)\+?0*([1-9]\d+)", re.IGNORECASE)
_POINT = re.compile(rb"CARTESIAN_POINT\s*\(")
LONGEST_POINT_BYTES = 1000  # so that a file made of nothing but such numbers is looked at once and not squared
_REMEDY = "find that place in your CAD program, repair it and export the part again"


def refuse_impossible_numbers(bare: bytes, *, file: str, budget: Budget) -> None:
    """Pass, or raise; `bare` is the text of a STEP or BREP file without strings and comments.

    Raises:
        UnreadableFileError: a number that is none.
        AbsurdGeometryError: a number beyond `budget.exponent`, or a point of STEP beyond `budget.point_digits`.
    """
    alike = bare.translate(_ALIKE)
    if any(letters in alike for letters in _MAYBE_NONE) and _NONE.search(bare):
        raise UnreadableFileError(file, reason="holds numbers that are none (NaN or infinite)", remedy=_REMEDY)
    for found in _LARGE.finditer(bare) if any(start in alike for start in _MAYBE_LARGE) else ():
        exponent = int(found[1][:4])
        if exponent > budget.exponent or (exponent >= budget.point_digits and _is_in_point(bare, found.start())):
            raise _too_large(file)
    many_digits = b"0" * (budget.point_digits + 1) + b"."
    at = -1
    while (at := alike.find(many_digits, at + 1)) >= 0:
        if _is_in_point(bare, at):
            raise _too_large(file)


def _is_in_point(bare: bytes, at: int) -> bool:
    """Whether a place in the text belongs to the coordinates of a STEP point."""
    start = max(0, at - LONGEST_POINT_BYTES)
    return _POINT.search(bare, max(start, bare.rfind(b";", start, at)), at) is not None


def _too_large(file: str) -> AbsurdGeometryError:
    return AbsurdGeometryError(file, reason="holds a number too large for any part", remedy=_REMEDY)
