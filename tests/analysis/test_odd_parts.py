"""Parts at the edge of what can exist come out of the whole engine as an answer, never as an exception."""

from collections.abc import Callable

import pytest
from OCP.TopoDS import TopoDS_Shape
from tests.shapes import solids

from partwright.analysis.analysis import Analysis
from partwright.analysis.analyze import analyze
from partwright.analysis.answer import decode, encode
from partwright.analysis.report import default_findings, report, to_json
from partwright.cad.kernel.topology import faces_of
from partwright.pricing.book import default_book
from partwright.pricing.quote import quote_body
from partwright.pricing.wish import Wish

ODD: dict[str, Callable[[], TopoDS_Shape]] = {
    "flat surface": lambda: faces_of(solids.box(10, 20, 30))[0],
    "round surface": lambda: faces_of(solids.cylinder(20, 40))[0],
    "grain": lambda: solids.box(0.02, 0.02, 0.02),
    "foil": lambda: solids.box(50, 30, 0.05),
    "wire": lambda: solids.cylinder(0.1, 80),
    "thin pipe": lambda: solids.tube(10, 9.95, 50),
    "ball": lambda: solids.sphere(7),
    "ring": lambda: solids.torus(20, 5),
    "beam": lambda: solids.box(9000, 60, 60),
}


def answered(shape: TopoDS_Shape) -> Analysis:
    book = default_book()
    found = decode(encode(analyze(solids.part_of(shape), tables=book.tables)))
    assert isinstance(found, Analysis)
    return found


@pytest.mark.parametrize("name", ODD)
def test_an_odd_part_is_analyzed_and_answered(name: str) -> None:
    book = default_book()
    analysis = answered(ODD[name]())
    to_json(report(analysis, findings=default_findings(analysis, tables=book.tables)))
    quotation = quote_body(0, analysis.bodies[0].surveys, wish=Wish(quantities=(1, 100)), book=book)
    for option in quotation.options:
        assert bool(option.prices) == (option.feasible and not option.review)
        assert option.feasible or option.findings


def test_nothing_is_made_from_an_open_surface() -> None:
    analysis = answered(ODD["flat surface"]())
    options = quote_body(0, analysis.bodies[0].surveys, wish=Wish(), book=default_book()).options
    assert not any(option.feasible for option in options)
