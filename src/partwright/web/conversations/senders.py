"""Who sent a request: asked of the slice that knows people, which registers its answer here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from partwright.web.actor import Actor


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a request, None if nobody known, and the network address it came from."""

    actor: Actor | None
    address: str


Tell = Callable[[HttpRequest], Sender]

_tells: list[Tell] = []


def tells_sender(tell: Tell) -> Tell:
    """Registers the function that says who sent a request; there is one."""
    _tells[:] = [tell]
    return tell


def sender_of(request: HttpRequest) -> Sender:
    """Who sent a request.

    Raises:
        LookupError: no slice above has registered an answer.
    """
    if not _tells:
        raise LookupError("No slice says who sends requests.")
    return _tells[0](request)
