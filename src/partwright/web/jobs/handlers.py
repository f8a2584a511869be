"""Which function does which kind of work."""

from collections.abc import Callable
from dataclasses import dataclass
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


Handler = Callable[[Lease], None]
GivenUp = Callable[[UUID], None]

_handlers: dict[JobKind, Handler] = {}
_given_up: dict[JobKind, GivenUp] = {}


def handles(kind: JobKind, *, given_up: GivenUp | None = None) -> Callable[[Handler], Handler]:
    """Registers the function that does a kind of work; it may run twice for one job.

    `given_up` is called with the subject, in the transaction that fails the job after its last attempt.
    """

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
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


def handlers() -> dict[JobKind, Handler]:
    """Every registered handler."""
    return dict(_handlers)


def tell_given_up(kind: JobKind, subject: UUID | None) -> None:
    """Tells the slice that its work will not be done."""
    routine = _given_up.get(kind)
    if routine is not None and subject is not None:
        routine(subject)
