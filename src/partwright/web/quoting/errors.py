"""What the quoting slice refuses.

PartwrightError
└── QuoteNotFoundError    quote.not_found: no such quote or line, or not to be changed by this visitor
"""

from partwright.errors import PartwrightError


class QuoteNotFoundError(PartwrightError):
    """No such quote or line, or one that this visitor may not change."""

    code = "quote.not_found"

    def __init__(self) -> None:
        super().__init__("There is no such quote here: check the link, or start again by uploading the part.")
