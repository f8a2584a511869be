"""The documentation is complete and its links lead somewhere."""

import re
from pathlib import Path

import pytest

from partwright import errors

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|mailto:|#)([^)#\s]+)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_error_code_is_documented() -> None:
    reference = (ROOT / "docs/reference/errors.md").read_text("utf-8")
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "code")]
    codes = {kind.code for kind in kinds} - {"internal"}
    assert {code for code in codes if f"`{code}`" not in reference} == set()


@pytest.mark.parametrize("process", ["cnc_milling", "fused_filament"])
def test_every_process_explains_its_algorithm(process: str) -> None:
    page = (ROOT / f"docs/algorithms/{process}.md").read_text("utf-8")
    assert "does not" in page, "an algorithm page says what it does not model"
