"""The file a child process answers with: a JSON header and raw arrays. Read like any input from a stranger.

    8 bytes   magic with version
    4 + 4     lengths of directory and header, little-endian
    directory JSON: {"kind", "arrays": [[type, shape]…]}
    header    JSON of the value; an array in it is its number in the directory
    arrays    raw, little-endian, each starting at a multiple of 8 bytes from the start of the file

Nothing is unpickled or evaluated. Whatever is wrong with an answer, the fault is an `AnswerError`, and the reader
treats it as the child having died.
"""

import json
import math
import struct
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from partwright.analysis.analysis import Analysis
from partwright.analysis.soundness import UnsoundError, sound, sound_name
from partwright.cad.preflight import Archive, Member
from partwright.geometry.arrays import ArrayStore
from partwright.manufacturing.processes import Survey

_MAGIC = b"PWANSW01"
_LENGTHS = struct.Struct("<II")
_ALIGNMENT = 8
_KINDS = {"<f8": 8, "<i4": 4, "|u1": 1}
_MOST_ARRAYS = 1_000_000
_MOST_DIMENSIONS = 3

# Analysis carries this as its own configuration; a survey in a database row is read as strictly.
_STRICT = ConfigDict(strict=True, allow_inf_nan=False, extra="forbid")


class AnswerError(ValueError):
    """An answer that does not say what an answer says."""


@with_config(_STRICT)
class _SurveyHeader(TypedDict):
    survey: Annotated[Survey, Field(discriminator="process")]


@cache
def _analysis_header() -> TypeAdapter[Analysis]:
    return TypeAdapter(Analysis)


@cache
def _survey_header() -> TypeAdapter[_SurveyHeader]:
    return TypeAdapter(_SurveyHeader)


def prepare() -> None:
    """Build the validators now: the fork server does this once so that no child pays for it."""
    _analysis_header()
    _survey_header()


def encode(value: Analysis | Archive) -> bytes:
    """The bytes a child writes."""
    if isinstance(value, Archive):
        contents = [np.frombuffer(member.content, dtype=np.uint8) for member in value.members]
        return _pack("archive", json.dumps([member.name for member in value.members]).encode(), contents)
    store = ArrayStore()
    header = _analysis_header().dump_json(value, context=store)
    return _pack("analysis", header, store.arrays)


def decode(data: bytes) -> Analysis | Archive:
    """What a child answered, checked: schema, finite numbers, every index within its bounds, names without tricks.

    Arrays are read-only views of `data`.

    Raises:
        AnswerError: anything else than an answer.
    """
    kind, header, arrays = _unpack(data)
    try:
        match kind:
            case "analysis":
                return sound(_analysis_header().validate_json(header, context=ArrayStore(arrays)))
            case "archive":
                return _archive(json.loads(header), arrays)
    except (ValidationError, UnsoundError, ValueError, RecursionError) as fault:
        raise AnswerError(f"answer of kind {kind}: {fault}") from fault
    raise AnswerError(f"an answer of kind {kind} is not known")


def encode_survey(survey: Survey) -> bytes:
    """A survey as it is stored beside its body."""
    store = ArrayStore()
    header = _survey_header().dump_json({"survey": survey}, context=store)
    return _pack("survey", header, store.arrays)


def decode_survey(data: bytes) -> Survey:
    """A stored survey.

    Raises:
        AnswerError: not one, or one that another version of the room wrote.
    """
    kind, header, arrays = _unpack(data)
    if kind != "survey":
        raise AnswerError(f"an answer of kind {kind} is no survey")
    try:
        return _survey_header().validate_json(header, context=ArrayStore(arrays))["survey"]
    except (ValidationError, RecursionError) as fault:
        raise AnswerError(f"survey: {fault}") from fault


def _pack(kind: str, header: bytes, arrays: Sequence[NDArray[Any]]) -> bytes:
    listing = [[array.dtype.str, list(array.shape)] for array in arrays]
    directory = json.dumps({"kind": kind, "arrays": listing}).encode()
    pieces = [_MAGIC, _LENGTHS.pack(len(directory), len(header)), directory, header]
    end = sum(map(len, pieces))
    for array in arrays:
        pieces += (bytes(-end % _ALIGNMENT), array.tobytes())
        end += -end % _ALIGNMENT + array.nbytes
    return b"".join(pieces)


def _unpack(data: bytes) -> tuple[str, bytes, list[NDArray[Any]]]:
    start = len(_MAGIC) + _LENGTHS.size
    if len(data) < start or not data.startswith(_MAGIC):
        raise AnswerError("the answer does not begin like one")
    directory_bytes, header_bytes = _LENGTHS.unpack_from(data, len(_MAGIC))
    end = start + directory_bytes + header_bytes
    if end > len(data):
        raise AnswerError("the answer is shorter than it says")
    try:
        directory = json.loads(data[start : start + directory_bytes])
    except (ValueError, RecursionError) as fault:
        raise AnswerError("the directory of the answer is not JSON") from fault
    match directory:
        case {"kind": str(kind), "arrays": [*listing]} if len(listing) <= _MOST_ARRAYS:
            return kind, data[start + directory_bytes : end], _arrays(data, listing, end)
    raise AnswerError("the directory of the answer lacks kind or arrays")


def _arrays(data: bytes, listing: Sequence[Any], end: int) -> list[NDArray[Any]]:
    """The arrays of a listing, which must fill the rest of the file exactly."""
    arrays: list[NDArray[Any]] = []
    for row in listing:
        match row:
            case [str(kind), [*shape]] if (
                kind in _KINDS
                and 1 <= len(shape) <= _MOST_DIMENSIONS
                and all(type(n) is int and 0 <= n <= len(data) for n in shape)
            ):
                start = end + -end % _ALIGNMENT
                end = start + math.prod(shape) * _KINDS[kind]
                if end > len(data):
                    raise AnswerError("an array reaches beyond the answer")
                flat = np.frombuffer(data, dtype=kind, count=math.prod(shape), offset=start)
                arrays.append(flat.reshape(shape))
            case _:
                raise AnswerError("an array of the answer has no known type and shape")
    if end != len(data):
        raise AnswerError("the answer is longer than it says")
    return arrays


def _archive(names: Any, arrays: list[NDArray[Any]]) -> Archive:
    if not isinstance(names, list) or len(names) != len(arrays) or not all(isinstance(name, str) for name in names):
        raise AnswerError("an archive names other members than it holds")
    if any(array.dtype.str != "|u1" for array in arrays):
        raise AnswerError("a member of an archive is not bytes")
    return Archive(tuple(Member(sound_name(name), array.tobytes()) for name, array in zip(names, arrays, strict=True)))
