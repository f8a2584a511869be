"""Reads about new revisions of parts: which one a line has or waits for, and how it differs from the old one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from partwright.analysis.analysis import Analysis
from partwright.manufacturing.requirements import NONE, Requirements
from partwright.web.parts.models import Body, Part
from partwright.web.parts.selectors import get_analysis
from partwright.web.quoting.changing import required_before
from partwright.web.quoting.comparing import (
    FeatureChanges,
    FindingChanges,
    carry,
    compare_features,
    compare_findings,
    kinds_of,
    matching,
    to_pick_again,
)
from partwright.web.quoting.models import ChangeState, PartChange, QuoteLine
from partwright.web.quoting.prices import picks_faces
from partwright.web.quoting.selectors import PricedLine, priced_line, requirements_of


@dataclass(frozen=True, slots=True)
class LineDifference:
    """A line with its body in both revisions, configured alike. `new` is None where no body takes the place of it.

    `to_pick` is what is required of the old body on faces that the new one has not.
    """

    line: QuoteLine
    old: PricedLine
    new: PricedLine | None
    features: FeatureChanges
    findings: FindingChanges
    to_pick: Requirements

    @property
    def more(self) -> Decimal | None:
        """What a piece of the new revision costs more; None where one of them has no price."""
        if self.new is None or self.new.price is None or self.old.price is None:
            return None
        return self.new.price.unit - self.old.price.unit


@dataclass(frozen=True, slots=True)
class Difference:
    """Two revisions side by side, line by line. `unasked` counts bodies that only the new one has."""

    lines: Sequence[LineDifference]
    unasked: int


def change_of(line: QuoteLine) -> PartChange | None:
    """The revision that waits beside a line's part, or as which the part came; the last step first."""
    waits = Q(old_part=line.part_id, state=ChangeState.OPEN)
    taken = Q(new_part=line.part_id, state=ChangeState.ACCEPTED)
    changes = PartChange.objects.select_related("old_part", "new_part").filter(waits | taken, quote=line.quote_id)
    return changes.first()


def to_pick_on(line: QuoteLine, change: PartChange | None) -> Requirements:
    """What was required of a line on faces that its new revision has not, and is not required again yet."""
    if change is None or change.state != ChangeState.ACCEPTED:
        return NONE
    before = required_before(change, line)
    return NONE if before is None else to_pick_again(before, requirements_of(line))


def difference_of(change: PartChange, old: Part, new: Part) -> Difference:
    """How the two parts of a change differ, in every line of the quote that asks for one of them.

    Raises:
        PartNotReadyError, PartFailedError: a part has no analysis.
    """
    analyses = {part.id: get_analysis(part) for part in (old, new)}
    bodies = {part.id: {body.index: body for body in part.bodies.all()} for part in (old, new)}
    now, other = (new, old) if change.state == ChangeState.ACCEPTED else (old, new)
    names = {index: body.name for index, body in bodies[other.id].items()}
    lines = QuoteLine.objects.select_related("quote", "part", "body")
    found: list[LineDifference] = []
    for line in lines.filter(quote=change.quote_id, part=now, removed_at=None).exclude(body=None):
        if line.body is None:
            continue
        index = matching(line.body.index, line.body.name, names)
        beside = None if index is None else bodies[other.id][index]
        if change.state == ChangeState.ACCEPTED and beside is not None:
            before = required_before(change, line)
            found.append(
                _differing(line, beside, line.body, analyses, requirements_of(line) if before is None else before)
            )
        elif change.state != ChangeState.ACCEPTED:
            found.append(_differing(line, line.body, beside, analyses, requirements_of(line)))
    return Difference(found, unasked=max(0, len(bodies[new.id]) - len(bodies[old.id])))


def _differing(
    line: QuoteLine, old: Body, new: Body | None, analyses: Mapping[UUID, Analysis], required: Requirements
) -> LineDifference:
    before = priced_line(_with(line, old, required), table=False)
    if new is None:
        return LineDifference(line, before, None, FeatureChanges(), compare_findings((), ()), NONE)
    shapes = [analyses[body.part_id].part.bodies[body.index] for body in (old, new)]
    features = [analyses[body.part_id].bodies[body.index].features for body in (old, new)]
    kept, lost = required, NONE
    if picks_faces(required):
        carried = carry(required, old=kinds_of(shapes[0].faces), new=kinds_of(shapes[1].faces))
        kept, lost = carried.requirements, carried.dropped
    after = priced_line(_with(line, new, kept), table=False)
    return LineDifference(
        line,
        before,
        after,
        compare_features(*features),
        compare_findings(tuple(before.findings.values()), tuple(after.findings.values())),
        lost,
    )


def _with(line: QuoteLine, body: Body, required: Requirements) -> QuoteLine:
    """A line as it would be with another body; never stored."""
    said = {field.attname: getattr(line, field.attname) for field in QuoteLine._meta.concrete_fields}
    said |= {"part_id": body.part_id, "body_id": body.id}
    said["requirements"] = {} if required == NONE else required.as_plain()
    changed = QuoteLine(**said)
    changed.quote, changed.body = line.quote, body
    return changed
