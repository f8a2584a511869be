"""The end of an answer by mail that only repeats what was answered."""

import re

_ATTRIBUTION = re.compile(r"\S.*:\s*$")


def without_quoted_end(text: str) -> str:
    """The text without the lines marked with > at its end and the line that announces them.

    A text that is nothing else, or that goes on after them, stays whole: better twice than not at all.
    """
    lines = text.rstrip().splitlines()
    end = len(lines)
    while end and (lines[end - 1].startswith(">") or not lines[end - 1].strip()):
        end -= 1
    if end == len(lines):
        return text
    kept = lines[:end]
    # "On Tuesday, the shop wrote:", which mail programs break into two lines at most.
    for height in (1, 2):
        if len(kept) >= height and _ATTRIBUTION.fullmatch(kept[-1]) and _starts_a_block(kept, height):
            kept = kept[:-height]
            break
    sound = "\n".join(kept).rstrip()
    return sound or text


def _starts_a_block(lines: list[str], height: int) -> bool:
    return len(lines) == height or not lines[-height - 1].strip()
