"""File names that are safe to show: they come from strangers."""

import unicodedata

MAX_NAME_LENGTH = 255
# Control and format characters: they break lines, reverse text, hide endings.
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def clean_name(name: str) -> str:
    """The name with its ending, without characters that hide something or control a terminal."""
    shown = "".join(sign for sign in name if unicodedata.category(sign) not in _HIDDEN).strip()
    if len(shown) > MAX_NAME_LENGTH:
        shown = shown[: MAX_NAME_LENGTH - 20] + "…" + shown[-19:]
    return shown or "unnamed"
