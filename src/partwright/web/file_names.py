"""File names that are safe to show and to download by: they come from strangers."""

import re
import unicodedata
from urllib.parse import quote as percent_encoded

MAX_NAME_LENGTH = 255
# Control and format characters: they break lines, reverse text, hide endings.
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
# No file name on some system, or a mark of the header itself.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*%;]')


def clean_name(name: str) -> str:
    """The name with its ending, without characters that hide something or control a terminal."""
    shown = "".join(sign for sign in name if unicodedata.category(sign) not in _HIDDEN).strip()
    if len(shown) > MAX_NAME_LENGTH:
        shown = shown[: MAX_NAME_LENGTH - 20] + "…" + shown[-19:]
    return shown or "unnamed"


def disposition(title: str, *, ending: str, kind: str = "attachment", fallback: str = "file") -> str:
    """The Content-Disposition of a download that is called like what it holds.

    A name beyond ASCII is said twice: bare of its accents for old programs, and in full.

    Source:
        RFC 6266, section 4.3.
    """
    name = _UNSAFE.sub("-", title).strip(". ") or fallback
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip(". ") or fallback
    header = f'{kind}; filename="{ascii_name}.{ending}"'
    if ascii_name == name:
        return header
    return f"{header}; filename*=UTF-8''{percent_encoded(f'{name}.{ending}', safe='')}"
