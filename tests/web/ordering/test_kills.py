"""Three of the points at which `benchmarks/order_kills.py` kills a shop: nothing is lost, and nothing done twice."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
POINTS = (
    "place by card: serve: commit 1",  # there is an order, and its customer does not know
    "place by card: serve: stripe POST /v1/checkout/sessions 1",  # there is a page to pay on, and nobody knows
    "place by card: work: smtp content 1",  # the mail is out, and we do not know
)


def test_a_shop_that_is_killed_loses_nothing_and_repeats_a_mail_at_most() -> None:
    command = [sys.executable, "benchmarks/order_kills.py", "--only", *POINTS]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert [line for line in run.stdout.splitlines() if line.startswith("ok")] == [f"ok    {name}" for name in POINTS]
    assert "3 kills, 0 with something wrong; mails that came once more: 1" in run.stdout
