"""The documentation is complete and its links lead somewhere."""

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest
import typer
from tests.analysis.test_report import BODY_KEYS, FILE_KEYS, FINDING_KEYS

from partwright.cli.main import ENGINE_COMMANDS
from partwright.geometry.features.feature import Feature
from partwright.manufacturing.processes import default_tables
from partwright.manufacturing.tables import Entry
from partwright.web.site.commands import register

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|mailto:|#)([^)#\s]+)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize(
    ("page", "pattern"),
    [
        ("errors.md", r'^    code(?:: ClassVar\[str\])? = "([a-z_]+\.[a-z_]+)"'),
        ("errors.md", r'\bproblem\([^)]*code="([a-z_.]+)"'),
        ("errors.md", r'\b[45]\d\d: \("([a-z_.]+)", '),
        ("json.md", r'\bReview\(\s*code="([a-z_.]+)"'),
        ("json.md", r'(?:\bNote\(\s*|^    )"((?:units|healed|mesh)\.[a-z_]+)"'),
        ("json.md", r'\b_?finding\(\s*(?:survey,\s*)?"([a-z_]+)",'),
    ],
)
def test_every_code_is_documented(page: str, pattern: str) -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py")]
    codes = {code for source in sources for code in re.findall(pattern, source, re.MULTILINE)}
    assert codes, "the pattern finds nothing any more"
    assert {code for code in codes if f"`{code}`" not in reference(page)} == set()


def test_every_option_of_every_command_is_documented() -> None:
    app = typer.Typer()
    for name, command in ENGINE_COMMANDS.items():
        app.command(name)(command)
    register(app)
    commands = typer.main.get_group(app).commands
    assert [command for command in commands if f"`partwright {command}" not in reference("command-line.md")] == []
    options = {option for command in commands.values() for parameter in command.params for option in parameter.opts}
    long = {option for option in options if option.startswith("--")}
    assert long > {"--json", "--port"}
    assert {option for option in long if f"`{option}" not in reference("command-line.md")} == set()


@pytest.mark.parametrize("keys", [FILE_KEYS, BODY_KEYS, FINDING_KEYS], ids=["file", "body", "finding"])
def test_every_key_is_documented(keys: list[str]) -> None:
    assert [key for key in keys if f"`{key}`" not in reference("json.md")] == []


def test_every_kind_of_feature_is_documented_with_its_parameters() -> None:
    for kind in get_args(Feature):
        row = f"| `{kind.__name__.lower()}` | " + ", ".join(f"`{name}`" for name in kind.public) + " |"
        assert row in reference("json.md")


def test_the_number_that_shows_how_to_change_one_is_in_the_tables() -> None:
    page = (ROOT / "docs/how-to/change-tables.md").read_text("utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    for name, entry in tomllib.loads(block)["limits"].items():
        assert default_tables().entry(f"cnc_milling.limits.{name}") == Entry(**entry)


def reference(page: str) -> str:
    return (ROOT / "docs/reference" / page).read_text("utf-8")


@pytest.mark.parametrize("process", ["cnc_milling", "fused_filament"])
def test_every_process_explains_its_algorithm(process: str) -> None:
    page = (ROOT / f"docs/algorithms/{process}.md").read_text("utf-8")
    assert "does not" in page, "an algorithm page says what it does not model"
