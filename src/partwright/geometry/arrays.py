"""Array types of the engine: read-only NumPy arrays that know how they travel between processes.

An array leaves a process beside its JSON header, not in it: the serializer appends it to the `ArrayStore` that is given
as pydantic context and writes its number, type and shape; the validator takes it back and checks both.
"""

from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema


class ArrayStore:
    """The arrays of one message, in the order in which its header names them."""

    def __init__(self, arrays: list[NDArray[Any]] | None = None) -> None:
        self.arrays: list[NDArray[Any]] = [] if arrays is None else arrays


class _Travels:
    """Annotation that lets pydantic write and check an array of one element type."""

    kinds: ClassVar[frozenset[str]] = frozenset({"<f8", "<i4"})

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(
            self._take,
            serialization=core_schema.plain_serializer_function_ser_schema(self._put, info_arg=True),
        )

    def _put(self, array: NDArray[Any], info: core_schema.SerializationInfo) -> int:
        store = info.context
        if not isinstance(store, ArrayStore):
            raise TypeError("arrays travel only with an ArrayStore as context")
        store.arrays.append(np.ascontiguousarray(array, dtype=self.kind))
        return len(store.arrays) - 1

    def _take(self, value: Any, info: core_schema.ValidationInfo) -> NDArray[Any]:
        if isinstance(value, np.ndarray):
            return value
        store = info.context
        if not isinstance(store, ArrayStore) or not isinstance(value, int) or not 0 <= value < len(store.arrays):
            raise ValueError("names an array that was not sent")
        array = store.arrays[value]
        if array.dtype.str != self.kind:
            raise ValueError(f"array {value} holds {array.dtype.str}, not {self.kind}")
        if self.kind == "<f8" and not np.isfinite(array).all():
            raise ValueError(f"array {value} holds a number that is not finite")
        return array


FloatArray = Annotated[NDArray[np.float64], _Travels("<f8")]
IntArray = Annotated[NDArray[np.int32], _Travels("<i4")]
