"""The forms of the price book: the numbers of one section, and the note of a version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partwright.errors import OverrideError
from partwright.pricing.overrides.adjustable import FREIGHT, GENERAL, MATERIALS, REQUIREMENTS, Adjustable
from partwright.web.books.models import MAX_NOTE_LENGTH
from partwright.web.staff.styled_form import StyledForm

PERCENT = 100
DIGITS, PLACES = 12, 6  # more of either than any number of the trade has
SECTIONS: Mapping[str, Any] = {
    GENERAL: _("General"),
    MATERIALS: _("Materials"),
    REQUIREMENTS: _("Requirements"),
    FREIGHT: _("Freight"),
}


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number as the page shows it: what ships, what the operator made of it, its field."""

    number: Adjustable
    field: forms.BoundField
    unit: str
    shipped: str
    current: str
    drafted: bool


class NumbersForm(StyledForm):
    """The operator's numbers of one section; an empty field takes the shipped one."""

    edition = forms.IntegerField(min_value=0, widget=forms.HiddenInput())

    def __init__(self, numbers: Sequence[Adjustable], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, name="numbers", **kwargs)
        self.numbers = numbers
        for number in numbers:
            field = forms.DecimalField(
                label=number.name or number.title,
                required=False,
                max_digits=DIGITS,
                decimal_places=PLACES,
                widget=forms.NumberInput(attrs={"step": "any", "class": "form-control"}),
            )
            self.fields[number.path] = field

    @classmethod
    def of(cls, numbers: Sequence[Adjustable], overrides: Mapping[str, float], *, edition: int) -> "NumbersForm":
        """The form that shows the operator's numbers as the draft has them."""
        shown = {one.path: written(one, overrides[one.path]) for one in numbers if one.path in overrides}
        return cls(numbers, initial={"edition": edition, **shown})

    def changes(self) -> dict[str, float | None]:
        """What was typed as the book has it: percentages as ratios, None for an empty field."""
        return {one.path: _ratio(one, self.cleaned_data.get(one.path)) for one in self.numbers}

    def refuse(self, faults: Mapping[str, OverrideError]) -> None:
        """Puts each fault beside its field, and those of other sections above the form."""
        for path, fault in faults.items():
            self.add_error(path if path in self.fields else None, str(fault))

    def follow(self, edition: int) -> None:
        """Lets what was typed be sent again, on top of what somebody else wrote meanwhile."""
        self.data = self.data.copy()
        self.data["edition"] = str(edition)

    def groups(
        self, current: Mapping[str, float], drafted: Mapping[str, float | None]
    ) -> Sequence[tuple[str, Sequence[NumberRow]]]:
        """Rows below what all of them are; `current` are the numbers that hold now, `drafted` the draft's changes."""
        return [
            (title, [self._row(number, current, drafted) for number in numbers])
            for title, numbers in groupby(self.numbers, key=lambda number: number.title)
        ]

    def _row(self, number: Adjustable, current: Mapping[str, float], drafted: Mapping[str, float | None]) -> NumberRow:
        return NumberRow(
            number=number,
            field=self[number.path],
            unit=unit_of(number),
            shipped=written(number),
            current=written(number, current.get(number.path)),
            drafted=number.path in drafted,
        )


class VersionForm(StyledForm):
    """Why a version is published, and which draft its writer has seen."""

    note = forms.CharField(
        label=_("What this version changes and why"), max_length=MAX_NOTE_LENGTH, widget=forms.TextInput()
    )
    edition = forms.IntegerField(min_value=0, widget=forms.HiddenInput())


class EditionForm(forms.Form):
    """Which draft was seen."""

    edition = forms.IntegerField(min_value=0)


def written(number: Adjustable, value: float | None = None) -> str:
    """A value of a number as people type it, the shipped one where none is given."""
    exact = Decimal(repr(float(number.value if value is None else value)))
    text = f"{exact * PERCENT if number.percent else exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit_of(number: Adjustable) -> str:
    """The unit beside a number, "" for one that has none."""
    if number.percent:
        return "%"
    return "" if number.unit == "1" else number.unit.replace("dm2", "dm²")


def _ratio(number: Adjustable, typed: Decimal | None) -> float | None:
    if typed is None:
        return None
    return float(typed / PERCENT if number.percent else typed)
