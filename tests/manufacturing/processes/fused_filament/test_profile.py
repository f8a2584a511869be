"""The slicer profile of the benchmark says what the tables say."""

from pathlib import Path

import pytest

from partwright.manufacturing.processes import default_tables

ROOT = Path(__file__).resolve().parents[4]
MACHINE = "fused_filament.machines.desktop_250"
SAME = {
    "layer_height": ("layer_height", "mm"),
    "first_layer_height": ("first_layer_height", "mm"),
    "extrusion_width": ("line_width", "mm"),
    "external_perimeter_extrusion_width": ("line_width", "mm"),
    "support_material_extrusion_width": ("support_line_width", "mm"),
    "nozzle_diameter": ("nozzle", "mm"),
    "perimeters": ("walls", "1"),
    "top_solid_layers": ("top_layers", "1"),
    "bottom_solid_layers": ("bottom_layers", "1"),
    "fill_density": ("infill", "%"),
    "fill_angle": ("infill_angle", "deg"),
    "infill_overlap": ("infill_overlap", "%"),
    "infill_anchor": ("infill_hook", "mm"),
    "infill_anchor_max": ("infill_link", "mm"),
    "perimeter_speed": ("speed_inner_wall", "mm/s"),
    "external_perimeter_speed": ("speed_outer_wall", "mm/s"),
    "small_perimeter_speed": ("speed_small_wall", "mm/s"),
    "infill_speed": ("speed_sparse", "mm/s"),
    "solid_infill_speed": ("speed_solid", "mm/s"),
    "top_solid_infill_speed": ("speed_top", "mm/s"),
    "gap_fill_speed": ("speed_gap", "mm/s"),
    "bridge_speed": ("speed_bridge", "mm/s"),
    "support_material_speed": ("speed_support", "mm/s"),
    "support_material_interface_speed": ("speed_interface", "mm/s"),
    "first_layer_speed": ("speed_first_layer", "mm/s"),
    "travel_speed": ("speed_travel", "mm/s"),
    "travel_speed_z": ("speed_z", "mm/s"),
    "perimeter_acceleration": ("acceleration_wall", "mm/s2"),
    "infill_acceleration": ("acceleration_infill", "mm/s2"),
    "first_layer_acceleration": ("acceleration_first_layer", "mm/s2"),
    "machine_max_acceleration_travel": ("acceleration_travel", "mm/s2"),
    "machine_max_acceleration_retracting": ("acceleration_retract", "mm/s2"),
    "machine_max_acceleration_x": ("acceleration_axis", "mm/s2"),
    "machine_max_acceleration_z": ("acceleration_z", "mm/s2"),
    "machine_max_jerk_x": ("jerk", "mm/s"),
    "machine_max_jerk_z": ("jerk_z", "mm/s"),
    "machine_max_jerk_e": ("jerk_extruder", "mm/s"),
    "retract_length": ("retract_length", "mm"),
    "retract_speed": ("retract_speed", "mm/s"),
    "retract_before_travel": ("retract_travel", "mm"),
    "retract_lift": ("z_hop", "mm"),
    "skirts": ("skirt_loops", "1"),
    "skirt_distance": ("skirt_gap", "mm"),
    "support_material_spacing": ("support_gap", "mm"),
    "support_material_contact_distance": ("contact_gap", "mm"),
    "support_material_interface_layers": ("interface_layers", "1"),
    "support_material_interface_spacing": ("interface_gap", "mm"),
    "support_material_closing_radius": ("support_closing", "mm"),
    "raft_first_layer_expansion": ("support_foot_margin", "mm"),
    "raft_first_layer_density": ("support_foot_density", "%"),
}


def profile() -> dict[str, str]:
    text = (ROOT / "benchmarks" / "fused_filament.ini").read_text("utf-8")
    return dict(line.split(" = ", 1) for line in text.splitlines() if " = " in line)


@pytest.mark.parametrize("key", SAME)
def test_profile_and_tables_agree(key: str) -> None:
    name, unit = SAME[key]
    assert float(profile()[key].rstrip("%")) == default_tables().value(f"{MACHINE}.{name}", unit)


def test_profile_is_that_of_the_default_material() -> None:
    filament = "materials.filaments.pla"
    assert float(profile()["filament_max_volumetric_speed"]) == default_tables().value(f"{filament}.flow", "mm3/s")
    assert float(profile()["slowdown_below_layer_time"]) == default_tables().value(f"{filament}.layer_time", "s")
    assert float(profile()["min_print_speed"]) == default_tables().value(f"{filament}.least_speed", "mm/s")


def test_a_slope_right_at_the_threshold_is_not_supported_by_either() -> None:
    # PrusaSlicer adds a degree to its threshold and then supports what is below it.
    threshold = default_tables().value(f"{MACHINE}.support_threshold", "deg")
    assert float(profile()["support_material_threshold"]) + 1 == threshold
