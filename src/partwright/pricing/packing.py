"""Boxes, and how many of one kind an order fills.

Each piece is wrapped and stands in the box along its walls, all pieces of a kind the same way round: what a packer does
without thinking, and fewer than a clever one gets in. Nothing is nested. A kind of which k fit takes 1/k of a box each;
orders of several kinds fill a box less well by `mixed_fill`.
"""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from partwright.manufacturing.tables import Tables

ROOT = "pricing.freight"
Size = tuple[float, float, float]
_MM3_PER_CM3 = 1000.0
_G_PER_KG = 1000.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A part as it is packed: the sides of its oriented box and its mass."""

    size_mm: Size
    mass_kg: float

    def __post_init__(self) -> None:
        if not all(math.isfinite(number) and number > 0 for number in (*self.size_mm, self.mass_kg)):
            raise ValueError("A piece has three sides and a mass, all above zero.")
        a, b, c = sorted(self.size_mm, reverse=True)
        object.__setattr__(self, "size_mm", (a, b, c))


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box as it is bought."""

    id: str
    name: str
    inner_mm: Size
    outer_mm: Size
    tare_kg: float
    load_max_kg: float
    price: Decimal

    @property
    def volume_cm3(self) -> float:
        """What it takes up in a van."""
        return math.prod(self.outer_mm) / _MM3_PER_CM3

    @property
    def girth_mm(self) -> float:
        """The longest side and around the others, as carriers measure."""
        length, width, height = sorted(self.outer_mm, reverse=True)
        return length + 2 * (width + height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """How pieces are wrapped."""

    wrap_mm: float
    cushion_mm: float
    piece_extra: float
    mixed_fill: Fraction


def piece_mass_kg(volume_mm3: float, *, density_g_cm3: float) -> float:
    """What a part weighs."""
    return volume_mm3 / _MM3_PER_CM3 * density_g_cm3 / _G_PER_KG


def count_pieces(pieces: Iterable[tuple[Piece, int]]) -> Mapping[Piece, int]:
    """Equal pieces together, whatever lines they stand in."""
    counts: Counter[Piece] = Counter()
    for piece, quantity in pieces:
        if quantity < 1:
            raise ValueError("A quantity is at least 1.")
        counts[piece] += quantity
    return counts


def packed_kg(counts: Mapping[Piece, int], *, packing: Packing) -> float:
    """The mass of all pieces with their wrap, without boxes."""
    return math.fsum(piece.mass_kg * quantity for piece, quantity in counts.items()) * (1 + packing.piece_extra)


def boxes_needed(counts: Mapping[Piece, int], *, box: Box, packing: Packing) -> int | None:
    """How many boxes of a kind hold all pieces; None where one does not fit. Never fewer for more pieces."""
    filled = Fraction(0)
    for piece, quantity in counts.items():
        fitting = pieces_in(box, piece, packing=packing)
        if fitting == 0:
            return None
        filled += Fraction(quantity, fitting)
    return math.ceil(filled / packing.mixed_fill if len(counts) > 1 else filled)


def pieces_in(box: Box, piece: Piece, *, packing: Packing) -> int:
    """How many equal pieces one box holds, by space and by weight."""
    room = [side - 2 * packing.cushion_mm for side in box.inner_mm]
    wrapped = [side + 2 * packing.wrap_mm for side in piece.size_mm]
    by_space = max(
        math.prod(math.floor(side / length) if side > 0 else 0 for side, length in zip(room, turned, strict=True))
        for turned in itertools.permutations(wrapped)
    )
    return min(by_space, math.floor(box.load_max_kg / (piece.mass_kg * (1 + packing.piece_extra))))


@lru_cache(maxsize=16)
def packing_of(tables: Tables) -> Packing:
    """How a price book wraps."""
    path = f"{ROOT}.packing"
    return Packing(
        wrap_mm=tables.value(f"{path}.wrap", "mm"),
        cushion_mm=tables.value(f"{path}.cushion", "mm"),
        piece_extra=tables.value(f"{path}.piece_extra", "1"),
        mixed_fill=Fraction(tables.money(f"{path}.mixed_fill", "1")),
    )


@lru_cache(maxsize=16)
def boxes_of(tables: Tables) -> tuple[Box, ...]:
    """The boxes of a price book, in the order written."""
    return tuple(_box(row, tables) for row in tables.rows(f"{ROOT}.boxes"))


def _box(row: str, tables: Tables) -> Box:
    path = f"{ROOT}.boxes.{row}"
    length, width, height = (tables.value(f"{path}.{side}", "mm") for side in ("length", "width", "height"))
    walls = 2 * tables.value(f"{path}.wall", "mm")
    return Box(
        id=row,
        name=tables.word(f"{path}.name"),
        inner_mm=(length, width, height),
        outer_mm=(length + walls, width + walls, height + walls),
        tare_kg=tables.value(f"{path}.tare", "kg"),
        load_max_kg=tables.value(f"{path}.load_max", "kg"),
        price=tables.money(f"{path}.price", "EUR"),
    )
