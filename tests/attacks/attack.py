"""One file built to harm a reader, and what may become of it.

The list follows OWASP ASVS 5.0 chapter 5 and what brought down readers elsewhere: zip bombs, billion laughs, recursive
3MF, nested STEP lists. Everything is made in code and is the same for the same seed.
"""

from dataclasses import dataclass

HOSTILE, TOO_LARGE, UNREADABLE, EMPTY, UNSUPPORTED, NOT_SOLID = (
    "file.hostile", "file.too_large", "file.unreadable", "file.empty", "format.unsupported", "geometry.not_solid",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attack:
    """`name` is the file's, `codes` the errors that answer it right; `screened`: the pre-flight alone must refuse."""

    name: str
    content: bytes
    codes: tuple[str, ...]
    screened: bool = True
