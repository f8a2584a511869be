"""The mark that says which use of the closed list (`partwright.policy.purposes`) a piece of code is."""

from collections.abc import Callable
from typing import TypeVar

from partwright.policy.purposes import Purpose

F = TypeVar("F", bound=Callable[..., object])


def purpose(use: Purpose) -> Callable[[F], F]:
    """Marks a view, an API operation or a job's handler with the one purpose it serves."""

    def mark(function: F) -> F:
        function.__dict__["purpose"] = use
        return function

    return mark


def purpose_of(function: object) -> Purpose | None:
    """The purpose that a function, or the one it wraps, was marked with."""
    while function is not None:
        use = getattr(function, "__dict__", {}).get("purpose")
        if use is not None:
            return Purpose(use)
        function = getattr(function, "__wrapped__", None) or getattr(function, "func", None)
    return None
