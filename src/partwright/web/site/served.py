"""The application as a child of `partwright serve` or `partwright web`: it ends when they do, however they end."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Makes the kernel end this process if its parent is killed, so that no orphan holds the address."""
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it was killed before the kernel knew
        os.kill(os.getpid(), signal.SIGKILL)


end_with_parent()

from partwright.web.site.wsgi import application  # noqa: E402 -- first of all the lifeline

__all__ = ["application"]
