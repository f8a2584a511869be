"""What two versions of the price book have different, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from partwright.manufacturing.processes import PROCESSES
from partwright.pricing.book import default_book
from partwright.pricing.overrides.adjustable import GENERAL, adjustables
from partwright.pricing.wish import catalog_of
from partwright.web.staff.price_forms import SECTIONS, unit_of, written


@dataclass(frozen=True, slots=True)
class Change:
    """A number before and after. `section` is where it stands."""

    section: str
    title: str
    name: str
    before: str
    after: str
    unit: str


def differences(before: Mapping[str, float], after: Mapping[str, float]) -> Sequence[Change]:
    """Every number that is another after than before, in the order of the page."""
    return [
        Change(
            section=number.section,
            title=number.title,
            name=number.name,
            before=written(number, before.get(path)),
            after=written(number, after.get(path)),
            unit=unit_of(number),
        )
        for path, number in adjustables(default_book().tables).items()
        if before.get(path) != after.get(path)
    ]


def section_names() -> Mapping[str, str]:
    """What the sections of the price book are called, in the order shown."""
    tables = default_book().tables
    rest = {section: str(name) for section, name in SECTIONS.items()}
    processes = {process.value: catalog_of(process, tables).name for process in PROCESSES}
    return {GENERAL: rest.pop(GENERAL), **processes, **rest}
