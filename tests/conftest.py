"""What some tests need and a machine may lack: skipped by name, and named again at the end; never silently.

`PARTWRIGHT_REQUIRE=postgres,chromium` makes a missing one a failure, for machines that are known to have it.
"""

import os
from collections.abc import Callable

import pytest

NEEDS = {"postgres": "PostgreSQL", "chromium": "Chromium", "dovecot": "Dovecot 2.3"}
REQUIRED = set(filter(None, os.environ.pop("PARTWRIGHT_REQUIRE", "").split(",")))

_missing: dict[str, str] = {}

Require = Callable[..., None]


@pytest.fixture(scope="session")
def require() -> Require:
    """`require("postgres", present=…, how=…)` passes if it is there, else skips the test, or fails it if required."""

    def check(need: str, *, present: bool, how: str) -> None:
        if present:
            return
        if need in REQUIRED:
            pytest.fail(f"{NEEDS[need]} is required here: {how}")
        _missing[NEEDS[need]] = how
        pytest.skip(f"{NEEDS[need]} is missing: {how}")

    return check


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _missing:
        terminalreporter.section(f"not tested here: {', '.join(sorted(_missing))}")
        for name, how in sorted(_missing.items()):
            terminalreporter.line(f"{name}: {how}")
