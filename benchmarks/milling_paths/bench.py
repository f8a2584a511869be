"""What reference and plan share, and the time spent so far."""

from dataclasses import dataclass

import numpy as np

from partwright.manufacturing.processes.cnc_milling.feeds import Feeds
from partwright.manufacturing.processes.cnc_milling.shop import Machine, Shop


@dataclass(frozen=True, slots=True)
class Bench:
    """What reference and plan share: the shop's numbers for one material on one machine."""

    shop: Shop
    machine: Machine
    feeds: Feeds

    def tool(self, diameter_mm: float) -> int:
        return int(np.argmin(np.abs(self.shop.crib.mill_mm - diameter_mm)))

    def feed(self, tool: int, depth_mm: float, *, finish: bool, load: float = 1.0) -> float:
        """mm/s with the tool as deep as this, its cut so much of a full one: a light cut is fed faster."""
        crib = self.shop.crib
        ratio = depth_mm / crib.mill_mm[tool]
        factor = np.interp(ratio, crib.stickout_ratios, crib.stickout_factors)
        feeds = self.feeds
        feed, light = (feeds.finish_mm_s, feeds.finish_light) if finish else (feeds.rough_mm_s, feeds.rough_light)
        return float(feed[tool] * factor / max(load, 1 / light[tool]))


@dataclass(slots=True)
class Travel:
    """Seconds of feed and rapid so far."""

    feed_s: float = 0.0
    rapid_s: float = 0.0

    @property
    def total_s(self) -> float:
        return self.feed_s + self.rapid_s
