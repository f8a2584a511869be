"""How a download of a quote is called."""

import re
import unicodedata
from urllib.parse import quote as percent_encoded

# No file name on some system, or a mark of the header itself.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*%;]')
_FALLBACK = "quote"


def attachment(title: str, *, ending: str) -> str:
    """The Content-Disposition of a download that is called like its quote.

    A name beyond ASCII is said twice: bare of its accents for old programs, and in full.

    Source:
        RFC 6266, section 4.3.
    """
    name = _UNSAFE.sub("-", title).strip(". ") or _FALLBACK
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip(". ") or _FALLBACK
    header = f'attachment; filename="{ascii_name}.{ending}"'
    if ascii_name == name:
        return header
    return f"{header}; filename*=UTF-8''{percent_encoded(f'{name}.{ending}', safe='')}"
