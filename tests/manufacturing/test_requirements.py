"""Requirements as values and as JSON."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwright.errors import SpecificationError
from partwright.manufacturing.requirements import (
    LARGEST_MM,
    LONGEST_MARKING,
    LONGEST_NOTES,
    LONGEST_TEXT,
    MOST_ITEMS,
    NONE,
    Certificate,
    CriticalDimension,
    InsertItem,
    InspectionLevel,
    Marking,
    Requirements,
    ThreadItem,
    requirements_from,
)

LETTERS = st.characters(categories=["L", "M", "N", "P", "S"], include_characters=" ")


def texts(longest: int, *, smallest: int = 1) -> st.SearchStrategy[str]:
    return (
        st.text(LETTERS, min_size=smallest, max_size=longest).map(str.strip).filter(lambda text: smallest == 0 or text)
    )


SIZES = st.from_regex(r"[a-z0-9_]{1,12}", fullmatch=True)
LENGTHS = st.floats(1e-6, LARGEST_MM)
COUNTS = st.none() | st.integers(1, 50)


@st.composite
def requirements(draw: st.DrawFn) -> Requirements:
    faces = draw(st.lists(st.integers(0, 2**31 - 1), unique=True, max_size=9))
    groups = [tuple(faces[start : start + 3]) for start in range(0, len(faces), 3)]
    cut = draw(st.integers(0, len(groups)))
    dimensions = draw(st.lists(st.tuples(texts(40), st.lists(st.integers(0, 99), unique=True), LENGTHS), max_size=3))
    return Requirements(
        threads=tuple(
            ThreadItem(size=draw(SIZES), faces=group, count=draw(COUNTS), depth_mm=draw(st.none() | LENGTHS))
            for group in groups[:cut]
        ),
        inserts=tuple(InsertItem(size=draw(SIZES), faces=group, count=draw(COUNTS)) for group in groups[cut:]),
        critical_dimensions=tuple(
            CriticalDimension(text=text, faces=tuple(picked), nominal_mm=size, tolerance_mm=draw(st.none() | LENGTHS))
            for text, picked, size in dimensions
        ),
        inspection=draw(st.sampled_from(InspectionLevel)),
        certificates=draw(st.frozensets(st.sampled_from(Certificate))),
        marking=draw(st.none() | st.builds(Marking, method=SIZES, text=texts(LONGEST_MARKING))),
        export_controlled=draw(st.booleans()),
        notes=draw(texts(200, smallest=0)),
    )


@given(requirements())
def test_what_is_written_is_read_back(asked: Requirements) -> None:
    again = requirements_from(json.loads(json.dumps(asked.as_plain())))
    assert again == asked
    assert hash(again) == hash(asked)
    assert again.as_plain() == asked.as_plain()


@pytest.mark.parametrize("empty", [{}, NONE.as_plain(), {"threads": None, "notes": " \r\n "}])
def test_asking_for_nothing_is_none_itself(empty: dict[str, Any]) -> None:
    assert requirements_from(empty) is NONE


HOLE: dict[str, Any] = {"size": "m6", "faces": [3]}


@pytest.mark.parametrize(
    ("plain", "field", "said"),
    [
        ([], "requirements", "send one with the keys"),
        ({"bolts": []}, "requirements", "choose one of threads"),
        ({"threads": {}}, "requirements.threads", "is no list"),
        ({"threads": [HOLE] * (MOST_ITEMS + 1)}, "requirements.threads", "at most 200"),
        ({"threads": [3]}, "requirements.threads[0]", "is no object"),
        ({"threads": [HOLE, {**HOLE, "pitch": 1}]}, "requirements.threads[1]", "choose one of size"),
        ({"threads": [{**HOLE, "size": "M6 x 1"}]}, "requirements.threads[0].size", "one of the catalog"),
        ({"threads": [{**HOLE, "size": None}]}, "requirements.threads[0].size", "one of the catalog"),
        ({"threads": [{"size": "m6"}]}, "requirements.threads[0].faces", "pick the holes"),
        ({"threads": [{**HOLE, "faces": [3, 3]}]}, "requirements.threads[0].faces", "pick each once"),
        ({"threads": [{**HOLE, "faces": [-1]}]}, "requirements.threads[0].faces[0]", "from 0 to"),
        ({"threads": [{**HOLE, "faces": [True]}]}, "requirements.threads[0].faces[0]", "whole number"),
        ({"threads": [{**HOLE, "faces": [10**5000]}]}, "requirements.threads[0].faces[0]", "a huge number"),
        ({"threads": [{**HOLE, "count": 0}]}, "requirements.threads[0].count", "from 1 to 10000"),
        ({"threads": [{**HOLE, "count": 1.0}]}, "requirements.threads[0].count", "whole number"),
        ({"threads": [{**HOLE, "depth_mm": 0}]}, "requirements.threads[0].depth_mm", "above 0"),
        ({"threads": [{**HOLE, "depth_mm": "5"}]}, "requirements.threads[0].depth_mm", "is no number"),
        ({"threads": [{**HOLE, "depth_mm": float("nan")}]}, "requirements.threads[0].depth_mm", "above 0"),
        ({"threads": [{**HOLE, "depth_mm": 10**400}]}, "requirements.threads[0].depth_mm", "above 0"),
        ({"threads": [HOLE], "inserts": [HOLE]}, "requirements.inserts[0].faces", "pick it once"),
        ({"inserts": [{**HOLE, "depth_mm": 3}]}, "requirements.inserts[0]", "choose one of size"),
        ({"critical_dimensions": [{"text": ""}]}, "requirements.critical_dimensions[0].text", "write what is meant"),
        ({"critical_dimensions": [{}]}, "requirements.critical_dimensions[0].text", "is no text"),
        (
            {"critical_dimensions": [{"text": "x" * (LONGEST_TEXT + 1)}]},
            "requirements.critical_dimensions[0].text",
            "500 characters",
        ),
        (
            {"critical_dimensions": [{"text": "fit", "tolerance_mm": 0.1}]},
            "requirements.critical_dimensions[0].nominal_mm",
            "is missing",
        ),
        ({"inspection": "strict"}, "requirements.inspection", "first_article"),
        ({"inspection": ["standard"]}, "requirements.inspection", "first_article"),
        ({"certificates": ["birth"]}, "requirements.certificates[0]", "material, conformity"),
        ({"certificates": "material"}, "requirements.certificates", "is no list"),
        ({"marking": "laser"}, "requirements.marking", "is no object"),
        ({"marking": {"method": "laser", "text": "two\nlines"}}, "requirements.marking.text", "control characters"),
        ({"marking": {"method": "laser", "text": " "}}, "requirements.marking.text", "write what is meant"),
        ({"export_controlled": 1}, "requirements.export_controlled", "neither true nor false"),
        ({"notes": "x" * (LONGEST_NOTES + 1)}, "requirements.notes", "4000 characters"),
        ({"notes": "\ud800"}, "requirements.notes", "control characters"),
        ({"notes": "\u202eabc"}, "requirements.notes", "control characters"),
        ({"notes": None}, "requirements.notes", "is no text"),
    ],
)
def test_what_does_not_belong_there_is_named_with_its_field(plain: Any, field: str, said: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        requirements_from(plain)
    assert caught.value.field == field
    assert said in str(caught.value)
    assert len(str(caught.value)) < 400


def test_notes_keep_their_lines_as_a_form_sends_them() -> None:
    assert requirements_from({"notes": " one\r\ntwo\n"}).notes == "one\ntwo"


def test_each_body_of_a_file_is_asked_for_what_is_picked_on_it() -> None:
    asked = requirements_from(
        {
            "threads": [{"size": "m6", "faces": [1, 2], "count": 2}, {"size": "m5", "faces": [8]}],
            "inserts": [{"size": "wire_m5", "count": 3}],
            "critical_dimensions": [{"text": "flat", "faces": [2, 8]}, {"text": "all over"}],
            "inspection": "first_article",
        }
    )
    mine = asked.without_faces({2, 3, 8})
    assert mine.threads == (ThreadItem(size="m6", faces=(1,)),)
    assert mine.inserts == asked.inserts
    assert mine.critical_dimensions == (CriticalDimension(text="all over"),)
    assert mine.inspection is InspectionLevel.FIRST_ARTICLE
    assert asked.without_faces(set()) is asked
