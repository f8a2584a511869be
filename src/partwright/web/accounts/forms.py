"""What an account asks for: a name and an address; company and job title where somebody wants to tell them."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partwright.web.accounts.models import Person


class SignupPersonForm(forms.Form):
    """Who somebody is, beside address and password, which allauth asks for."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    company = forms.CharField(label=_("Company (optional)"), max_length=120, required=False)
    job_title = forms.CharField(label=_("Job title (optional)"), max_length=120, required=False)

    def signup(self, request: HttpRequest, person: Person) -> None:
        """Puts what allauth does not know into the new person."""
        person.company = self.cleaned_data["company"]
        person.job_title = self.cleaned_data["job_title"]
        person.save(update_fields=["company", "job_title"])
