"""Names for findings: short, stable strings that a script, a page and a later analysis of the same file agree on."""

import hashlib
from collections.abc import Iterable

from partwright.manufacturing.process import Finding

_DIGEST_LENGTH = 8


def identify(findings: Iterable[Finding]) -> dict[str, Finding]:
    """Findings by id, in the order given; the same finding twice is listed once.

    An id says body, process, rule and, by a digest, where: `0.cnc_milling.hole_depth.5d41402a`. It does not depend on
    material, on other findings or on the order, and so survives a change of the specification.
    """
    named: dict[str, Finding] = {}
    for finding in findings:
        base = candidate = finding_id(finding)
        number = 1
        while named.setdefault(candidate, finding) != finding:
            number += 1
            candidate = f"{base}-{number}"
    return named


def finding_id(finding: Finding) -> str:
    """The id of a finding that shares its rule and faces with no other."""
    place = f"{sorted(finding.faces)}{None if finding.triangles is None else sorted(finding.triangles)}"
    digest = hashlib.sha256(place.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{finding.body}.{finding.process}.{finding.rule}.{digest}"
