"""Promises about the repository itself: what may not be in it, and what must be complete."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Spelled in halves so that this file does not name them either.
REGISTRY_HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org", "registry.yarnpkg" + ".com")
LONGEST_FILE_LINES = 400


def tracked_files() -> list[Path]:
    """Every file git knows or would take, but not those it ignores."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def source_files() -> list[Path]:
    return [path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts]


def test_no_file_names_a_package_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in tracked_files()
        for host in REGISTRY_HOSTS
        if host.encode() in path.read_bytes()
    ]
    assert found == []


def test_locked_requirements_have_hashes() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        pins = re.split(r"\n(?=[a-z0-9])", lock.read_text().split("make lock\n", 1)[1])
        assert all("--hash=sha256:" in pin for pin in pins), lock.name


def test_source_files_stay_short_enough_to_read() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in source_files()
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE_LINES
    }
    assert long == {}


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in source_files()
        if path.read_text("utf-8").strip() and not path.read_text("utf-8").lstrip().startswith(('"""', 'r"""'))
    ]
    assert silent == []


def test_built_assets_and_third_party_scripts_are_not_committed() -> None:
    assert [path for path in tracked_files() if "node_modules" in path.parts or "built" in path.parts] == []


def test_decision_records_are_numbered_without_gaps() -> None:
    records = sorted(path.name for path in (ROOT / "docs/adr").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in records] == list(range(1, len(records) + 1))


@pytest.mark.parametrize("layer", ["geometry", "cad", "manufacturing", "pricing", "analysis"])
def test_tests_mirror_the_engine(layer: str) -> None:
    assert list((ROOT / "tests" / layer).rglob("test_*.py")), f"tests/{layer} is empty"


def test_version_is_said_once() -> None:
    from partwright import __version__

    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == __version__
