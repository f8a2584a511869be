"""The website and API with workers in the same process: what `partwright serve` runs."""

import atexit

from partwright.web.site.served import application
from partwright.web.site.workers import make_worker

STOP_S = 2.0

_worker = make_worker()
_worker.start()
atexit.register(_worker.stop, timeout_s=STOP_S)

__all__ = ["application"]
