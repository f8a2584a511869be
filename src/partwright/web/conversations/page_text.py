"""The words of an HTML page, for mail that has no plain text; nothing of it is loaded or run.

Python's own parser takes time that grows with the square of a hostile page's length. This one goes forward only.
"""

import re
from collections.abc import Iterator
from html import unescape

LONGEST_PAGE = 1_000_000
_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9]{0,20})")
_SPACE = re.compile(r"\s+")
_UNREAD = frozenset({"script", "style", "head", "title", "template"})
_BREAKS = frozenset(
    {"p", "div", "br", "li", "tr", "table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre"}
)


def text_of_page(page: str) -> str:
    """The words, a line for each block; of a page that is longer than any letter, those at its beginning."""
    words = "".join(_pieces(page[:LONGEST_PAGE]))
    lines = [_SPACE.sub(" ", unescape(line)).strip() for line in words.split("\n")]
    return "\n".join(line for number, line in enumerate(lines) if line or (number and lines[number - 1])).strip()


def _pieces(page: str) -> Iterator[str]:
    """Text and line breaks in their order. What is opened and never closed is the end."""
    at = 0
    while (tag := page.find("<", at)) >= 0:
        yield _SPACE.sub(" ", page[at:tag])
        name = _NAME.match(page, tag + 1)
        if page.startswith("<!--", tag):
            at = _after(page, "-->", tag + 4)
        elif name is None and page[tag + 1 : tag + 2] not in ("!", "?", "/"):
            yield "<"
            at = tag + 1
        else:
            at = _after(page, ">", tag)
            word = name[1].lower() if name else ""
            if word in _UNREAD and page[tag + 1] != "/":
                end = re.compile(rf"</{word}\b", re.IGNORECASE).search(page, at)
                at = _after(page, ">", end.end()) if end else len(page)
            elif word in _BREAKS:
                yield "\n"
    yield _SPACE.sub(" ", page[at:])


def _after(page: str, mark: str, start: int) -> int:
    found = page.find(mark, start)
    return len(page) if found < 0 else found + len(mark)
