"""3MF files by lib3mf, the consortium's own reader: what it refuses is refused here."""

from typing import Any

import numpy as np
from lib3mf import Lib3MF, get_wrapper
from numpy.typing import NDArray

from partwright.cad.soup import MeshFile, Placement, Soup
from partwright.errors import EmptyFileError, FileTooLargeError, NotSolidError, UnreadableFileError

_UNITS_MM = {
    Lib3MF.ModelUnit.MicroMeter: 0.001,
    Lib3MF.ModelUnit.MilliMeter: 1.0,
    Lib3MF.ModelUnit.CentiMeter: 10.0,
    Lib3MF.ModelUnit.Inch: 25.4,
    Lib3MF.ModelUnit.Foot: 304.8,
    Lib3MF.ModelUnit.Meter: 1000.0,
}
# The pre-flight counts instances over the graph; this is the last line of defense.
MOST_PLACEMENTS = 100_000
DEEPEST = 64

_Visit = tuple[Any, NDArray[np.float64], tuple[str, ...], int]  # object, place, names above it, depth

_wrapper = get_wrapper()


def read_threemf(content: bytes, *, name: str) -> MeshFile:
    """The mesh objects of a 3MF file and where its build items and their components place them.

    Raises:
        UnreadableFileError: lib3mf refuses it.
        NotSolidError: nothing to build has triangles.
    """
    model = _wrapper.CreateModel()
    reader = model.QueryReader("3mf")
    try:
        reader.ReadFromBuffer(content)
    except Lib3MF.ELib3MFException as fault:
        raise UnreadableFileError(name, reason="does not follow the 3MF specification") from fault
    soups: list[Soup] = []
    numbers: dict[int, int] = {}
    placements: list[Placement] = []
    stem = name.rsplit("/", 1)[-1].rpartition(".")[0] or name
    items = model.GetBuildItems()
    while items.MoveNext():
        item = items.GetCurrent()
        transform = _matrix(item.GetObjectTransform()) if item.HasObjectTransform() else np.eye(4)
        stack: list[_Visit] = [(item.GetObjectResource(), transform, (), 0)]
        while stack:
            thing, place, path, depth = stack.pop()
            if depth > DEEPEST or len(placements) >= MOST_PLACEMENTS:
                raise FileTooLargeError(name, reason="places its objects too many times")
            own = thing.GetName() or stem
            if thing.IsMeshObject():
                identity = thing.GetUniqueResourceID()
                if identity not in numbers:
                    numbers[identity] = len(soups)
                    soups.append(_soup(model.GetMeshObjectByID(identity)))
                placements.append(Placement(numbers[identity], own, (*path, own), place))
            elif thing.IsComponentsObject():
                parts = model.GetComponentsObjectByID(thing.GetUniqueResourceID())
                for number in reversed(range(parts.GetComponentCount())):
                    part = parts.GetComponent(number)
                    inner = place @ _matrix(part.GetTransform()) if part.HasTransform() else place
                    stack.append((part.GetObjectResource(), inner, (*path, own), depth + 1))
    if not placements:
        raise EmptyFileError(name, reason="has nothing to build")
    if not any(len(soup.triangles) for soup in soups):
        raise NotSolidError(name, reason="holds no triangles")
    filled = [number for number, soup in enumerate(soups) if len(soup.triangles)]
    return MeshFile(
        soups=tuple(soups[number] for number in filled),
        placements=tuple(
            Placement(filled.index(use.soup), use.name, use.path, use.transform)
            for use in placements
            if use.soup in filled
        ),
        unit_mm=_UNITS_MM.get(model.GetUnit(), 1.0),
        welded=True,
    )


def _soup(mesh: Lib3MF.MeshObject) -> Soup:
    return Soup(
        _rows(mesh.GetVertices(), "<f4").astype(np.float64), _rows(mesh.GetTriangleIndices(), "<u4").astype(np.int64)
    )


def _rows(structures: list[Any], kind: str) -> NDArray[np.generic]:
    """(n, 3) numbers of a list of lib3mf's structures of three."""
    if not structures:
        return np.zeros((0, 3), dtype=kind)
    structure: Any = type(structures[0])
    packed = (structure * len(structures))(*structures)
    return np.frombuffer(packed, dtype=kind).reshape(-1, 3)


def _matrix(transform: Lib3MF.Transform) -> NDArray[np.float64]:
    """A 3MF transform (rows are the images of the axes, then the shift) as a 4 × 4 matrix for columns."""
    matrix = np.eye(4)
    matrix[:3, :] = np.array([list(row) for row in transform.Fields], dtype=np.float64).T
    return matrix
