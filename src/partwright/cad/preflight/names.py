"""Names of files that are safe to show, store and send."""

import re
import unicodedata

NAME_BYTES = 255  # Source: NAME_MAX of Linux and every file system in use.
DRIVE = re.compile(r"[A-Za-z]:")


def safe_name(name: str) -> str:
    """The last step of a path, without what could hide or forge: control and format characters (also the marks that
    turn the direction of writing), line breaks; at most 255 bytes, its extension kept; `file` if nothing is left."""
    last = re.split(r"[/\\]", name)[-1]
    return _shortened(_visible(last)) or "file"


def safe_member_name(path: str) -> str:
    """A member's path with every step made safe."""
    return "/".join(filter(None, (_shortened(_visible(step)) for step in path.split("/")))) or "file"


def is_climbing(path: str) -> bool:
    """Whether a path in an archive leads, or on some system would lead, out of the folder it is unpacked in."""
    return path.startswith("/") or "\\" in path or DRIVE.match(path) is not None or ".." in path.split("/")


def _visible(text: str) -> str:
    kept = "".join(
        " " if character in "\t\r\n" else character
        for character in unicodedata.normalize("NFC", text)
        if character in "\t\r\n" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    )
    return kept.strip(" .")


def _shortened(name: str) -> str:
    """At most 255 bytes of UTF-8, cut before the extension."""
    if len(name.encode()) <= NAME_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    tail = (dot + extension).encode() if dot and len(extension.encode()) <= 16 else b""
    base = stem if tail else name
    return base.encode()[: NAME_BYTES - len(tail)].decode(errors="ignore") + tail.decode()
