"""What the quoting slice refuses.

PartwrightError
├── QuoteEmptyError       quote.empty: nothing to put on paper, or to freeze
├── QuoteIncompleteError  quote.incomplete: a part without a price stands in the way of freezing
├── OneFileError          quote.one_file: a new revision is one file
├── PartChangeError       quote.part_change: a new revision of a part that cannot be used, dropped or undone now
├── QuoteMoveError        quote.move: not to be taken from whose it is, or not to be given to that team
├── QuoteNotFoundError    quote.not_found: no such quote or line, or not to be changed by this visitor
├── QuoteNameError        quote.name: a name that a quote cannot have
├── ReviewNotFoundError   review.not_found: no such review, or not for this actor
├── ReviewOpenError       review.open: the review of a quote is asked for already
├── ReviewSettledError    review.settled: it was answered or withdrawn
├── ReviewOutdatedError   review.outdated: the quote was changed while it was answered
└── LineOfferError        review.offer: a price, time or reason of staff that cannot be
"""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from partwright.errors import PartwrightError


class QuoteNotFoundError(PartwrightError):
    """No such quote or line, or one that this visitor may not change."""

    code = "quote.not_found"

    def __init__(self) -> None:
        super().__init__("There is no such quote here: check the link, or start again by uploading the part.")


class QuoteMoveError(PartwrightError):
    """A quote is to belong to somebody it cannot be given to, or to be taken from its team by who may not."""

    code = "quote.move"


class OneFileError(PartwrightError):
    """A new revision of a part is to be several files at once."""

    code = "quote.one_file"

    def __init__(self) -> None:
        super().__init__(_("A new revision is one file: choose the one that takes the place of this part."))


class PartChangeError(PartwrightError):
    """A new revision of a part that cannot be used, dropped or undone as things are."""

    code = "quote.part_change"


class QuoteNameError(PartwrightError):
    """A name that is too long, or hides something."""

    code = "quote.name"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"This name {reason}.")


class QuoteIncompleteError(PartwrightError):
    """Prices are to be frozen, but parts have none. `missing` are their names."""

    code = "quote.incomplete"
    most_named = 3

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        named = ", ".join(self.missing[: self.most_named])
        more = len(self.missing) - self.most_named
        others = f" and {more} more" if more > 0 else ""
        super().__init__(f"{named}{others} has no price yet: wait for it, choose another process, or remove the part.")


class QuoteEmptyError(PartwrightError):
    """A document or frozen prices are wanted of a quote without parts."""

    code = "quote.empty"

    def __init__(self) -> None:
        super().__init__("This quote has no parts: add one, then try again.")


class ReviewNotFoundError(PartwrightError):
    """No such review, or none that this actor works on."""

    code = "review.not_found"

    def __init__(self) -> None:
        super().__init__(_("There is no such review here: it was withdrawn, or its quote was deleted."))


class ReviewOpenError(PartwrightError):
    """A review is asked for while one is open."""

    code = "review.open"

    def __init__(self) -> None:
        super().__init__(_("A review of this quote is asked for already: write in its conversation, or withdraw it."))


class ReviewSettledError(PartwrightError):
    """An answer to a review that was answered or withdrawn."""

    code = "review.settled"

    def __init__(self) -> None:
        super().__init__(_("This review was answered or withdrawn meanwhile: look at the list of open ones."))


class ReviewOutdatedError(PartwrightError):
    """An answer to a quote that has been changed since it was looked at."""

    code = "review.outdated"

    def __init__(self) -> None:
        super().__init__(_("The customer has changed the quote meanwhile: look at its lines again, then answer."))


class LineOfferError(PartwrightError):
    """A price, time or reason that staff cannot give for a line. `field` is unit, days, reason or note."""

    code = "review.offer"

    def __init__(self, line_id: UUID, field: str, sentence: str, name: str) -> None:
        self.line_id = line_id
        self.field = field
        super().__init__(sentence % {"name": name})
