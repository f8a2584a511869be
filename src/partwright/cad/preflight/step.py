"""STEP before its parser: the exchange structure, whole, flat enough and not too long.

OCCT parses lists by recursion: 200,000 open parentheses in 391 kB end it with a segmentation fault. Everything here is
a handful of passes of C code over the bytes: 10 MB take about a tenth of a second.
Source: ISO 10303-21:2016, clause 5.
"""

import re

from partwright.cad.preflight.budget import Budget
from partwright.cad.preflight.numbers import refuse_impossible_numbers
from partwright.errors import EmptyFileError, FileTooLargeError, HostileFileError, UnreadableFileError

# A string or a comment, or one that never ends. The alternatives cannot overlap, so one pass is linear.
QUOTED = re.compile(rb"'[^']*(?:'|\Z)|/\*.*?(?:\*/|\Z)", re.DOTALL)
NO_PARENTHESES = bytes(set(range(256)) - set(b"()"))
END = b"END-ISO-10303-21"


def screen_step(content: bytes, *, file: str, budget: Budget) -> None:
    """Pass, or raise what is wrong.

    Raises:
        HostileFileError: lists nested deeper than the budget.
        FileTooLargeError: more entities than the budget.
        EmptyFileError: no entity.
        UnreadableFileError: cut off, a string or comment without end, parentheses that do not match, numbers that are
            none.
        AbsurdGeometryError: numbers beyond any part.
    """
    bare = without_quotes(content)
    if bare.count(b"DATA") == 0:
        raise UnreadableFileError(file, reason="has no data section")
    if END not in bare[bare.rfind(b"ENDSEC") :]:
        raise UnreadableFileError(file, reason="is cut off: its end is missing")
    entities = bare.count(b"=")
    if entities == 0:
        raise EmptyFileError(file, reason="has no entities")
    if entities > budget.step_entities:
        raise FileTooLargeError(file, reason=f"has {entities:,} entities, more than {budget.step_entities:,}")
    _refuse_depth(bare, file, budget)
    refuse_impossible_numbers(bare, file=file, budget=budget)


def without_quotes(content: bytes) -> bytes:
    """The text without strings and comments. One that never ends takes the rest along."""
    at, last_comment = 0, content.rfind(b"/*")
    bare = []
    while at <= last_comment and (found := QUOTED.search(content, at)):
        bare.append(content[at : found.start()])
        at = found.end()
    # After the last comment every other piece between apostrophes is a string; a doubled one ends a string and begins
    # the next.
    return b"".join([*bare, *content[at:].split(b"'")[::2]])


def _refuse_depth(bare: bytes, file: str, budget: Budget) -> None:
    """Innermost pairs vanish first: as many rounds as the text nests deep."""
    parentheses = bare.translate(None, NO_PARENTHESES)
    for _ in range(budget.step_depth):
        if not parentheses:
            return
        shorter = parentheses.replace(b"()", b"")
        if len(shorter) == len(parentheses):
            raise UnreadableFileError(file, reason="has parentheses that do not match")
        parentheses = shorter
    if parentheses:
        raise HostileFileError(file, reason=f"nests lists more than {budget.step_depth} deep")
