"""Reading plain JSON strictly: each value is of the kind and size that its field takes, or the field is named.

Every function raises `SpecificationError` with the path of the field, such as `requirements.threads[0].size`.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NoReturn, TypeVar

from partwright.errors import SpecificationError

MOST_FACES = 2000
LARGEST_ID = 2**31 - 1
_SHOWN = 60  # characters of a wrong value that are said again
_WORD = re.compile(r"[a-z0-9_]{1,40}")
_KINDS = {dict: "an object", list: "a list"}

Choice = TypeVar("Choice", bound=StrEnum)


class Field(str):
    """The path of a field, extended by `/`: a key by a dot, a position by brackets."""

    __slots__ = ()

    def __truediv__(self, key: str | int) -> "Field":
        return Field(f"{self}[{key}]" if isinstance(key, int) else f"{self}.{key}")


def refuse(field: Field, value: object, reason: str, *, choices: tuple[str, ...] = ()) -> NoReturn:
    """Raise the error of a field; of a long value its beginning is said, of a nested one its kind."""
    if isinstance(value, dict | list):
        value = _KINDS[type(value)]
    elif isinstance(value, str) and len(value) > _SHOWN:
        value = f"{value[:_SHOWN]}…"
    elif isinstance(value, int) and abs(value) > LARGEST_ID:
        value = "a huge number"
    raise SpecificationError(str(field), value, choices=choices, reason=reason)


def object_of(value: object, field: Field, keys: tuple[str, ...]) -> dict[str, object]:
    """A JSON object that has no other keys."""
    if not isinstance(value, Mapping):
        refuse(field, value, f"is no object: send one with the keys {', '.join(keys)}")
    unknown = next((key for key in value if key not in keys), None)
    if unknown is not None:
        refuse(field, unknown, "is no key of it", choices=keys)
    return dict(value)


def items(value: object, field: Field, most: int) -> Iterator[tuple[object, Field]]:
    """The members of a list with their fields; none of null."""
    if value is None:
        return
    if not isinstance(value, list | tuple):
        refuse(field, value, "is no list")
    if len(value) > most:
        refuse(field, len(value), f"are too many: name at most {most}")
    for position, member in enumerate(value):
        yield member, field / position


def faces(value: object, field: Field) -> tuple[int, ...]:
    """Ids of faces in the order picked, each once."""
    picked = [_whole(member, at, lowest=0, highest=LARGEST_ID) for member, at in items(value, field, MOST_FACES)]
    if len(set(picked)) < len(picked):
        refuse(field, value, "names a face twice: pick each once")
    return tuple(picked)


def whole_number(value: object, field: Field, highest: int) -> int | None:
    """A whole number from 1 on; None of null."""
    return None if value is None else _whole(value, field, lowest=1, highest=highest)


def _whole(value: object, field: Field, *, lowest: int, highest: int) -> int:
    if type(value) is not int or not lowest <= value <= highest:
        refuse(field, value, f"is no whole number from {lowest} to {highest}")
    return value


def number(value: object, field: Field, highest: float) -> float | None:
    """A number above 0; None of null."""
    if value is None:
        return None
    if type(value) not in (int, float) or not isinstance(value, int | float):
        refuse(field, value, "is no number")
    if not 0 < value <= highest or not math.isfinite(value):
        refuse(field, value, f"is no number above 0 and up to {highest:g}")
    return float(value)


def flag(value: object, field: Field) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        refuse(field, value, "is neither true nor false")
    return value


def word(value: object, field: Field) -> str:
    """An id such as those of the catalog."""
    if not isinstance(value, str) or not _WORD.fullmatch(value):
        refuse(field, value, "is no id: take one of the catalog")
    return value


def choice(value: object, field: Field, kind: type[Choice]) -> Choice:
    """One of the words of an enumeration."""
    if not isinstance(value, str) or value not in tuple(kind):
        refuse(field, value, "is not offered", choices=tuple(map(str, kind)))
    return kind(value)


def text(value: object, field: Field, longest: int, *, empty: bool = False, lines: bool = True) -> str:
    """What somebody wrote, without blanks around it and with plain line ends."""
    if not isinstance(value, str):
        refuse(field, value, "is no text")
    written = value.replace("\r\n", "\n").strip()
    if not written and not empty:
        refuse(field, value, "is empty: write what is meant")
    if len(written) > longest:
        refuse(field, written, f"is too long: {longest} characters are kept")
    if not all(_is_text(character) or (lines and character in "\n\t") for character in written):
        refuse(field, written, "holds control characters: send it as plain text")
    return written


def _is_text(character: str) -> bool:
    category = unicodedata.category(character)
    return category == "Zs" or category[0] in "LMNPS"
