"""`partwright serve` killed with a job running: started again, it does the job."""

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.shapes.solids import box, cut, cylinder, step_bytes
from tests.web import processes
from tests.web.conditions import becomes

from partwright.web.jobs.models import Job, JobState
from partwright.web.parts.models import Part, PartState
from partwright.web.parts.selectors import get_analysis

pytestmark = pytest.mark.django_db(transaction=True)

COMMAND = "from partwright.cli.main import main; main()"
HOLES_ALONG, HOLES_ACROSS = 12, 10

Serve = Callable[[], subprocess.Popen[str]]


@pytest.fixture(scope="module")
def grid() -> bytes:
    """A STEP file that takes long enough to read that nobody can be done with it while it is looked at."""
    plate = box(12.0 * HOLES_ALONG, 12.0 * HOLES_ACROSS, 8.0)
    holes = [(12.0 * x + 6.0, 12.0 * y + 6.0, -1.0) for x in range(HOLES_ALONG) for y in range(HOLES_ACROSS)]
    return step_bytes(cut(plate, *(cylinder(3.0, 10.0, at=hole) for hole in holes)))


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts `partwright serve` on this test's database and files; whatever still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        quick = {"PARTWRIGHT_LEASE_S": "2", "PARTWRIGHT_POLL_S": "0.1", "PYTHONUNBUFFERED": "1"}
        process = processes.start("-c", COMMAND, "serve", "--port", str(port), **quick)
        started.append(process)
        processes.expect(process, "Partwright is at")
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stdin.close()


def is_being_read(part: Part) -> bool:
    return Part.objects.filter(id=part.id, state=PartState.ANALYZING).exists()


def is_ready(part: Part) -> bool:
    return Part.objects.filter(id=part.id, state=PartState.READY).exists()


def children_of(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, task.read_text("ascii").split())
    return found


def is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state in "ZX"


def test_a_job_of_a_killed_server_is_done_by_the_next(serve, upload, grid) -> None:
    part = upload(content=grid)
    first = serve()
    assert becomes(lambda: is_being_read(part))
    everybody = [first.pid, *children_of(first.pid)]
    first.send_signal(signal.SIGKILL)
    assert becomes(lambda: all(map(is_gone, everybody)))
    assert Job.objects.get(subject=part.id).state == JobState.RUNNING  # nobody has told the database
    serve()
    assert becomes(lambda: is_ready(part))
    part.refresh_from_db()
    assert len(get_analysis(part).bodies[0].features) >= HOLES_ALONG * HOLES_ACROSS
    assert set(Job.objects.filter(kind="analyze_part").values_list("state", "attempt")) == {(JobState.DONE, 2)}


def test_a_job_of_a_killed_process_of_the_server_is_done_by_the_one_that_follows_it(serve, upload, grid) -> None:
    part = upload(content=grid)
    server = serve()
    assert becomes(lambda: is_being_read(part))
    for pid in children_of(server.pid):
        os.kill(pid, signal.SIGKILL)
    assert becomes(lambda: is_ready(part))
    assert set(Job.objects.filter(kind="analyze_part").values_list("state", "attempt")) == {(JobState.DONE, 2)}
    assert server.poll() is None
