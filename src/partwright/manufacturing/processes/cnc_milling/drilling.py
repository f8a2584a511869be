"""How long round holes take: speed times feed, pecks, spotting, the way from hole to hole."""

from dataclasses import dataclass

import numpy as np

from partwright.manufacturing.processes.cnc_milling.shop import Material
from partwright.manufacturing.processes.cnc_milling.toolpaths import Spindle

POINT_RATIO = 0.29  # height of a 120° drill point over its diameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """`count` equal holes with one drill: total seconds, and how one of them is made."""

    drill_mm: float
    run_s: float
    pecks: int
    feed_mm_min: float
    rpm: float


def is_drilled(diameter_mm: float, spindle: Spindle) -> bool:
    """Whether a hole is drilled; larger ones are opened by interpolation with an end mill."""
    return diameter_mm <= spindle.crib.drill_max_mm + 1e-6


def drill_holes(
    *,
    diameter_mm: float,
    depth_mm: float,
    reach_mm: float,
    blind: bool,
    count: int,
    spindle: Spindle,
    material: Material,
    bore_factor: float,
) -> Drilled:
    """Time of equal holes, drilled to the nearest standard size.

    `bore_factor` adds passes of reamer or boring head at the drill's feed, as a tolerance class asks.
    """
    crib, cutting, machine, family = spindle.crib, spindle.shop.cutting, spindle.machine, material.family
    size = max(round(diameter_mm / crib.drill_step_mm) * crib.drill_step_mm, crib.drill_min_mm)
    rpm = min(family.drill_speed_m_min * 1000 / (np.pi * size), machine.spindle_max_rpm)
    feed_mm_s = rpm * family.drill_feed_ratio * size / 60
    # a slender drill is fed slower the farther it goes, like an end mill
    ratio = reach_mm / size / 2
    feed_mm_s *= float(np.interp(ratio, crib.stickout_ratios, crib.stickout_factors))
    depth = depth_mm + (0.0 if blind else cutting["breakthrough"] + POINT_RATIO * size)
    peck = family.peck_ratio * size
    pecks = max(int(np.ceil(depth / peck - 1e-6)), 1)
    # peck k leaves the hole from depth k · peck and returns
    retracts = peck * pecks * (pecks - 1)
    way = 2 * (cutting["clearance"] + reach_mm - depth_mm) + spindle.hop_mm
    each = depth / feed_mm_s + retracts / machine.rapid_mm_s + (pecks - 1) * cutting["peck_dwell"]
    each += 2 * way / machine.rapid_mm_s + cutting["spot_time"]  # once to spot, once to drill
    each += bore_factor * (depth / feed_mm_s + way / machine.rapid_mm_s)
    return Drilled(
        drill_mm=round(size, 3), run_s=count * float(each), pecks=pecks, feed_mm_min=feed_mm_s * 60, rpm=float(rpm)
    )
