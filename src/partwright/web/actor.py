"""Who acts: a plain value that every service takes as `by`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    VISITOR = "visitor"  # no account: known by the cookie or token of the first upload
    PERSON = "person"  # signed in, for themselves and their teams
    STAFF = "staff"  # signed in, and one of the shop's own
    SYSTEM = "system"  # a job that nobody asked for, such as retention


class Channel(StrEnum):
    """How a personal datum reached us. Every row that holds one carries it."""

    WEB = "web"
    PLUGIN = "plugin"
    STAFF = "staff"
    OFFLINE = "offline"


class Right(IntEnum):
    """What a member may do with what a team owns; each right includes those before it."""

    VIEW = 1
    QUOTE = 2
    ORDER = 3
    ADMIN = 4


class StaffRole(StrEnum):
    """What somebody of the shop works on. A role opens its own pages and no others; `OWNER` opens all."""

    SALES = "sales"  # reviews, quotes, customers, conversations
    PRODUCTION = "production"  # orders from approval to delivery; sees no payment
    FINANCE = "finance"  # payments, invoices, credit, refunds
    PRICING = "pricing"  # the price book
    OWNER = "owner"  # the shop's settings and its staff


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and through which channel.

    `owner_id` is the row that what they upload and quote belongs to. `rights` are those in teams, by the team's owner
    row. `roles` are those in the shop, empty for everybody but staff.
    """

    kind: ActorKind
    channel: Channel | None = None
    owner_id: UUID | None = None
    person_id: UUID | None = None
    rights: Mapping[UUID, Right] = field(default_factory=dict)
    roles: frozenset[StaffRole] = frozenset()

    @property
    def owner_ids(self) -> tuple[UUID, ...]:
        """Every owner whose things this actor may see: their own first, then their teams'."""
        return (*((self.owner_id,) if self.owner_id else ()), *self.rights)

    def may(self, right: Right, owner_id: UUID | None) -> bool:
        """Whether the actor has this right in what belongs to an owner; in one's own things one has all."""
        if owner_id is None:
            return False
        return owner_id == self.owner_id or self.rights.get(owner_id, 0) >= right

    def works_as(self, *roles: StaffRole) -> bool:
        """Whether the actor is staff in one of these roles; the shop's owner is in all."""
        return StaffRole.OWNER in self.roles or not self.roles.isdisjoint(roles)


SYSTEM = Actor(ActorKind.SYSTEM)


def visitor(owner_id: UUID, *, channel: Channel = Channel.WEB) -> Actor:
    """The visitor whose things belong to this owner row."""
    return Actor(ActorKind.VISITOR, channel, owner_id)
