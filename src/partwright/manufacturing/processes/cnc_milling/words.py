"""Tools and times in a machinist's words."""

from partwright.manufacturing.processes.cnc_milling.cut import CutKind
from partwright.manufacturing.processes.cnc_milling.machining import ToolWork
from partwright.manufacturing.processes.cnc_milling.toolpaths import Spindle


def tool_words(work: ToolWork, spindle: Spindle) -> str:
    """The tool of a piece of work as it is called in the shop."""
    crib, feeds = spindle.crib, spindle.feeds
    if work.drilled:
        return f"{work.drilled.drill_mm:g} mm drill"
    if work.kind is CutKind.CHAMFER:
        return f"{crib.chamfer_mm:g} mm chamfer mill, 90°, {crib.chamfer_teeth} flutes"
    if work.kind is CutKind.SURFACE:
        diameter, flute = crib.ball_mm[work.tool], crib.ball_flute_mm[work.tool]
        return f"{diameter:g} mm ball mill, {crib.ball_teeth} flutes, {flute:g} mm flute length"
    if work.tool == crib.face:
        return f"{crib.mill_mm[crib.face]:g} mm face mill, {crib.face_teeth} inserts"
    diameter, flute = crib.mill_mm[work.tool], crib.mill_flute_mm[work.tool]
    return f"{diameter:g} mm end mill, {feeds.mill_teeth[work.tool]:.0f} flutes, {flute:g} mm flute length"


def note_of(work: ToolWork, spindle: Spindle) -> str:
    """Where the time of a piece of work comes from."""
    feeds = spindle.feeds
    if work.drilled:
        done = work.drilled
        pecks = f", {done.pecks} pecks" if done.pecks > 1 else ""
        return f"{work.holes} holes at {done.feed_mm_min:.0f} mm/min, {done.rpm:.0f} rpm{pecks}"
    if work.kind is CutKind.CHAMFER:
        return f"{work.walls_mm2:.0f} mm of bevels at {feeds.chamfer_mm_s * 60:.0f} mm/min"
    if work.kind is CutKind.SURFACE:
        step, feed = feeds.ball_step_mm[work.tool], feeds.ball_mm_s[work.tool] * 60
        return f"{work.floors_mm2 / 100:.1f} cm² in paths {step:.2f} mm apart at {feed:.0f} mm/min"
    if work.rough and work.volume_mm3 == 0:
        return f"inside corners that wider cutters left, at {feeds.rough_mm_s[work.tool] * 60:.0f} mm/min"
    if work.rough:
        rate = work.volume_mm3 / 1000 / max(work.run_s / 60, 1e-9)
        width, depth = feeds.rough_width_mm[work.tool], feeds.rough_depth_mm[work.tool]
        feed = feeds.rough_mm_s[work.tool] * 60
        return (
            f"{work.volume_mm3 / 1000:.1f} cm³ at {rate:.0f} cm³/min on average: {width:.1f} mm wide, "
            f"up to {depth:.1f} mm deep, {feed:.0f} mm/min, {feeds.mill_rpm[work.tool]:.0f} rpm"
        )
    feed = float(feeds.finish_mm_s[work.tool]) * 60
    pieces = []
    if work.floors_mm2:
        swept = feed * float(feeds.finish_light[work.tool])
        pieces.append(f"{work.floors_mm2 / 100:.1f} cm² of floors at {swept:.0f} mm/min")
    if work.walls_mm2 or not pieces:
        what = f"{work.walls_mm2 / 100:.1f} cm² of walls" if work.walls_mm2 else "corners"
        pieces.append(f"{what} at {feed:.0f} mm/min, faster where the pass is light")
    return " and ".join(pieces)
