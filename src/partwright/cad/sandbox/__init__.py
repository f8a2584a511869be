"""A place where a hostile file can do no harm: one confined child process per file.

`ForkServer` is the way in. It starts a fresh interpreter (`server`) that has the readers imported and forks one child
per request; the child (`child`) locks itself up (`confinement`, `landlock`, `seccomp`) before it touches a byte of the
file. `probe_sandbox` proves the lock by trying to break out.
"""

from partwright.cad.sandbox.fork_server import ForkServer
from partwright.cad.sandbox.limits import Limits
from partwright.cad.sandbox.probes import Probe, confinement_complete, probe_sandbox

__all__ = ["ForkServer", "Limits", "Probe", "confinement_complete", "probe_sandbox"]
