"""The work list: what waits for somebody of the shop, from every source that their role sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from partwright.web.actor import Actor
from partwright.web.staff.work_items import MOST_OF_A_SOURCE, WorkItem, WorkKind
from partwright.web.staff.work_sources import SOURCES


class Order(StrEnum):
    """What stands first."""

    URGENCY = "urgency"  # what must be done next; of equals what has waited longest
    OLDEST = "oldest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class WorkList:
    """Items in the order asked for. `counts` are those of all kinds that somebody sees, whatever is filtered;
    `cut` says that of some kind only the oldest are here."""

    items: Sequence[WorkItem]
    counts: dict[WorkKind, int]
    cut: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def work_for(by: Actor, *, kind: WorkKind | None = None, order: Order = Order.URGENCY) -> WorkList:
    """What somebody of the shop has to do, of one kind or of all."""
    counts: dict[WorkKind, int] = {}
    shown: list[WorkItem] = []
    cut = False
    for source in SOURCES:
        if not by.works_as(*source.roles):
            continue
        found = source.find(by)
        counts |= {one: counts.get(one, 0) for one in source.kinds}
        for item in found:
            counts[item.kind] += 1
        cut = cut or len(found) == MOST_OF_A_SOURCE
        shown += [item for item in found if kind in (None, item.kind)]
    return WorkList(_sorted(shown, order), counts, cut)


def _sorted(items: list[WorkItem], order: Order) -> list[WorkItem]:
    by_age = sorted(items, key=lambda item: item.since, reverse=order is Order.NEWEST)
    return sorted(by_age, key=lambda item: item.urgency) if order is Order.URGENCY else by_age
