"""XML read as a stream by expat with no document type, in whatever encoding it comes.

Without a DOCTYPE there are no entities, so no bomb and nothing external; the handler sees it after decoding, which a
search for bytes would not in UTF-16.
"""

from collections.abc import Callable
from xml.parsers import expat

from partwright.cad.preflight.budget import Budget
from partwright.errors import FileTooLargeError, HostileFileError, UnreadableFileError

# Namespace and name of an element, joined by one space, which neither can hold.
SEPARATOR = " "
FEED_BYTES = 1 << 20
ENCODINGS = (None, "utf-8", "utf-16", "us-ascii")

OnStart = Callable[[str, dict[str, str]], None]


def walk(content: bytes, on_start: OnStart, *, file: str, budget: Budget) -> None:
    """Call `on_start` with the name ("namespace local") and attributes of every element, in document order.

    Raises:
        HostileFileError: a DOCTYPE, or depth or attributes beyond the budget.
        FileTooLargeError: more elements or text than the budget.
        UnreadableFileError: not well-formed, or an encoding other than UTF-8 and UTF-16.
    """
    guard = _Guard(on_start, file, budget)
    parser = expat.ParserCreate(namespace_separator=SEPARATOR)
    parser.buffer_text = True
    parser.XmlDeclHandler = guard.on_declaration
    parser.StartDoctypeDeclHandler = guard.on_doctype
    parser.EntityDeclHandler = guard.on_doctype
    parser.StartElementHandler = guard.on_start
    parser.EndElementHandler = guard.on_end
    parser.CharacterDataHandler = guard.on_text
    try:
        for start in range(0, len(content), FEED_BYTES):
            parser.Parse(content[start : start + FEED_BYTES], False)
        parser.Parse(b"", True)
    except expat.ExpatError as fault:
        reason = f"holds XML that is not well-formed at line {fault.lineno}"
        raise UnreadableFileError(file, reason=reason) from fault


class _Guard:
    """Counts while the parser walks."""

    def __init__(self, on_start: OnStart, file: str, budget: Budget) -> None:
        self._on_start = on_start
        self._file = file
        self._budget = budget
        self._depth = self._elements = self._text_bytes = 0

    def on_declaration(self, version: str, encoding: str | None, _standalone: int) -> None:
        if version != "1.0" or (encoding.lower() if encoding else None) not in ENCODINGS:
            raise UnreadableFileError(self._file, reason=f"holds XML in the encoding {encoding!r} and not in UTF-8")

    def on_doctype(self, *_: object) -> None:
        raise HostileFileError(self._file, reason="holds XML with a document type, which no CAD program writes")

    def on_start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > self._budget.xml_depth or len(attributes) > self._budget.xml_attributes:
            raise HostileFileError(self._file, reason="holds XML nested deeper or wider than any CAD program writes")
        if self._elements > self._budget.xml_elements:
            raise FileTooLargeError(self._file, reason=f"has more than {self._budget.xml_elements} XML elements")
        self._on_start(name, attributes)

    def on_end(self, _name: str) -> None:
        self._depth -= 1

    def on_text(self, text: str) -> None:
        self._text_bytes += len(text)
        if self._text_bytes > self._budget.xml_text_bytes:
            raise FileTooLargeError(self._file, reason="has more text between its XML elements than a part needs")
