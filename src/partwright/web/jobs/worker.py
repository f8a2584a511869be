"""The threads that do jobs, and the one that keeps their leases and looks for what dead workers left.

Worker threads wait for children most of the time; whatever holds the interpreter's lock for long runs in a child. The
keeper does nothing but write leases, so a lease runs out only with its process.
"""

import logging
import threading
from collections.abc import Callable

from django.conf import settings
from django.db import close_old_connections, connection

from partwright.web.jobs import services
from partwright.web.jobs.doorbell import DOORBELL
from partwright.web.jobs.handlers import Lease, TryAgainError, handler_of

log = logging.getLogger(__name__)

RENEWALS_PER_LEASE = 3


class Worker:
    """Threads of this process that do jobs until `stop`.

    `recurring` are called at every round of the keeper; each queues work that recurs, once a period.
    """

    def __init__(self, *, threads: int, recurring: tuple[Callable[[], object], ...] = ()) -> None:
        self._recurring = recurring
        self._stopping = threading.Event()
        self._held: dict[Lease, None] = {}
        self._lock = threading.Lock()
        names = [f"partwright-worker-{number + 1}" for number in range(threads)]
        self._threads = [threading.Thread(target=self._work, name=name, daemon=True) for name in names]
        self._keeper = threading.Thread(target=self._keep, name="partwright-keeper", daemon=True)

    def start(self) -> None:
        """Starts the threads."""
        for thread in (self._keeper, *self._threads):
            thread.start()

    def ask_to_stop(self) -> None:
        """Makes `wait` return; safe in a signal's handler."""
        self._stopping.set()

    def stop(self, *, timeout_s: float) -> None:
        """Takes no new job, waits for those at work, and gives back those that are not done in time."""
        self._stopping.set()
        DOORBELL.ring()
        for thread in self._threads:
            thread.join(timeout_s)
        with self._lock:
            held = list(self._held)
        for lease in held:
            services.give_back(lease)
        self._keeper.join(timeout_s)

    def wait(self) -> None:
        """Returns when somebody asked to stop."""
        self._stopping.wait()

    def _work(self) -> None:
        while not self._stopping.is_set():
            rings = DOORBELL.rings
            if not self._do_next():
                DOORBELL.wait(since=rings, timeout_s=settings.ENVIRONMENT.poll_s)
        connection.close()

    def _do_next(self) -> bool:
        """Does one job; False if none waits."""
        close_old_connections()
        try:
            lease = services.claim()
            if lease is None:
                return False
            with self._lock:
                self._held[lease] = None
            try:
                do(lease)
            finally:
                with self._lock:
                    del self._held[lease]
        except Exception:
            log.exception("The queue cannot be reached.")
            connection.close()
            return False
        return True

    def _keep(self) -> None:
        pause_s = settings.JOB_LEASE.total_seconds() / RENEWALS_PER_LEASE
        while True:
            try:
                close_old_connections()
                self._keep_once()
            except Exception:
                log.exception("Leases cannot be renewed.")
                connection.close()
            if self._stopping.wait(pause_s):
                break
        connection.close()

    def _keep_once(self) -> None:
        with self._lock:
            held = list(self._held)
        for lease in held:
            services.renew(lease)
        if services.sweep():
            DOORBELL.ring()
        for queue in self._recurring:
            queue()


def do(lease: Lease) -> None:
    """Runs a job's handler and finishes the job; whatever goes wrong is the job's fault, not the worker's."""
    try:
        handler_of(lease.kind)(lease)
        services.finish(lease)
    except services.LeaseLostError:
        log.warning("%s job %s: another attempt has taken over.", lease.kind, lease.job_id)
    except TryAgainError as fault:
        log.warning("%s job %s failed at attempt %s: %s", lease.kind, lease.job_id, lease.attempt, fault)
        services.fail(lease, error=str(fault))
    except Exception as error:
        log.exception("%s job %s failed at attempt %s.", lease.kind, lease.job_id, lease.attempt)
        services.fail(lease, error=type(error).__name__)


def do_all() -> int:
    """Does every job that waits, in this thread; says how many. For tests and one-off commands."""
    done = 0
    while (lease := services.claim()) is not None:
        do(lease)
        done += 1
    return done
