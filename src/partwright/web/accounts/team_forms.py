"""What is typed on the pages of teams."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from partwright.web.accounts.right_names import RIGHT_NAMES, RIGHT_SENTENCES
from partwright.web.accounts.teams import NAME_LENGTH
from partwright.web.actor import Right


def _right(word: str) -> Right:
    return Right(int(word))


class TeamNameForm(forms.Form):
    """What a team is called."""

    name = forms.CharField(label=_("Name of the team"), max_length=NAME_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["class"] = "form-control"


class RightForm(forms.Form):
    """Which right a member has."""

    right = forms.TypedChoiceField(
        label=_("Right"), coerce=_right, choices=[(right.value, name) for right, name in RIGHT_NAMES.items()]
    )


class InviteForm(forms.Form):
    """Whom to invite, and with which right."""

    email = forms.EmailField(label=_("E-mail address"))
    right = forms.TypedChoiceField(
        label=_("Right"),
        coerce=_right,
        initial=Right.QUOTE.value,
        choices=[
            (right.value, format_lazy("{}: {}", name, RIGHT_SENTENCES[right])) for right, name in RIGHT_NAMES.items()
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs |= {"class": "form-control", "autocomplete": "off"}
        self.fields["right"].widget.attrs["class"] = "form-select"
