"""How fast each tool of the crib cuts a material on a machine."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from partwright.manufacturing.processes.cnc_milling.shop import (
    Crib,
    Family,
    FloatVector,
    Machine,
    Material,
    Shop,
    ToleranceClass,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Feeds:
    """Feeds of every mill (the last is the face mill) and ball mill of the crib, before stick-out slows them.

    All arrays (mills,) or (balls,): feeds mm/s, engagement mm. `rough_light` and `finish_light`: how many times faster
    a light cut is fed. `chamfer_mm_s` is the chamfer mill's feed, `wall_passes` how often a wall is finished.
    """

    mill_teeth: FloatVector
    mill_rpm: FloatVector
    rough_mm_s: FloatVector
    rough_width_mm: FloatVector
    rough_depth_mm: FloatVector
    rough_light: FloatVector
    finish_mm_s: FloatVector
    finish_light: FloatVector
    ball_rpm: FloatVector
    ball_mm_s: FloatVector
    ball_step_mm: FloatVector
    chamfer_mm_s: float
    wall_passes: float


def spindle_rpm(speed_m_min: float, diameter_mm: FloatVector, machine: Machine) -> FloatVector:
    """Turns a minute for a cutting speed, as fast as the spindle goes."""
    turns: FloatVector = np.minimum(speed_m_min * 1000 / (np.pi * diameter_mm), machine.spindle_max_rpm)
    return turns


@lru_cache(maxsize=256)
def feeds_for(shop: Shop, material: Material, machine: Machine, tolerance: ToleranceClass) -> Feeds:
    """The feeds of a material on a machine; `tolerance` slows finishing, sets passes and the crest of ball mills."""
    crib, family, cutting = shop.crib, material.family, shop.cutting
    rpm = spindle_rpm(family.speed_m_min, crib.mill_mm, machine)
    rpm[crib.face] = spindle_rpm(family.face_speed_m_min, crib.mill_mm[crib.face :], machine)[0]
    teeth = np.where(crib.mill_mm < crib.small_below_mm, crib.teeth_small, family.teeth).astype(float)
    teeth[crib.face] = crib.face_teeth
    tooth = np.maximum(family.feed_ratio * crib.mill_mm, cutting["feed_min"])
    tooth[crib.face] = family.face_feed_mm
    width, depth = family.width_ratio * crib.mill_mm, family.depth_ratio * crib.mill_mm
    width[crib.face], depth[crib.face] = crib.face_overlap * crib.mill_mm[crib.face], crib.face_depth_mm
    depth = np.minimum(depth, crib.mill_flute_mm)
    rough = np.minimum(rpm * teeth * tooth / 60, machine.feed_max_mm_s)
    rough = np.minimum(rough, _feed_at_full_power(width, depth, family, machine))
    slow = cutting["finish_feed"] * tolerance.feed_factor
    finish = np.minimum(rpm * teeth * np.maximum(tooth * slow, cutting["feed_min"]) / 60, machine.feed_max_mm_s)
    rough, finish = _never_faster_when_thinner(rough, crib), _never_faster_when_thinner(finish, crib)
    ball_rpm = spindle_rpm(family.speed_m_min, crib.ball_mm, machine)
    ball_tooth = np.maximum(family.feed_ratio * crib.ball_mm, cutting["feed_min"])
    crest = np.minimum(tolerance.scallop_mm, crib.ball_mm / 4)
    return Feeds(
        mill_teeth=teeth,
        mill_rpm=rpm,
        rough_mm_s=rough,
        rough_width_mm=width,
        rough_depth_mm=depth,
        rough_light=_light(rough, shop, machine),
        finish_mm_s=finish,
        finish_light=_light(finish, shop, machine),
        ball_rpm=ball_rpm,
        ball_mm_s=np.minimum(ball_rpm * crib.ball_teeth * ball_tooth / 60, machine.feed_max_mm_s),
        # crests of height h between balls of radius r stand 2 √(2 r h − h²) apart
        ball_step_mm=2 * np.sqrt(crib.ball_mm * crest - crest**2),
        chamfer_mm_s=_chamfer_feed(crib, family, machine),
        wall_passes=tolerance.wall_passes,
    )


def _never_faster_when_thinner(feed: FloatVector, crib: Crib) -> FloatVector:
    """Feeds of the end mills, thin ones held to those of thicker: at the least chip they turn slower instead."""
    ends = np.minimum.accumulate(feed[: crib.face][::-1])[::-1]
    return np.append(ends, feed[crib.face])


def _light(feed: FloatVector, shop: Shop, machine: Machine) -> FloatVector:
    """How many times faster a light cut is fed, as far as the trade and the machine allow."""
    times: FloatVector = np.clip(machine.feed_max_mm_s / feed, 1.0, shop.cutting["light_feed"])
    return times


def _feed_at_full_power(width: FloatVector, depth: FloatVector, family: Family, machine: Machine) -> FloatVector:
    """mm/s at which the spindle's power is used up: P = width · depth · feed · cutting force."""
    feed: FloatVector = machine.power_kw * 1e6 / (width * depth * family.cutting_force_n_mm2)
    return feed


def _chamfer_feed(crib: Crib, family: Family, machine: Machine) -> float:
    rpm = spindle_rpm(family.speed_m_min, np.array([crib.chamfer_cutting_mm]), machine)[0]
    return float(rpm * crib.chamfer_teeth * family.feed_ratio * crib.chamfer_cutting_mm / 60)
