"""The forms by which people write to the shop and rate it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partwright.web.accounts.models import Person
from partwright.web.conversations.services import Contact
from partwright.web.conversations.wording import LONGEST_LINE, LONGEST_TEXT, LONGEST_TITLE
from partwright.web.feedback import models
from partwright.web.feedback.models import BEST, WORST, About

TRAP = "fax"


class WritingForm(forms.Form):
    """A form with a name and an address, which an account fills in, and a field that only programs fill in."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=LONGEST_LINE, required=False)
    email = forms.EmailField(label=gettext_lazy("Your e-mail address"), max_length=254)
    fax = forms.CharField(label=gettext_lazy("Leave this field empty"), required=False)

    def __init__(self, *args: Any, person: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in (("name", person.name), ("email", person.email)) if person else ():
            self.fields[name].initial, self.fields[name].disabled = value, True
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields[TRAP].widget.attrs.update(tabindex="-1", autocomplete="off")
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if type(field.widget) is forms.Select else "form-control"

    def clean_fax(self) -> str:
        """Nothing: who fills it in is a program, or can empty it."""
        if self.cleaned_data[TRAP]:
            self.add_error(None, _("Empty the field that is to be left empty: programs that send advertising fill it."))
        return ""

    @property
    def contact(self) -> Contact:
        return Contact(self.cleaned_data.get("name", ""), self.cleaned_data.get("email", ""))


class ContactForm(WritingForm):
    """A message to the shop; its files are read from the request."""

    title = forms.CharField(label=gettext_lazy("What it is about"), max_length=LONGEST_TITLE)
    text = forms.CharField(
        label=gettext_lazy("Your message"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 6}), required=False
    )
    field_order = ("name", "email", "title", "text", TRAP)


class FeedbackForm(WritingForm):
    """A rating."""

    about = forms.ChoiceField(label=gettext_lazy("What you rate"), choices=About.choices)
    rating = forms.TypedChoiceField(
        label=gettext_lazy("Your rating"),
        choices=[(number, str(number)) for number in range(WORST, BEST + 1)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("What we should know"),
        max_length=models.LONGEST_TEXT,
        widget=forms.Textarea({"rows": 5}),
        required=False,
    )
    answer = forms.BooleanField(label=gettext_lazy("I would like an answer"), required=False)
    field_order = ("about", "rating", "text", "answer", "name", "email", TRAP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = False
        for name in ("rating", "answer"):
            self.fields[name].widget.attrs["class"] = "form-check-input"

    def clean(self) -> dict[str, Any]:
        """An answer needs words to answer, and an address to go to."""
        words = super().clean() or self.cleaned_data
        if words.get("answer"):
            if not words.get("text", "").strip() and "text" not in self.errors:
                self.add_error("text", _("Write what we should answer."))
            if not words.get("email") and "email" not in self.errors:
                self.add_error("email", _("Say where the answer goes."))
        return words
