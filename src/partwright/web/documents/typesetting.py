"""Sets a template of this package as a PDF.

What a document says comes as JSON, which a template places as text: no word of it is ever read as typst. A compilation
sees one temporary folder with the templates, the data and the pictures, and the fonts of this package; no other file,
no system font, no network.
"""

import json
import tempfile
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import typst

_PACKAGE = files("partwright.web.documents")
# typst keeps what it worked out until it was not asked for in this many compilations; see `_forget`.
_KEPT_FOR = 12


class Template(StrEnum):
    """What can be set, by the name of its file in `templates`."""

    QUOTE = "quote"
    ORDER_CONFIRMATION = "order_confirmation"
    INVOICE = "invoice"  # also credit notes and pro forma invoices: what it is called is a word of its data
    PACKING_SLIP = "packing_slip"
    CERTIFICATE_OF_CONFORMITY = "certificate_of_conformity"
    INSPECTION_REPORT = "inspection_report"


class Paper(StrEnum):
    """The sizes of paper, by what an address calls them."""

    A4 = "a4"
    LETTER = "letter"


# Where CLDR's supplemental data (paperSize, release 46) has US Letter; everywhere else A4.
_LETTER_TERRITORIES = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])


def usual_paper(language: str) -> Paper:
    """The paper of where a language tag such as `en-US` is spoken; A4 if it names no place."""
    _, separator, territory = language.rpartition("-")
    return Paper.LETTER if separator and territory.upper() in _LETTER_TERRITORIES else Paper.A4


def typeset(template: Template, data: Mapping[str, object], images: Mapping[str, bytes], *, made_at: datetime) -> bytes:
    """A document as PDF; the same arguments give the same bytes.

    `data` are plain values that JSON can say; `images` are PNGs, by the names that `data` calls them. `made_at` is the
    moment that the file says it was made; with time zone.
    """
    return _compile(template, data, images, made_at=made_at, form="pdf")[0]


def draw_pages(
    template: Template, data: Mapping[str, object], images: Mapping[str, bytes], *, made_at: datetime, form: str = "png"
) -> list[bytes]:
    """The pages of the same document as pictures (`png` or `svg`), for eyes and tests."""
    return _compile(template, data, images, made_at=made_at, form=form)


def _compile(
    template: Template, data: Mapping[str, object], images: Mapping[str, bytes], *, made_at: datetime, form: str
) -> list[bytes]:
    with tempfile.TemporaryDirectory(prefix="partwright-document-") as folder:
        root = Path(folder)
        for entry in (_PACKAGE / "templates").iterdir():
            (root / entry.name).write_bytes(entry.read_bytes())
        # A lone surrogate, which a file's name can hold, is no text: it is shown as a question mark.
        (root / "data.json").write_bytes(json.dumps(data, ensure_ascii=False, allow_nan=False).encode(errors="replace"))
        for name, content in images.items():
            (root / f"image-{name}.png").write_bytes(content)
        try:
            made = typst.compile(
                str(root / f"{template}.typ"),
                root=str(root),
                font_paths=_fonts(),
                ignore_system_fonts=True,
                package_path=str(root),
                package_cache_path=str(root),
                format=form,
                timestamp=int(made_at.timestamp()),
            )
        finally:
            _forget()
    return made if isinstance(made, list) else [made]


def _forget() -> None:
    """Lets go of what typst keeps of a document: of pictures it is a hundred times their files, and it is somebody's.

    typst has no call for that, but empty documents, a millisecond each, age its memory as others would.
    """
    for _ in range(_KEPT_FOR):
        typst.compile(b"", font_paths=_fonts(), ignore_system_fonts=True)


@cache
def _fonts() -> typst.Fonts:
    """The fonts of this package and those inside typst, read once."""
    with as_file(_PACKAGE / "fonts") as folder:
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])
