"""The closed list of what personal data is used for, and the mark that says which use a piece of code is."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar


class Purpose(StrEnum):
    """A use that the privacy policy allows. The comment names the fideslang data use and the policy's clause."""

    PROVIDE_SERVICES = "provide_services"  # essential.service; US-5: read, show, price, make what the user asks for
    SECURE_SERVICES = "secure_services"  # essential.service.security; US-1: tell visitors apart, hold off abuse
    ADMINISTER = "administer"  # essential.service.operations; US-6: keep the installation running, hold retention
    HONOR_RIGHTS = "honor_rights"  # essential.legal_obligation.privacy; CO-7, CU-4: give back, correct, delete
    INFORM = "inform"  # no personal data is used: pages that are the same for everybody


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
