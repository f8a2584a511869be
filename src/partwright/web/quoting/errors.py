"""What the quoting slice refuses.

PartwrightError
├── QuoteEmptyError       quote.empty: nothing to put on paper, or to freeze
├── QuoteIncompleteError  quote.incomplete: a part without a price stands in the way of freezing
├── QuoteNotFoundError    quote.not_found: no such quote or line, or not to be changed by this visitor
└── QuoteNameError        quote.name: a name that a quote cannot have
"""

from collections.abc import Sequence

from partwright.errors import PartwrightError


class QuoteNotFoundError(PartwrightError):
    """No such quote or line, or one that this visitor may not change."""

    code = "quote.not_found"

    def __init__(self) -> None:
        super().__init__("There is no such quote here: check the link, or start again by uploading the part.")


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
