"""The child that reads a file is killed, or the server that forks such children: the part is read all the same."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from partwright.analysis.reader import Reader
from partwright.web.jobs import services as jobs
from partwright.web.jobs.models import Job, JobState
from partwright.web.jobs.worker import do, do_all
from partwright.web.parts import results, tasks
from partwright.web.parts.models import Part, PartState
from partwright.web.parts.selectors import get_analysis

pytestmark = pytest.mark.django_db(transaction=True)

STAGES = ("screening", "reading", "meshing", "finding features", "measuring walls", "planning")


@pytest.fixture(scope="module")
def running() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


@pytest.fixture
def kill_at(running: Reader, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """`kill_at(stage, victims)` kills processes once, when a child says that it has come to a stage."""
    monkeypatch.setattr(tasks, "shared_reader", lambda: running)

    def arrange(fatal_stage: str, victims: Callable[[int], list[int]]) -> list[str]:
        killed: list[str] = []
        note = results.note_stage

        def note_and_kill(part: Part, stage: str) -> None:
            note(part, stage)
            if stage == fatal_stage and not killed:
                killed.append(stage)
                server = running._server.server_pid
                assert server is not None
                for pid in victims(server):
                    os.kill(pid, signal.SIGKILL)

        monkeypatch.setattr(results, "note_stage", note_and_kill)
        return killed

    return arrange


def children_of(pid: int) -> list[int]:
    """The child at work and the one that waits for work: a killer does not know which is which."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


@pytest.mark.parametrize("stage", STAGES)
def test_a_part_whose_child_is_killed_at_any_stage_is_read_again(stage, kill_at, upload, plate) -> None:
    killed = kill_at(stage, children_of)
    part = upload(content=plate)
    do(jobs.claim())
    assert killed == [stage]
    job = Job.objects.get(subject=part.id, kind="analyze_part")
    assert job.state in (JobState.QUEUED, JobState.DONE)  # done, if the child was through before the signal came
    Job.objects.update(run_after=part.created_at)
    do_all()
    part.refresh_from_db()
    assert part.state == PartState.READY
    assert get_analysis(part).bodies[0].features
    assert set(Job.objects.values_list("state")) == {(JobState.DONE,)}


def test_a_part_whose_fork_server_is_killed_is_read_by_the_next_one(kill_at, upload, plate) -> None:
    killed = kill_at("reading", lambda server: [server])
    part = upload(content=plate)
    do_all()
    part.refresh_from_db()
    assert killed == ["reading"]
    assert part.state == PartState.READY
