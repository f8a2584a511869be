"""Tools and times in a machinist's words."""

from dataclasses import dataclass
from functools import lru_cache

from partwright.manufacturing.processes.cnc_milling.cut import CutKind
from partwright.manufacturing.processes.cnc_milling.feeds import Feeds
from partwright.manufacturing.processes.cnc_milling.machining import ToolWork
from partwright.manufacturing.processes.cnc_milling.shop import Crib


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """What is said of each tool of the crib at the feeds of one material, so that only amounts are left to write.

    `mills` and `balls` are names, `roughing`, `corners`, `walls`, `floors` (mills) and `surfaces` (balls) say how fast.
    """

    mills: tuple[str, ...]
    balls: tuple[str, ...]
    chamfer_mill: str
    roughing: tuple[str, ...]
    corners: tuple[str, ...]
    walls: tuple[str, ...]
    floors: tuple[str, ...]
    surfaces: tuple[str, ...]
    bevels: str

    def tool(self, work: ToolWork) -> str:
        """The tool of a piece of work as it is called in the shop."""
        if work.drilled:
            return f"{work.drilled.drill_mm:g} mm drill"
        if work.kind is CutKind.CHAMFER:
            return self.chamfer_mill
        return self.balls[work.tool] if work.kind is CutKind.SURFACE else self.mills[work.tool]

    def note(self, work: ToolWork) -> str:
        """Where the time of a piece of work comes from."""
        if work.drilled:
            done = work.drilled
            pecks = f", {done.pecks} pecks" if done.pecks > 1 else ""
            return f"{work.holes} holes at {done.feed_mm_min:.0f} mm/min, {done.rpm:.0f} rpm{pecks}"
        if work.kind is CutKind.CHAMFER:
            return f"{work.walls_mm2:.0f} mm of bevels {self.bevels}"
        if work.kind is CutKind.SURFACE:
            return f"{work.floors_mm2 / 100:.1f} cm² in paths {self.surfaces[work.tool]}"
        if work.rough and work.volume_mm3 == 0:
            return f"inside corners that wider cutters left, {self.corners[work.tool]}"
        if work.rough:
            rate = work.volume_mm3 / 1000 / max(work.run_s / 60, 1e-9)
            return f"{work.volume_mm3 / 1000:.1f} cm³ at {rate:.0f} cm³/min on average: {self.roughing[work.tool]}"
        pieces = []
        if work.floors_mm2:
            pieces.append(f"{work.floors_mm2 / 100:.1f} cm² of floors {self.floors[work.tool]}")
        if work.walls_mm2 or not pieces:
            what = f"{work.walls_mm2 / 100:.1f} cm² of walls" if work.walls_mm2 else "corners"
            pieces.append(f"{what} {self.walls[work.tool]}")
        return " and ".join(pieces)


@lru_cache(maxsize=256)
def words_for(crib: Crib, feeds: Feeds) -> Words:
    """The words for the tools of a crib at these feeds."""
    mills = tuple(
        f"{diameter:g} mm end mill, {teeth:.0f} flutes, {flute:g} mm flute length"
        for diameter, teeth, flute in zip(crib.mill_mm, feeds.mill_teeth, crib.mill_flute_mm, strict=True)
    )
    face_mill = f"{crib.mill_mm[crib.face]:g} mm face mill, {crib.face_teeth} inserts"
    rough, finish = feeds.rough_mm_s * 60, feeds.finish_mm_s * 60
    balls = zip(crib.ball_mm, crib.ball_flute_mm, strict=True)
    return Words(
        mills=(*mills[: crib.face], face_mill),
        balls=tuple(
            f"{diameter:g} mm ball mill, {crib.ball_teeth} flutes, {flute:g} mm flute length"
            for diameter, flute in balls
        ),
        chamfer_mill=f"{crib.chamfer_mm:g} mm chamfer mill, 90°, {crib.chamfer_teeth} flutes",
        roughing=tuple(
            f"{width:.1f} mm wide, up to {depth:.1f} mm deep, {feed:.0f} mm/min, {rpm:.0f} rpm"
            for width, depth, feed, rpm in zip(
                feeds.rough_width_mm, feeds.rough_depth_mm, rough, feeds.mill_rpm, strict=True
            )
        ),
        corners=tuple(f"at {feed:.0f} mm/min" for feed in rough),
        walls=tuple(f"at {feed:.0f} mm/min, faster where the pass is light" for feed in finish),
        floors=tuple(f"at {feed:.0f} mm/min" for feed in finish * feeds.finish_light),
        surfaces=tuple(
            f"{step:.2f} mm apart at {feed:.0f} mm/min"
            for step, feed in zip(feeds.ball_step_mm, feeds.ball_mm_s * 60, strict=True)
        ),
        bevels=f"at {feeds.chamfer_mm_s * 60:.0f} mm/min",
    )
