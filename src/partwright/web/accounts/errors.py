"""What is refused because of who asks."""

from partwright.errors import PartwrightError


class UnknownVisitorError(PartwrightError):
    """A request that needs to know its sender came without a valid cookie or token."""

    code = "visitor.unknown"

    def __init__(self) -> None:
        super().__init__(
            "Nobody is known by this cookie or token: upload a part first, or send the token you got then."
        )
