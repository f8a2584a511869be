"""The proof that `partwright check` runs."""

import pytest

from partwright.cad.sandbox import Probe, confinement_complete, landlock, probe_sandbox, seccomp
from partwright.cad.sandbox.attempts import ATTEMPTS


@pytest.mark.skipif(landlock.abi_version() < 6 or seccomp.architecture() is None, reason="this machine lacks a lock")
@pytest.mark.parametrize("unprivileged", [True, False])
def test_every_attempt_to_break_out_is_stopped(unprivileged: bool) -> None:
    probes = probe_sandbox(unprivileged=unprivileged)
    got_through = [probe for probe in probes if not probe.held]
    # Without a change of user root stays root, if one without rights; that alone may be told.
    assert [probe.name for probe in got_through] in ([], *([] if unprivileged else [["become root"]]))
    assert {probe.name for probe in probes} == set(ATTEMPTS)


def test_one_hole_makes_the_confinement_incomplete() -> None:
    held = Probe("fork", held=True, detail="")
    assert confinement_complete((held, held))
    assert not confinement_complete((held, Probe("mount", held=False, detail="went through")))
