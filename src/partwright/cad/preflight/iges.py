"""IGES before its parser: 80 columns, sections in order, and as many lines as its last line says.

Source: IGES 5.3, §2.2.4.
"""

import re

from partwright.errors import EmptyFileError, UnreadableFileError

SECTION_ORDER = "SGDPT"
COUNTS = re.compile(r"S\s*(\d+)G\s*(\d+)D\s*(\d+)P\s*(\d+)")
SECTION_COLUMN = 72


def screen_iges(content: bytes, *, file: str) -> None:
    """Pass, or raise what is wrong.

    Raises:
        UnreadableFileError: sections out of order, or fewer or more lines than the last line says.
        EmptyFileError: no entity.
    """
    lines = [line for line in content.decode("latin-1").splitlines() if line.strip()]
    letters = "".join(line[SECTION_COLUMN : SECTION_COLUMN + 1] for line in lines)
    if len(letters) != len(lines) or re.fullmatch("S+G+D*P*T", letters) is None:
        raise UnreadableFileError(file, reason="is cut off or has sections out of order")
    stated = COUNTS.match(lines[-1])
    found = tuple(letters.count(letter) for letter in SECTION_ORDER[:-1])
    if stated is None or tuple(map(int, stated.groups())) != found:
        raise UnreadableFileError(file, reason="has other lines than its last line says")
    if found[2] == 0:
        raise EmptyFileError(file, reason="has no entities")
