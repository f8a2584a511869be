"""What `quote --requirements` takes: a JSON file, and the faces that it picks on the bodies of an analysis."""

import json
from pathlib import Path

from partwright.analysis.analysis import Analysis
from partwright.errors import SpecificationError
from partwright.manufacturing.holes import HoleFacts, holes_of
from partwright.manufacturing.requirements import NONE, Requirements, requirements_from
from partwright.pricing.book import PriceBook
from partwright.pricing.quote import Quotation, quote_body
from partwright.pricing.requirements import check_offered
from partwright.pricing.wish import Wish

_LARGEST_BYTES = 4_000_000  # far more than the largest requirements take


def read_requirements(path: Path, *, book: PriceBook) -> Requirements:
    """The requirements of a JSON file, all of which the book offers.

    Raises:
        SpecificationError: no such file, no JSON, or a field that does not fit.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST_BYTES + 1)
        if len(content) > _LARGEST_BYTES:
            raise SpecificationError("requirements", str(path), reason="is too large to be one")
        value = json.loads(content)
    except OSError as fault:
        raise SpecificationError("requirements", str(path), reason=f"cannot be read: {fault.strerror}") from fault
    except (ValueError, RecursionError) as fault:
        raise SpecificationError("requirements", str(path), reason="is no JSON: send an object") from fault
    requirements = requirements_from(value)
    check_offered(requirements, tables=book.tables)
    return requirements


def quote_bodies(analysis: Analysis, *, wish: Wish, book: PriceBook, requirements: Requirements) -> list[Quotation]:
    """What each body of a file costs. Faces are picked on the body that has them; what names none is asked of all."""
    if requirements == NONE:
        return [quote_body(index, body.surveys, wish=wish, book=book) for index, body in enumerate(analysis.bodies)]
    faces = [{face.id for face in body.faces} for body in analysis.part.bodies]
    everywhere = set().union(*faces)
    return [
        quote_body(
            index,
            body.surveys,
            wish=wish,
            book=book,
            requirements=requirements.without_faces(everywhere - faces[index]),
            holes=pickable(analysis, index),
        )
        for index, body in enumerate(analysis.bodies)
    ]


def pickable(analysis: Analysis, index: int) -> HoleFacts:
    """The faces and holes of one body."""
    face_ids = [face.id for face in analysis.part.bodies[index].faces]
    return holes_of(analysis.bodies[index].features, face_ids=face_ids)
