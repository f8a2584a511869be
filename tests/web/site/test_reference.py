"""The generated pages say what the code does."""

from pathlib import Path

from partwright.web.site import reference

ROOT = Path(__file__).parents[3]
AGAIN = "run `python -m partwright.web.site.reference`"


def test_the_settings_page_is_current() -> None:
    assert (ROOT / reference.PAGE).read_text("utf-8") == reference.settings_page(), AGAIN


def test_the_example_is_current() -> None:
    assert (ROOT / reference.EXAMPLE).read_text("utf-8") == reference.environment_example(), AGAIN


def test_the_example_changes_nothing_until_it_is_edited() -> None:
    assert all(line.startswith("#") or not line for line in reference.environment_example().splitlines())
