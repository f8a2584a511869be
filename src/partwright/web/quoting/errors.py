"""What the quoting slice refuses.

PartwrightError
├── QuoteEmptyError       quote.empty: nothing to put on paper
├── QuoteNotFoundError    quote.not_found: no such quote or line, or not to be changed by this visitor
└── QuoteNameError        quote.name: a name that a quote cannot have
"""

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


class QuoteEmptyError(PartwrightError):
    """A document is wanted of a quote without parts."""

    code = "quote.empty"

    def __init__(self) -> None:
        super().__init__("This quote has no parts to put on paper: add one, then ask for the PDF again.")
