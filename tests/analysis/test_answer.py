"""The file between the processes: what goes in comes out, and nothing else does."""

import json
import random
import struct
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shapes.analyses import bracket_analysis, plate_analysis

from partwright.analysis.analysis import Analysis
from partwright.analysis.answer import AnswerError, decode, decode_survey, encode, encode_survey
from partwright.cad.preflight import Archive, Member
from partwright.geometry.part import Body, Instance, Part

LENGTHS_END = 16


def alike(one: Any, other: Any) -> bool:
    """Whether two values are equal down to the bits of their arrays."""
    if isinstance(one, np.ndarray):
        return bool(one.dtype == other.dtype and np.array_equal(one, other))
    if is_dataclass(one):
        return type(one) is type(other) and all(
            alike(getattr(one, f.name), getattr(other, f.name)) for f in fields(one)
        )
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


def with_body(analysis: Analysis, **changes: Any) -> Analysis:
    body = replace(analysis.part.bodies[0], **changes)
    return replace(analysis, part=replace(analysis.part, bodies=(body,)))


def with_mesh(analysis: Analysis, **changes: Any) -> Analysis:
    return with_body(analysis, mesh=replace(analysis.part.bodies[0].mesh, **changes))


def first_body(analysis: Analysis) -> Body:
    return analysis.part.bodies[0]


def test_an_analysis_survives_the_way() -> None:
    for analysis in (bracket_analysis(), plate_analysis()):
        assert alike(decode(encode(analysis)), analysis)


def test_the_same_analysis_gives_the_same_bytes() -> None:
    assert encode(bracket_analysis()) == encode(bracket_analysis())


def test_arrays_cannot_be_written_to() -> None:
    mesh = first_body(decode(encode(bracket_analysis()))).mesh
    with pytest.raises(ValueError, match="read-only"):
        mesh.vertices[0, 0] = 1.0


def test_an_archive_survives_the_way() -> None:
    archive = Archive((Member("a.zip/x.step", b"ISO-10303-21;"), Member("a.zip/empty.stl", b"")))
    assert decode(encode(archive)) == archive


def test_a_survey_survives_the_way() -> None:
    for survey in bracket_analysis().bodies[0].surveys:
        assert alike(decode_survey(encode_survey(survey)), survey)


def test_a_survey_is_no_analysis_and_the_other_way_round() -> None:
    survey = encode_survey(bracket_analysis().bodies[0].surveys[0])
    with pytest.raises(AnswerError):
        decode(survey)
    with pytest.raises(AnswerError):
        decode_survey(encode(bracket_analysis()))


@pytest.mark.parametrize(
    "broken",
    [
        lambda a: with_mesh(a, triangles=first_body(a).mesh.triangles + 10_000_000),
        lambda a: with_mesh(a, triangles=first_body(a).mesh.triangles - 1),
        lambda a: with_mesh(a, face_starts=first_body(a).mesh.face_starts[::-1]),
        lambda a: with_mesh(a, face_starts=first_body(a).mesh.face_starts[:-1]),
        lambda a: with_mesh(a, edge_starts=first_body(a).mesh.edge_starts + 1),
        lambda a: with_mesh(a, vertices=first_body(a).mesh.vertices * np.nan),
        lambda a: with_mesh(a, vertices=first_body(a).mesh.vertices.reshape(-1)),
        lambda a: with_body(a, index=1),
        lambda a: with_body(a, edges=(replace(first_body(a).edges[0], left=99_999), *first_body(a).edges[1:])),
        lambda a: with_body(a, faces=(replace(first_body(a).faces[0], id=1), *first_body(a).faces[1:])),
        lambda a: with_body(a, mass=replace(first_body(a).mass, volume_mm3=float("inf"))),
        lambda a: with_body(a, mass=replace(first_body(a).mass, volume_mm3=-1.0)),
        lambda a: replace(a, part=replace(a.part, instances=(Instance(7, "", (), (0.0,) * 16),))),
        lambda a: replace(a, part=replace(a.part, instances=(Instance(0, "", (), (0.0,) * 15),))),
        lambda a: replace(a, bodies=()),
        lambda a: replace(a, part=replace(a.part, bodies=()), bodies=()),
        lambda a: replace(a, timings_ms={"read": -1.0}),
    ],
)
def test_an_analysis_that_does_not_hold_together_is_refused(broken: Any) -> None:
    with pytest.raises(AnswerError):
        decode(encode(broken(plate_analysis())))


