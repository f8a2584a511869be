"""Forms beside a conversation: who answers, and what was said by telephone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partwright.policy.purposes import Purpose
from partwright.web.conversations.models import Kind, State
from partwright.web.conversations.wording import LONGEST_LINE, LONGEST_TEXT
from partwright.web.staff.styled_form import StyledForm

# What a telephone call can be used for, in words of the shop; see `policy.purposes`.
CALL_PURPOSES = [
    (Purpose.PROVIDE_SERVICES, _("To quote, make or deliver what they ask for")),
    (Purpose.HONOR_RIGHTS, _("To give back, correct or delete what is kept of them")),
    (Purpose.MEET_DUTIES, _("To meet a duty by law")),
    (Purpose.SECURE_SERVICES, _("To hold off abuse")),
    (Purpose.ADMINISTER, _("To keep the site running")),
]


class CallNoteForm(StyledForm):
    """What somebody said by telephone: whose words they are, and what they are used for."""

    source = forms.CharField(
        label=_("Who told it"), max_length=LONGEST_LINE, help_text=_("Name, and from which number they called.")
    )
    purpose = forms.ChoiceField(
        label=_("What it is used for"),
        choices=[("", _("Choose a purpose")), *((use.value, words) for use, words in CALL_PURPOSES)],
    )
    text = forms.CharField(label=_("What they said"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}))


class AssignForm(StyledForm):
    """Who of the shop answers, nobody in particular, or whoever presses the button."""

    person = forms.ChoiceField(label=_("Who answers"), required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Anybody")), *people]


class ConversationFilter(forms.Form):
    """Which conversations are listed; words that are none of these count as not given."""

    STATES = [("", _("Not closed")), (State.WAITING_FOR_STAFF, _("Waiting for us")), (State.CLOSED, _("Closed"))]
    ANSWERED_BY = [("", _("Anybody")), ("me", _("Me")), ("nobody", _("Nobody yet"))]

    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    kind = forms.ChoiceField(label=_("About"), choices=[("", _("Everything")), *Kind.choices], required=False)
    who = forms.ChoiceField(label=_("Answered by"), choices=ANSWERED_BY, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    def word(self, name: str) -> str:
        """What was chosen, "" where that is no choice."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))
