"""What the documents slice refuses.

PartwrightError
├── PaperSumsError         document.sums: lines, taxes and total of a paper do not add up
├── PaperIncompleteError   document.incomplete: something is missing that the law or the reader asks for
├── PaperPictureError      document.picture: no PNG, or one that is too large for a paper
└── DocumentDamagedError   document.damaged: an issued paper is not what it was when it was issued
"""

from decimal import Decimal

from django.utils.translation import gettext as _

from partwright.errors import PartwrightError


class PaperSumsError(PartwrightError):
    """A sum, `what`, that is not what its parts add up to."""

    code = "document.sums"

    def __init__(self, what: str, *, told: Decimal, expected: Decimal) -> None:
        self.what, self.told, self.expected = what, told, expected
        super().__init__(
            _("The amounts of this paper do not add up (%(what)s: %(told)s, not %(expected)s): correct its lines.")
            % {"what": what, "told": told, "expected": expected}
        )


class PaperIncompleteError(PartwrightError):
    """A paper without something, `missing`, that it must say."""

    code = "document.incomplete"

    def __init__(self, missing: str) -> None:
        self.missing = missing
        super().__init__(
            _("This paper cannot be issued yet (missing: %(missing)s): add it and try again.") % {"missing": missing}
        )


class PaperPictureError(PartwrightError):
    """A picture that cannot stand on a paper."""

    code = "document.picture"

    def __init__(self, *, max_bytes: int, max_pixels: int) -> None:
        super().__init__(
            _("This picture cannot stand on a paper: save it as PNG of at most %(kb)d kB and %(side)d pixels a side.")
            % {"kb": max_bytes // 1000, "side": max_pixels}
        )


class DocumentDamagedError(PartwrightError):
    """An issued paper whose data or pictures are not those it was issued with."""

    code = "document.damaged"

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(
            _("%(number)s is not stored as it was issued: restore the database from its backup.") % {"number": number}
        )
