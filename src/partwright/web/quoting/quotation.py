"""Whole-file quotations and the catalog, as the command line prints them."""

from typing import Any

from partwright.analysis.report import report
from partwright.manufacturing.process import Finding
from partwright.pricing.book import default_book
from partwright.pricing.quote import quote_body
from partwright.pricing.report import report_option
from partwright.pricing.wish import Wish
from partwright.web.parts.models import Part
from partwright.web.parts.selectors import get_analysis


def quotation_report(part: Part, wish: Wish) -> dict[str, Any]:
    """A part as the public JSON of `partwright quote`.

    Raises:
        PartNotReadyError: its analysis is not there.
        SpecificationError: nothing offers the wish.
    """
    analysis = get_analysis(part)
    options: list[dict[str, Any]] = []
    findings: list[Finding] = []
    for body, found in zip(analysis.part.bodies, analysis.bodies, strict=True):
        quotation = quote_body(body.index, found.surveys, wish=wish, book=default_book())
        face_ids = [face.id for face in body.faces]
        options += [report_option(option, face_ids=face_ids) for option in quotation.options]
        findings += quotation.findings
    return {**report(analysis, findings=findings), "options": options}
