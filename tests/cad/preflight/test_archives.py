"""The archive reader against Python's own writer, for any members and any sizes."""

import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.attacks.archives import zipped

from partwright.cad.preflight.archives import gunzip, inflate, list_members
from partwright.cad.preflight.budget import Budget
from partwright.errors import FileError, FileTooLargeError, HostileFileError

BUDGET = Budget()
NAMES = st.from_regex(r"[A-Za-z0-9äø_-]{1,12}(/[a-z0-9]{1,8}){0,2}\.(stl|step)", fullmatch=True)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        NAMES,
        st.binary(max_size=2000),
        max_size=8,
    ),
    st.sampled_from([0, 8]),
)
def test_honest_archives_come_out_as_they_went_in(members: dict[str, bytes], method: int) -> None:
    if len({name.casefold() for name in members}) < len(members):
        return
    content = zipped(members, method=method)
    entries = list_members(content, file="a.zip", budget=BUDGET) if members else ()
    found = {e.name: inflate(content, e, file="a.zip", budget=BUDGET, left_bytes=1 << 20) for e in entries}
    assert found == members


@given(st.data())
def test_a_damaged_archive_is_refused_or_read_right(data: st.DataObject) -> None:
    members = {"a.stl": b"content " * 40, "b/c.step": bytes(500)}
    content = bytearray(zipped(members))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        entries = list_members(bytes(content), file="a.zip", budget=BUDGET)
        found = [inflate(bytes(content), e, file="a.zip", budget=BUDGET, left_bytes=1 << 20) for e in entries]
    except FileError:
        return
    assert set(found) <= set(members.values())


@given(st.integers(1, 400))
def test_the_ratio_decides_once_the_free_bytes_are_used(thousands: int) -> None:
    size = thousands * 10_000
    packed = zlib.compress(bytes(size), 9, wbits=31)
    hostile = size > max(BUDGET.free_inflation_bytes, BUDGET.inflation_ratio * len(packed))
    if hostile:
        with pytest.raises(HostileFileError):
            gunzip(packed, file="a.gz", budget=BUDGET)
    else:
        assert gunzip(packed, file="a.gz", budget=BUDGET) == bytes(size)


def test_what_is_left_of_the_budget_bounds_each_member() -> None:
    content = zipped({"a.stl": bytes(1000)})
    (entry,) = list_members(content, file="a.zip", budget=BUDGET)
    with pytest.raises(FileTooLargeError):
        inflate(content, entry, file="a.zip", budget=BUDGET, left_bytes=999)
