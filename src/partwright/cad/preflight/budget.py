"""What a file may ask of a reader before any parser sees it."""

from dataclasses import dataclass

MIB = 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Limits of the screening; the fields name their unit.

    file_bytes: bytes as uploaded. Source: estimate: three times the largest good part met (76 MB, a 3MF reported at
        ils15/open3dcalc pull request 72).
    inflated_bytes: bytes of all members of an archive, counted while inflating. Source: reference for untrusted CAD
        files of this project: ≤ 256 MB.
    archive_members: members. Source: the same, ≤ 200.
    inflation_ratio: inflated bytes per packed byte, once `free_inflation_bytes` are passed. Source: the same, ≤ 100;
        CAD text packs 5 to 20 times.
    free_inflation_bytes: inflated size below which the ratio does not matter. Source: estimate: harmless to any reader.
    xml_depth, xml_elements, xml_attributes (of one element), xml_text_bytes (outside of tags): Source: estimate: a 3MF
        model nests 7 deep, has at most 16 attributes on an element, text only in metadata; 12 million elements are
        four million vertices and eight million triangles.
    component_depth: 3MF objects made of objects. Source: estimate: assemblies nest some ten deep; parsers go down by
        recursion.
    instances: placements of bodies in a 3MF, components multiplied out. Source: estimate: ten times a full build plate.
    step_depth: parentheses. Source: estimate: the deepest list of AP242 nests 5, files by CAD programs 7; OCCT 8.0
        dies of a full stack at some 100,000.
    step_entities: Source: estimate: 2 million took 6 s and 1 GB.
    point_digits: of the whole part of a coordinate of an exact file, in its unit. Source: estimate: a million km in
        mm; parts drawn in the coordinates of a city have seven.
    exponent: decimal, of any number of an exact file. Source: OCCT writes 2E100 for an unbounded curve; nothing larger
        was met in a good file.
    triangles: of a mesh file. Source: estimate: 250 MB of binary STL.
    coordinate: the largest absolute number a mesh may hold, in any unit. Source: estimate: 1000 km in mm, beyond which
        single precision cannot tell millimeters apart by far.
    """

    file_bytes: int = 256 * MIB
    inflated_bytes: int = 256 * MIB
    archive_members: int = 200
    inflation_ratio: int = 100
    free_inflation_bytes: int = MIB
    xml_depth: int = 32
    xml_elements: int = 12_000_000
    xml_attributes: int = 64
    xml_text_bytes: int = 4 * MIB
    component_depth: int = 64
    instances: int = 10_000
    step_depth: int = 64
    step_entities: int = 4_000_000
    point_digits: int = 12
    exponent: int = 100
    triangles: int = 5_000_000
    coordinate: float = 1e9
