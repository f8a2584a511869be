"""Which function does which kind of work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from partwright.web.jobs.models import JobKind


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do a job and to store its result, as long as `attempt` is the latest and time has not run out."""

    job_id: UUID
    kind: JobKind
    subject: UUID | None
    attempt: int
    last: bool  # nobody will try again


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a job waits after each failed attempt; the attempt after the last wait is the last."""

    waits: tuple[timedelta, ...]

    @property
    def attempts(self) -> int:
        return len(self.waits) + 1


USUAL_PATIENCE = Patience((timedelta(seconds=2), timedelta(seconds=4)))


class TryAgainError(Exception):
    """Raised by a handler whose attempt failed by no mistake of ours, such as a server that does not answer.

    The text is stored and logged as it is, so it names no person.
    """


Handler = Callable[[Lease], None]
GivenUp = Callable[[UUID], None]

_handlers: dict[JobKind, Handler] = {}
_given_up: dict[JobKind, GivenUp] = {}
_patience: dict[JobKind, Patience] = {}


def handles(
    kind: JobKind, *, given_up: GivenUp | None = None, patience: Patience = USUAL_PATIENCE
) -> Callable[[Handler], Handler]:
    """Registers the function that does a kind of work; it may run twice for one job.

    `given_up` is called with the subject, in the transaction that fails the job after its last attempt.
    """

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        _patience[kind] = patience
        if given_up is not None:
            _given_up[kind] = given_up
        return handler

    return register


def handler_of(kind: JobKind) -> Handler:
    """The function for a kind.

    Raises:
        KeyError: no slice does this work; `partwright check` says so at once.
    """
    return _handlers[kind]


def patience_of(kind: JobKind) -> Patience:
    """How often work of a kind is tried."""
    return _patience.get(kind, USUAL_PATIENCE)


def handlers() -> dict[JobKind, Handler]:
    """Every registered handler."""
    return dict(_handlers)


def tell_given_up(kind: JobKind, subject: UUID | None) -> None:
    """Tells the slice that its work will not be done."""
    routine = _given_up.get(kind)
    if routine is not None and subject is not None:
        routine(subject)
