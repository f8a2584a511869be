"""The console script itself."""

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from partwright import __version__
from partwright.cli import main as command_line


def test_the_version_is_said(run: Run) -> None:
    assert run("--version").out.strip() == __version__


def test_an_unknown_command_is_wrong_usage(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_line, "entry_points", lambda group: ())
    assert run("juggle").status == 2


def test_commands_of_a_broken_package_do_not_stop_the_engine(
    run: Run, monkeypatch: pytest.MonkeyPatch, parts: Path
) -> None:
    broken = EntryPoint(name="web", value="no_such_package.commands:register", group=command_line.COMMAND_GROUP)
    monkeypatch.setattr(command_line, "entry_points", lambda group: (broken,))
    ran = run("--help")
    assert ran.status == 0
    assert "no_such_package" in ran.err
    assert "analyze" in ran.out
    assert run("analyze", "--json", parts / "plate.step").status == 0


def test_output_is_utf8_whatever_the_locale() -> None:
    code = "from partwright.cli.main import main; import sys; sys.argv[1:] = ['catalog', '--json']; main()"
    plain = {"PATH": "", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=plain)
    assert "±" in ran.stdout.decode()


@pytest.mark.parametrize("tables", [True, False], ids=["more than a pipe holds", "less"])
def test_a_reader_that_has_enough_is_no_fault(tables: bool) -> None:
    code = "from partwright.cli.main import main; import sys; sys.stdin.read(); main()"
    command = [sys.executable, "-c", code, "catalog", *(["--tables"] if tables else ["--json"])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.close()
        running.stdout = None
        _, said = running.communicate()
    assert (running.returncode, said) == (0, b"")


def test_engine_commands_never_load_the_website() -> None:
    code = "import sys, partwright.cli.main; print(any(m.split('.')[0] in {'django', 'ninja'} for m in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
