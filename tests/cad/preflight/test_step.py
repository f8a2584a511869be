"""Strings and comments are set aside before a STEP file's structure is looked at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwright.cad.preflight.step import QUOTED, without_quotes


@given(text=st.text(alphabet="'a(/*=;", max_size=60))
def test_splitting_at_apostrophes_leaves_what_the_grammar_leaves(text):
    content = text.encode()
    assert without_quotes(content) == QUOTED.sub(b"", content)


@pytest.mark.parametrize(
    ("content", "left"),
    [
        (b"A('it''s','')=", b"A(,)="),
        (b"A/* it's ( */=('/*')", b"A=()"),
        (b"A('never closed", b"A("),
        (b"A(/* never closed ' )", b"A("),
    ],
)
def test_strings_and_comments_are_left_out(content, left):
    assert without_quotes(content) == left
