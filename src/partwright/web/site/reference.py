"""The settings in words: docs/reference/settings.md and .env.example, written from `Environment`.

`python -m partwright.web.site.reference` writes both into the project; a test holds them to the code.
"""

from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from partwright.web.site.environment import Environment, variable

PAGE = Path("docs/reference/settings.md")
EXAMPLE = Path(".env.example")

_INTRODUCTION = """# Settings

Partwright is configured by environment variables alone. None is needed: without any, it keeps everything in `./data` on
this machine. All that are wrong are told at once, before anything starts; so is a name that does not exist.
`partwright check` tells the same, and tries database, storage, mail, support mailbox, cards and sandbox.

This page is written from the code by `python -m partwright.web.site.reference`.

| variable | default | what it is for |
| --- | --- | --- |
"""


def settings_page() -> str:
    """The reference page, in Markdown."""
    rows = [
        f"| `{variable(name)}` | {_default(field) or 'none'} | {field.description}{_bounds(field)} |"
        for name, field in Environment.model_fields.items()
    ]
    return _INTRODUCTION + "\n".join(rows) + "\n"


def environment_example() -> str:
    """A file of all variables with their defaults, each commented out."""
    blocks = ["# Copy to .env and change what you need; see docs/reference/settings.md."]
    for name, field in Environment.model_fields.items():
        blocks.append(f"# {field.description}{_bounds(field)}\n#{variable(name)}={_default(field).strip('`')}")
    return "\n\n".join(blocks) + "\n"


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is None or value == []:
        return ""
    words = ",".join(value) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else value
    return f"`{words}`"


def _bounds(field: FieldInfo) -> str:
    """What numbers are taken, in words."""
    bounds: dict[str, Any] = {}
    for rule in field.metadata:
        for name in ("ge", "gt", "le"):
            if getattr(rule, name, None) is not None:
                bounds[name] = getattr(rule, name)
    if "ge" in bounds and "le" in bounds:
        return f" From {bounds['ge']} to {bounds['le']}."
    if "gt" in bounds:
        return f" More than {bounds['gt']:g}, at most {bounds['le']:g}."
    return f" At least {bounds['ge']}." if "ge" in bounds else ""


def main() -> None:
    """Writes both files below the present folder."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(settings_page(), "utf-8")
    EXAMPLE.write_text(environment_example(), "utf-8")


if __name__ == "__main__":
    main()