def test_names_lose_what_is_not_to_be_seen() -> None:
    tricky = with_body(bracket_analysis(), name="safe\u202egpj\x1b[31m\nname\0" + "x" * 500)
    body = first_body(decode(encode(tricky)))
    assert body.name.startswith("safegpj[31m name")
    assert len(body.name) == 200


def test_letters_of_any_script_stay_in_names() -> None:
    name = "Träger – 支架 №5 (½″)"
    assert first_body(decode(encode(with_body(bracket_analysis(), name=name)))).name == name


@pytest.mark.parametrize("word", ["NaN", "Infinity", "1e999"])
def test_no_number_in_the_header_is_infinite(word: str) -> None:
    directory, header, rest = taken_apart(encode(bracket_analysis()))
    changed = header.replace(b'"area_mm2":', b'"area_mm2":' + word.encode() + b',"x":', 1)
    with pytest.raises(AnswerError):
        decode(put_together(directory, changed, rest))


def test_a_field_that_is_not_known_is_refused() -> None:
    directory, header, rest = taken_apart(encode(bracket_analysis()))
    listed = json.loads(header)
    listed["part"]["file"]["__class__"] = "os.system"
    with pytest.raises(AnswerError):
        decode(put_together(directory, json.dumps(listed).encode(), rest))


@pytest.mark.parametrize("shape", [[-1, 3], [2**62, 4], [3.5], ["3"], [], [1, 1, 1, 1], None])
def test_an_array_of_impossible_shape_is_refused(shape: Any) -> None:
    directory = json.dumps({"kind": "archive", "arrays": [["|u1", shape]]}).encode()
    with pytest.raises(AnswerError):
        decode(put_together(directory, b'["x"]', b""))


def test_an_array_of_objects_is_refused() -> None:
    directory = json.dumps({"kind": "archive", "arrays": [["|O", [1]]]}).encode()
    with pytest.raises(AnswerError):
        decode(put_together(directory, b'["x"]', bytes(64)))


def test_deeply_nested_json_is_refused() -> None:
    deep = b"[" * 100_000
    with pytest.raises(AnswerError):
        decode(put_together(deep, b"", b""))
    with pytest.raises(AnswerError):
        decode(put_together(b'{"kind": "archive", "arrays": []}', deep, b""))


@given(st.binary(max_size=300))
def test_noise_is_refused(noise: bytes) -> None:
    with pytest.raises(AnswerError):
        decode(noise)
    with pytest.raises(AnswerError):
        decode(b"PWANSW01" + noise)


def test_random_damage_is_refused_or_harmless() -> None:
    rng = random.Random(2)
    good = encode(bracket_analysis())
    for _ in range(300):
        bad = bytearray(good)
        for _ in range(rng.choice((1, 1, 3, 30))):
            match rng.randrange(4):
                case 0:
                    bad[rng.randrange(len(bad))] = rng.randrange(256)
                case 1:
                    del bad[rng.randrange(len(bad)) :]
                    bad += bytes(rng.randrange(3))
                case 2:
                    start = rng.randrange(min(len(bad), 4000))
                    bad[start : start + rng.randrange(1, 20)] = rng.randbytes(rng.randrange(20))
                case 3:
                    bad[rng.randrange(LENGTHS_END)] ^= 1 << rng.randrange(8)
            if len(bad) < LENGTHS_END:
                bad += bytes(LENGTHS_END)
        try:
            decoded = decode(bytes(bad))
        except AnswerError:
            continue
        assert isinstance(decoded, Analysis)
        assert isinstance(decoded.part, Part)
        assert np.isfinite(decoded.part.bodies[0].mesh.vertices).all()


def taken_apart(answer: bytes) -> tuple[bytes, bytes, bytes]:
    """Directory, header and arrays of an answer."""
    directory, header = struct.unpack_from("<II", answer, 8)
    end = LENGTHS_END + directory + header
    return answer[LENGTHS_END : LENGTHS_END + directory], answer[LENGTHS_END + directory : end], answer[end:]


def put_together(directory: bytes, header: bytes, rest: bytes) -> bytes:
    """An answer of pieces, its lengths right."""
    return b"PWANSW01" + struct.pack("<II", len(directory), len(header)) + directory + header + rest
