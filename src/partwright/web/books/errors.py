"""What the books slice refuses.

PartwrightError
├── BookRoleError       price_book.not_pricing: somebody without the role for prices wants to change them
├── BookNotFoundError   price_book.not_found: no such version
├── BookNumbersError    price_book.numbers: numbers that cannot be so, each with its reason
├── BookConflictError   price_book.changed_meanwhile: somebody else changed the book or its draft in between
├── BookUnchangedError  price_book.unchanged: a version that would say what the current one says
└── BookNoteError       price_book.note: a version without a note, or with one that is too long
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from partwright.errors import OverrideError, PartwrightError


class BookRoleError(PartwrightError):
    """Somebody else's work."""

    code = "price_book.not_pricing"

    def __init__(self) -> None:
        super().__init__(_("Only staff with the role for prices change the price book: ask the shop's owner for it."))


class BookNotFoundError(PartwrightError):
    """No such version."""

    code = "price_book.not_found"

    def __init__(self) -> None:
        super().__init__(_("There is no such version of the price book: look at the list of versions."))


class BookNumbersError(PartwrightError):
    """Numbers that cannot be so. `faults` are their reasons by path."""

    code = "price_book.numbers"

    def __init__(self, faults: Mapping[str, OverrideError]) -> None:
        self.faults = dict(faults)
        reasons = " ".join(f"{path}: {fault}" for path, fault in self.faults.items())
        super().__init__(_("Some numbers cannot be so. %(reasons)s") % {"reasons": reasons})


class BookConflictError(PartwrightError):
    """The book or its draft has changed since it was read."""

    code = "price_book.changed_meanwhile"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else changed the price book since you opened this page: look at what it says now, then repeat.")
        )


class BookUnchangedError(PartwrightError):
    """There is nothing to publish."""

    code = "price_book.unchanged"

    def __init__(self) -> None:
        super().__init__(_("The current version says the same already: change a number first."))


class BookNoteError(PartwrightError):
    """A note that is missing or too long."""

    code = "price_book.note"

    def __init__(self, most: int) -> None:
        super().__init__(
            _("Say in up to %(most)d characters, on one line, what this version changes and why.") % {"most": most}
        )
