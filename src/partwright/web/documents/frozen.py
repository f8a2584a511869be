"""What a paper says, as plain values that stay the same in every database."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from partwright.web.documents.kinds import PaperKind


def freeze(value: Any) -> Any:
    """Plain values whose texts every database takes and every font can be asked for.

    Control characters and lone surrogates, which no reader sees, become spaces and question marks.

    Raises:
        TypeError: something other than texts, whole numbers, truth values, lists and mappings: a float is written
            differently by different programs, and an amount is a text by now.
    """
    if isinstance(value, str):
        return "".join(_plain(sign) for sign in value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Mapping):
        return {freeze(name): freeze(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [freeze(one) for one in value]
    raise TypeError(f"A paper says no {type(value).__name__}: write it as text first.")


def digest_of(kind: PaperKind, data: Mapping[str, Any], pictures: Mapping[str, str]) -> str:
    """The SHA-256 that an issued paper is known by, whatever order a database keeps its keys in."""
    listing = json.dumps([kind, data, pictures], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(listing.encode()).hexdigest()


def _plain(sign: str) -> str:
    match unicodedata.category(sign):
        case "Cc":
            return " "
        case "Cs":
            return "?"
        case _:
            return sign
