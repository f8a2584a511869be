"""Who acts: a plain value that every service takes as `by`."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    VISITOR = "visitor"  # no account: known by the cookie or token of the first upload
    SYSTEM = "system"  # a job that nobody asked for, such as retention


class Channel(StrEnum):
    """How a personal datum reached us. Every row that holds one carries it."""

    WEB = "web"
    PLUGIN = "plugin"
    STAFF = "staff"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and through which channel. `visitor_id` is set for visitors alone."""

    kind: ActorKind
    channel: Channel | None = None
    visitor_id: UUID | None = None


SYSTEM = Actor(ActorKind.SYSTEM)


def visitor(visitor_id: UUID, *, channel: Channel = Channel.WEB) -> Actor:
    """The visitor with this id."""
    return Actor(ActorKind.VISITOR, channel, visitor_id)
