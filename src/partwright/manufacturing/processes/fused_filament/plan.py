"""How a body is printed to a specification: machine, orientation, profile, operations and their times."""

import math

from partwright.manufacturing.process import Operation, OperationId, Plan, Setup
from partwright.manufacturing.processes.fused_filament.print_time import Print, Profile, estimate, read_profile
from partwright.manufacturing.processes.fused_filament.settings import ROOM
from partwright.manufacturing.processes.fused_filament.survey import FilamentSurvey
from partwright.manufacturing.processes.fused_filament.toolpaths import Role
from partwright.manufacturing.specification import Specification
from partwright.manufacturing.tables import Tables

Parameters = dict[str, float | bool | str]


def plan_body(survey: FilamentSurvey, specification: Specification, *, tables: Tables) -> Plan:
    """The plan of one body."""
    profile = read_profile(
        tables, machine=survey.machine, material=specification.material, tolerance=specification.tolerance
    )
    print_ = estimate(survey.trace, profile)
    operations = _operations(survey, specification, print_, tables)
    x, y, z = survey.orientation[6:9]
    return Plan(
        machine=survey.machine,
        orientation=survey.orientation,
        stock_mm=None,
        parameters={
            **profile_parameters(profile),
            **_quantities(survey, specification, print_, tables),
        },
        setups=(Setup(direction=(x, y, z), operations=tuple(range(len(operations)))),),
        operations=operations,
    )


def profile_parameters(profile: Profile) -> Parameters:
    """What is set on the machine."""
    lines = profile.lines
    return {
        "layer_height_mm": profile.layer_height_mm,
        "first_layer_height_mm": lines.layer_height_mm,
        "line_width_mm": lines.width_mm,
        "walls": float(lines.walls),
        "top_layers": float(_shell_layers(lines.top_layers, profile)),
        "bottom_layers": float(_shell_layers(lines.bottom_layers, profile)),
        "infill_percent": lines.infill * 100.0,
        "infill_pattern": "rectilinear",
        **{f"speed_{role.name.lower()}_mm_s": round(profile.speed_mm_s[role], 3) for role in Role},
        "speed_first_layer_mm_s": round(profile.first_layer_mm_s, 3),
        "least_layer_time_s": profile.least_layer_s,
        "least_speed_mm_s": profile.least_mm_s,
    }


def _shell_layers(layers: int, profile: Profile) -> int:
    """Layers that make a shell as thick as at the base layer height."""
    return math.ceil(layers * profile.lines.layer_height_mm / profile.layer_height_mm - 1e-9)


def plate_pieces(survey: FilamentSurvey, tables: Tables) -> int:
    """How many pieces lie side by side on the bed."""
    gap = tables.value(f"{ROOM}.plate.gap", "mm")
    bed_x, bed_y, _ = tables.values(f"{ROOM}.machines.{survey.machine}.envelope", "mm")
    x, y, _ = survey.size_mm

    def count(along: float, across: float) -> int:
        return math.floor((bed_x + gap) / (along + gap)) * math.floor((bed_y + gap) / (across + gap))

    return max(1, count(x, y), count(y, x))


def _quantities(survey: FilamentSurvey, specification: Specification, print_: Print, tables: Tables) -> Parameters:
    density = tables.value(f"materials.filaments.{specification.material}.density", "g/cm3") / 1000.0
    purge = tables.value(f"{ROOM}.waste.purge", "g")
    return {
        "layers": float(print_.layers),
        "support": print_.support_mm3 > 0.0,
        "part_mass_g": round(print_.part_mm3 * density, 4),
        "support_mass_g": round(print_.support_mm3 * density, 4),
        "plate_mass_g": round(print_.skirt_mm3 * density + purge, 4),
        "plate_pieces": float(plate_pieces(survey, tables)),
        "support_contact_mm2": round(survey.overhang_mm2, 3),
        "area_mm2": round(survey.area_mm2, 3),
    }


def _operations(
    survey: FilamentSurvey, specification: Specification, print_: Print, tables: Tables
) -> tuple[Operation, ...]:
    def seconds(name: str) -> float:
        return 60.0 * tables.value(f"{ROOM}.times.{name}", "min")

    pieces = plate_pieces(survey, tables)
    plate = seconds("plate")
    inspect = tables.value(f"{ROOM}.tolerances.{specification.tolerance}.inspect_factor", "1")
    operations = [
        Operation(
            operation=OperationId.SETUP, setup=0, setup_s=seconds("order"), note="slicing, first look, loading filament"
        ),
        Operation(
            operation=OperationId.LOAD,
            setup=0,
            run_s=plate / pieces,
            note=f"{plate / 60:g} min to clean, start and clear a plate of {pieces}",
        ),
        Operation(operation=OperationId.PRINT, setup=0, run_s=print_.print_s, note=f"{print_.layers} layers"),
    ]
    if print_.support_mm3 > 0.0:
        rate = tables.value(f"{ROOM}.times.support_area", "s/mm2")
        operations.append(
            Operation(
                operation=OperationId.SUPPORT_REMOVAL,
                setup=0,
                run_s=seconds("support_piece") + rate * survey.overhang_mm2,
                note=f"{survey.overhang_mm2 / 100:.1f} cm² supported",
            )
        )
    if specification.finish != "none":
        operations.append(_treatment(survey, specification, tables))
    operations += [
        Operation(
            operation=OperationId.INSPECT,
            setup=0,
            setup_s=inspect * seconds("inspect_order"),
            run_s=inspect * seconds("inspect_piece"),
        ),
        Operation(operation=OperationId.PACK, setup=0, setup_s=seconds("pack_order"), run_s=seconds("pack_piece")),
    ]
    return tuple(operations)


def _treatment(survey: FilamentSurvey, specification: Specification, tables: Tables) -> Operation:
    path = f"{ROOM}.finishes.{specification.finish}"
    per_area = tables.value(f"{path}.area_time", "min/dm2") * survey.area_mm2 / 1e4
    return Operation(
        operation=OperationId.FINISH_TREATMENT,
        setup=0,
        setup_s=60.0 * tables.value(f"{path}.order_time", "min"),
        run_s=60.0 * (tables.value(f"{path}.piece_time", "min") + per_area),
        note=f"{tables.word(f'{path}.name')}, {survey.area_mm2 / 1e4:.2f} dm²",
    )
