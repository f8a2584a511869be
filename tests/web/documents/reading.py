"""Reads back what a PDF of ours says, page by page: just enough of the format for what typst writes."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
ONE = rb"[^()\\]|\\."
PAIR = rb"\((?:" + ONE + rb"|\((?:" + ONE + rb")*\))*\)"  # parentheses that are in pairs are not escaped
STRING = rb"\(((?:" + ONE + rb"|" + PAIR + rb")*)\)"
# A font is chosen, a picture described, signs spelled that the glyphs up to EMC stand for; glyphs, an end.
SHOWN = re.compile(
    rb"/(f\d+) [\d.]+ Tf|/Alt"
    + STRING
    + rb"|/ActualText(?:"
    + STRING
    + rb"|<([0-9A-Fa-f]*)>)|"
    + STRING
    + rb"|\b(EMC|ET)\b",
    re.DOTALL,
)
ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
INVISIBLE = "\u200b"  # where a long word may break


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page in the order in which it is drawn, one line for each piece that is set at once."""
    objects = {int(number): content for number, content in OBJECT.findall(pdf)}
    found = []
    for number in re.findall(rb"(\d+) 0 R", _entry(objects[1], rb"Kids\[(.*?)\]")):
        page = objects[int(number)]
        resources = objects[int(_entry(page, rb"/Resources (\d+)"))]
        fonts = {name: _characters(objects, int(font)) for name, font in re.findall(rb"/(f\d+) (\d+) 0 R", resources)}
        found.append(_text(_unpacked(objects[int(_entry(page, rb"/Contents (\d+)"))]), fonts))
    return found


def facts_of(pdf: bytes) -> dict[str, str]:
    """What the file says of itself, by name."""
    facts = next(content for _, content in OBJECT.findall(pdf) if b"/CreationDate" in content)
    return {name.decode(): value.decode() for name, value in re.findall(rb"/(\w+)\((.*?)\)", facts)}


def _entry(content: bytes, pattern: bytes) -> bytes:
    return re.search(pattern, content, re.DOTALL)[1]


def _unpacked(content: bytes) -> bytes:
    return zlib.decompress(STREAM.search(content)[1])


def _characters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    mapping = _unpacked(objects[int(_entry(objects[font], rb"/ToUnicode (\d+)"))])
    pairs = b"".join(re.findall(rb"beginbfchar\n(.*?)endbfchar", mapping, re.DOTALL))
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in re.findall(rb"<([0-9A-Fa-f]+)> *<([0-9A-Fa-f]+)>", pairs)
    }


def _text(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    pieces: list[str] = []
    font: dict[int, str] = {}
    spelled = False
    for found in SHOWN.finditer(content):
        chosen, _, plain, hexadecimal, string, end = found.groups()
        if chosen:
            font = fonts[chosen]
        elif end:
            spelled = False
            pieces += ["\n"] if end == b"ET" else []
        elif plain is not None or hexadecimal is not None:
            spelled = True
            pieces.append(_spelled(bytes.fromhex(hexadecimal.decode()) if plain is None else _raw(plain)))
        elif string is not None and not spelled:
            codes = _raw(string)
            pieces += [font.get(int.from_bytes(codes[at : at + 2]), "\ufffd") for at in range(0, len(codes), 2)]
    return "".join(pieces).replace(INVISIBLE, "")


def _spelled(text: bytes) -> str:
    return text[2:].decode("utf-16-be") if text.startswith(b"\xfe\xff") else text.decode("latin-1")


def _raw(string: bytes) -> bytes:
    return ESCAPE.sub(_unescaped, string)


def _unescaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    return bytes([int(sign, 8)]) if sign[:1] in b"01234567" else CONTROLS.get(sign, sign)
