"""What differs between two revisions, and what can still be required."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from partwright.geometry.features.feature import Hole
from partwright.manufacturing.process import Finding, Severity
from partwright.manufacturing.requirements import NONE, CriticalDimension, Requirements, ThreadItem
from partwright.manufacturing.specification import ProcessId
from partwright.web.quoting.comparing import (
    carry,
    compare_features,
    compare_findings,
    matching,
    to_pick_again,
)

HOLE = ("cylinder", 3.0)


def hole(diameter_mm: float, depth_mm: float = 8.0) -> Hole:
    return Hole(
        faces=(0,),
        diameter_mm=diameter_mm,
        depth_mm=depth_mm,
        through=True,
        bottom=None,
        axis=(0.0, 0.0, 1.0),
        opening=(0.0, 0.0, 0.0),
        reach_mm=depth_mm,
    )


def finding(rule: str, message: str) -> Finding:
    return Finding(
        body=0,
        process=ProcessId("cnc_milling"),
        rule=rule,
        severity=Severity.WARNING,
        message=message,
        advice="",
        source="",
    )


holes = st.lists(st.builds(hole, st.sampled_from([3.0, 4.0, 6.6, 8.0]), st.sampled_from([8.0, 12.0])), max_size=8)


def test_equal_features_are_no_change_however_they_lie() -> None:
    assert not compare_features([hole(6.0), hole(3.0)], [hole(3.001), hole(6.0)])


def test_a_feature_of_another_size_is_changed_and_the_rest_came() -> None:
    changes = compare_features([hole(6.0)], [hole(6.6), hole(20.0)])
    [changed], [added] = changes.changed, changes.added
    assert (changed.count, changed.before.diameter_mm, changed.after.diameter_mm) == (1, 6.0, 6.6)
    assert (added.count, added.feature.diameter_mm) == (1, 20.0)
    assert changes.removed == ()


@given(holes, holes)
def test_what_stays_comes_and_goes_adds_up(old: list[Hole], new: list[Hole]) -> None:
    forth, back = compare_features(old, new), compare_features(new, old)
    balance = sum(one.count for one in forth.added) - sum(one.count for one in forth.removed)
    assert balance == len(new) - len(old)
    assert sum(one.count for one in forth.changed) == sum(one.count for one in back.changed)
    assert not compare_features(old, old)


def test_the_same_sentence_is_the_same_finding() -> None:
    wall, deep = finding("wall", "thin"), finding("depth", "deep")
    changes = compare_findings([wall], [replace(wall, faces=(4,)), deep])
    assert (changes.added, changes.removed) == ((deep,), ())


def test_bodies_match_by_index_else_by_name() -> None:
    assert matching(1, "lid", {0: "lid", 1: "base"}) == 1
    assert matching(1, "lid", {0: "lid"}) == 0
    assert matching(1, "lid", {0: "base"}) is None
    assert matching(1, "", {0: ""}) is None


def test_an_item_stays_only_where_all_its_faces_are_the_same_kind() -> None:
    thread = ThreadItem(size="m6", faces=(3, 4))
    loose = ThreadItem(size="m8", count=2)
    required = Requirements(
        threads=(thread, loose),
        critical_dimensions=(CriticalDimension(text="fits the shaft", faces=(9,)),),
        notes="Handle with gloves",
    )
    old = {3: HOLE, 4: HOLE, 9: ("plane", None)}
    carried = carry(required, old=old, new={3: HOLE, 4: ("cylinder", 4.0), 9: ("plane", None)})
    assert carried.requirements == replace(required, threads=(loose,))
    assert carried.dropped == replace(NONE, threads=(thread,))
    assert carry(required, old=old, new=old).requirements == required


def test_what_was_picked_again_is_not_asked_for_any_more() -> None:
    before = Requirements(threads=(ThreadItem(size="m6", faces=(3,)), ThreadItem(size="m8", faces=(4,))))
    now = Requirements(threads=(ThreadItem(size="m8", faces=(7,)),))
    assert [item.size for item in to_pick_again(before, now).threads] == ["m6"]
    assert to_pick_again(before, before) == NONE
