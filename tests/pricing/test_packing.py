"""Boxes: what fits where can be counted by hand, and more never takes fewer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwright.pricing.book import default_book
from partwright.pricing.packing import (
    Piece,
    boxes_needed,
    boxes_of,
    count_pieces,
    packed_kg,
    packing_of,
    piece_mass_kg,
    pieces_in,
)

TABLES = default_book().tables
PACKING = packing_of(TABLES)
BOXES = {box.id: box for box in boxes_of(TABLES)}
CUBE = BOXES["cube"]  # 400 mm inside, 30 kg

sizes = st.tuples(*[st.floats(1, 500)] * 3)
pieces = st.builds(Piece, sizes, st.floats(0.001, 25))


def test_a_liter_of_aluminum_weighs_2_7_kg() -> None:
    assert piece_mass_kg(1e6, density_g_cm3=2.7) == pytest.approx(2.7)


def test_blocks_fill_a_box_like_bricks() -> None:
    # 400 - 2 × 15 = 370 mm of room; 50 + 2 × 5 = 60 mm a piece: six along each side.
    assert pieces_in(CUBE, Piece((50, 50, 50), 0.01), packing=PACKING) == 216
    assert pieces_in(CUBE, Piece((50, 50, 50), 1.0), packing=PACKING) == 29  # 30 kg ÷ 1.02 kg
    assert pieces_in(CUBE, Piece((361, 10, 10), 0.1), packing=PACKING) == 0


def test_a_long_piece_goes_in_whichever_way_it_fits() -> None:
    for turned in ((900, 40, 40), (40, 900, 40), (40, 40, 900)):
        assert pieces_in(BOXES["long"], Piece(turned, 1.0), packing=PACKING) > 0


def test_kinds_share_a_box_with_some_loss() -> None:
    cubes, plates = Piece((50, 50, 50), 0.01), Piece((110, 50, 50), 0.01)
    assert boxes_needed({cubes: 216}, box=CUBE, packing=PACKING) == 1
    assert boxes_needed({cubes: 217}, box=CUBE, packing=PACKING) == 2
    assert boxes_needed({cubes: 80, plates: 40}, box=CUBE, packing=PACKING) == 1
    assert boxes_needed({cubes: 216, plates: 1}, box=CUBE, packing=PACKING) == 2
    assert boxes_needed({cubes: 1, Piece((500, 10, 10), 0.1): 1}, box=CUBE, packing=PACKING) is None


def test_equal_pieces_of_two_lines_count_together() -> None:
    assert count_pieces([(Piece((1, 2, 3), 0.1), 2), (Piece((3, 1, 2), 0.1), 5)]) == {Piece((3, 2, 1), 0.1): 7}


@pytest.mark.parametrize(
    "wrong", [((0, 1, 1), 1), ((1, 1, 1), 0), ((1, float("nan"), 1), 1), ((1, 1, float("inf")), 1)]
)
def test_a_piece_without_size_or_mass_is_refused(wrong: tuple[tuple[float, float, float], float]) -> None:
    with pytest.raises(ValueError, match="above zero"):
        Piece(*wrong)


def test_no_pieces_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        count_pieces([(Piece((1, 1, 1), 1), 0)])


@given(pieces, st.sampled_from(sorted(BOXES)))
def test_what_is_packed_fits_by_volume_and_weight(piece: Piece, box_id: str) -> None:
    box = BOXES[box_id]
    count = pieces_in(box, piece, packing=PACKING)
    a, b, c = piece.size_mm
    length, width, height = box.inner_mm
    assert count * a * b * c <= length * width * height
    assert packed_kg({piece: count}, packing=PACKING) <= box.load_max_kg * (1 + 1e-9)


@given(pieces, st.floats(0.1, 1.0), st.sampled_from(sorted(BOXES)))
def test_of_smaller_pieces_no_fewer_fit(piece: Piece, shrunk: float, box_id: str) -> None:
    a, b, c = piece.size_mm
    smaller = Piece((a * shrunk, b * shrunk, c), piece.mass_kg)
    box = BOXES[box_id]
    assert pieces_in(box, smaller, packing=PACKING) >= pieces_in(box, piece, packing=PACKING)
