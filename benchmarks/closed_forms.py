"""Volume and area against closed forms (exact geometry) and manifold3d (meshes), as errors in percent.

    python benchmarks/closed_forms.py [FOLDER]

FOLDER: mesh files to compare with manifold3d in place of the generated ones. The limit is 0.01 %.
"""

import argparse
import math
import sys
from collections.abc import Iterator
from pathlib import Path

import manifold3d
import numpy as np
import trimesh

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.shapes import solids

from partwright.geometry.mass import solidity_of

LIMIT_PERCENT = 0.01
PI = math.pi


def exact_shapes() -> Iterator[tuple[str, object, float, float]]:
    """Name, shape, volume in mm³ and area in mm² of shapes with a closed form, in an oblique pose."""
    yield "block 100 × 60 × 20", solids.box(100, 60, 20), 120_000.0, 18_400.0
    yield "cylinder ⌀ 50 × 80", solids.cylinder(25, 80), PI * 50_000, PI * 50 * 105
    yield "cone ⌀ 40 × 30", solids.cone(20, 0, 30), PI * 4000, PI * 20 * (20 + math.hypot(20, 30))
    slant = math.hypot(10, 30)
    yield "frustum ⌀ 40/20 × 30", solids.cone(20, 10, 30), PI * 7000, PI * (500 + 30 * slant)
    yield "ball ⌀ 30", solids.sphere(15), PI * 4500, PI * 900
    yield "ring ⌀ 60/10", solids.torus(30, 5), 2 * PI**2 * 750, 4 * PI**2 * 150
    yield "tube ⌀ 40/30 × 100", solids.tube(20, 15, 100), PI * 17_500, PI * (7000 + 350)
    pocket = 10 * (1800 - 25 * (4 - PI))
    holes = 4 * PI * 3.3**2 * 20
    walls = 10 * (140 + 10 * PI) + 8 * PI * 3.3 * 20
    area = 18_400 + walls - 8 * PI * 3.3**2
    yield "plate with pocket and holes", solids.plate_with_pocket(), 120_000 - pocket - holes, area
    edges = 4 * (100 - 8 + 60 - 8 + 20 - 8)
    rounded = 92 * 52 * 12 + 8 * (92 * 52 + 92 * 12 + 52 * 12) + PI * 16 * edges / 4 + PI * 4 / 3 * 64
    skin = 2 * (92 * 52 + 92 * 12 + 52 * 12) + PI * 4 / 2 * edges + 4 * PI * 16
    yield "rounded block R4", solids.filleted(solids.box(100, 60, 20), 4), rounded, skin


def meshes(folder: Path | None) -> Iterator[tuple[str, trimesh.Trimesh]]:
    """Watertight meshes: those in `folder`, or generated ones."""
    if folder is None:
        yield "icosphere", trimesh.creation.icosphere(subdivisions=5, radius=30)
        yield "annulus", trimesh.creation.annulus(20, 30, 40)
        yield "capsule", trimesh.creation.capsule(60, 10)
        yield "torus", trimesh.creation.torus(40, 9)
        random = np.random.default_rng(7)
        yield "hull of 500 points", trimesh.convex.convex_hull(random.normal(size=(500, 3)) * 40 + 5000)
        return
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in (".stl", ".obj", ".ply"):
            mesh = trimesh.load_mesh(path)
            if isinstance(mesh, trimesh.Trimesh) and mesh.is_watertight:
                yield path.name, mesh


def percent(found: float, expected: float) -> float:
    return abs(found / expected - 1.0) * 100.0


def main() -> int:
    """Prints an error a line; 1 when one is above the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="mesh files to compare with manifold3d")
    arguments = parser.parse_args()
    worst = 0.0
    print(f"{'shape':32} {'volume %':>12} {'area %':>12}")
    for name, shape, volume, area in exact_shapes():
        mass = solids.body_of(solids.moved(shape, by=(250, -40, 90), about=(1, 2, 3), degrees=33)).mass
        errors = percent(mass.volume_mm3, volume), percent(mass.area_mm2, area)
        worst = max(worst, *errors)
        print(f"{name:32} {errors[0]:12.2e} {errors[1]:12.2e}")
    for name, mesh in meshes(arguments.folder):
        solid = manifold3d.Manifold(manifold3d.Mesh64(np.asarray(mesh.vertices), np.asarray(mesh.faces, np.uint64)))
        if solid.is_empty():
            continue
        found = solidity_of(np.asarray(mesh.triangles))
        errors = percent(found.volume_mm3, solid.volume()), percent(found.area_mm2, solid.surface_area())
        worst = max(worst, *errors)
        print(f"{name:32} {errors[0]:12.2e} {errors[1]:12.2e}")
    print(f"worst {worst:.2e} %, limit {LIMIT_PERCENT} %")
    return int(worst > LIMIT_PERCENT)


if __name__ == "__main__":
    sys.exit(main())
