"""A part in one setup: where cutters may stand, by opencamlib, and which material is left."""

import itertools
from collections.abc import Iterator

import numpy as np
import opencamlib as ocl

from milling_paths.bench import Bench
from milling_paths.surfaces import ASKEW, Flags, Floats, outposts, surface_of

LEVEL_MM = 1e-3


class Setup:
    """A part in one setup: triangles in the machine's frame, and cubes of material left, top layer last."""

    def __init__(self, triangles: Floats, low: Floats, cell_mm: float, material: Flags, bench: Bench) -> None:
        self.triangles, self.low, self.cell, self.material, self.bench = triangles, low, cell_mm, material, bench
        self.surface = surface_of(triangles)
        self.part_top = float(triangles[:, :, 2].max())
        self.bottom = float(triangles[:, :, 2].min())
        self.blank_top = low[2] + material.shape[2] * cell_mm
        self.removed = np.zeros_like(material)
        self._heights: dict[float, Floats] = {}
        self._waterlines: dict[tuple[float, float], list[Floats]] = {}
        self.askew = surface_of(np.concatenate([triangles @ ASKEW.T, outposts(triangles)]))

    def centers(self, margin_mm: float) -> tuple[Floats, Floats]:
        nx, ny, _ = self.material.shape
        margin = round(margin_mm / self.cell)
        xs = self.low[0] + (np.arange(-margin, nx + margin) + 0.5) * self.cell
        ys = self.low[1] + (np.arange(-margin, ny + margin) + 0.5) * self.cell
        return xs, ys

    def heights(self, diameter_mm: float) -> tuple[Floats, int]:
        """How low the tip of a flat cutter comes at every cell, and the cells of margin around the blank."""
        margin = round(diameter_mm / 2 / self.cell) + 1
        if diameter_mm not in self._heights:
            xs, ys = self.centers(margin * self.cell)
            drop = ocl.BatchDropCutter()
            drop.setSTL(self.surface)
            drop.setCutter(ocl.CylCutter(diameter_mm, 500.0))
            floor = self.bottom - 1000.0
            for x in xs.tolist():
                for y in ys.tolist():
                    drop.appendPoint(ocl.CLPoint(x, y, floor))
            drop.run()
            tips = np.array([point.z for point in drop.getCLPoints()]).reshape(len(xs), len(ys))
            self._heights[diameter_mm] = np.maximum(tips, self.bottom)
        return self._heights[diameter_mm], margin

    def floor_levels(self) -> list[float]:
        """The heights of flat faces that look at the spindle, from the top down, and the bottom."""
        normals = np.cross(self.triangles[:, 1] - self.triangles[:, 0], self.triangles[:, 2] - self.triangles[:, 0])
        areas = np.linalg.norm(normals, axis=1)
        flat = normals[:, 2] > 0.999 * areas
        heights = np.unique(np.round(self.triangles[flat][:, :, 2].mean(axis=1), 3))
        return sorted({*heights.tolist(), round(self.bottom, 3)}, reverse=True)

    def looks_up(self, level: float) -> bool:
        normals = np.cross(self.triangles[:, 1] - self.triangles[:, 0], self.triangles[:, 2] - self.triangles[:, 0])
        flat = normals[:, 2] > 0.999 * np.linalg.norm(normals, axis=1)
        return bool((np.abs(self.triangles[flat][:, :, 2].mean(axis=1) - level) < LEVEL_MM).any())

    def wall_bands(self) -> Iterator[tuple[float, float]]:
        """The depths between two flat levels, in which the outline does not change."""
        levels = self.floor_levels()
        if levels[0] < self.part_top - LEVEL_MM:
            levels = [self.part_top, *levels]
        for top, bottom in itertools.pairwise(levels):
            if top - bottom > 10 * LEVEL_MM:
                yield top, bottom

    def waterlines(self, diameter_mm: float, level: float) -> list[Floats]:
        """(n, 2) closed loops of the cutter's center along the walls at a level.

        opencamlib loses its way where fibers run along edges of the part, so the part is turned a little for it.
        """
        if (diameter_mm, level) not in self._waterlines:
            line = ocl.Waterline()
            line.setSTL(self.askew)
            line.setCutter(ocl.CylCutter(diameter_mm, 500.0))
            line.setZ(level + 0.0137)
            line.setThreads(1)
            line.setSampling(min(self.cell, diameter_mm / 8))
            line.run()
            loops = [np.array([[point.x, point.y] for point in loop]) for loop in line.getLoops() if len(loop) > 3]
            straight = [loop @ ASKEW[:2, :2] for loop in loops]
            self._waterlines[diameter_mm, level] = [self.without_strays(loop, diameter_mm) for loop in straight]
        return self._waterlines[diameter_mm, level]

    def without_strays(self, loop: Floats, diameter_mm: float) -> Floats:
        """A loop without the points that opencamlib threw off the part by a slip at an edge."""
        low, high = self.triangles.min(axis=(0, 1))[:2], self.triangles.max(axis=(0, 1))[:2]
        margin = diameter_mm / 2 + self.cell
        near: Floats = loop[((loop > low - margin) & (loop < high + margin)).all(axis=1)]
        leap = 4 * self.cell
        before, after = np.roll(near, 1, axis=0), np.roll(near, -1, axis=0)
        alone = (np.linalg.norm(near - before, axis=1) > leap) & (np.linalg.norm(near - after, axis=1) > leap)
        return near[~(alone & (np.linalg.norm(after - before, axis=1) < leap))]

    def reach_mm(self) -> float:
        """A third of the way across the part, taken for each move to another region."""
        return 0.3 * float(np.hypot(*(self.material.shape[:2]))) * self.cell

    def is_face(self, diameter_mm: float) -> bool:
        return self.bench.tool(diameter_mm) == self.bench.shop.crib.face
