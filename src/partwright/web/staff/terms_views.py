"""The terms of sale: read, edited and published as a new version."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import require_actor
from partwright.web.actor import StaffRole
from partwright.web.ordering.errors import CheckoutFieldError
from partwright.web.ordering.terms import MOST_SIGNS, TermsText, current_terms, publish_terms, published_versions
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.staff.access import staff_only
from partwright.web.staff.styled_form import StyledForm

DONE = ("published", "same")


class TermsForm(StyledForm):
    """The text of the next version."""

    text = forms.CharField(
        label=_("Text of the next version"), max_length=MOST_SIGNS, widget=forms.Textarea(attrs={"rows": 24})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.OWNER)
def terms(request: HttpRequest) -> HttpResponse:
    """Shows the terms of today in a form, and publishes what was made of them."""
    before = current_terms()
    if request.method != "POST":
        return _page(request, TermsForm(initial={"text": before.text}), before)
    form = TermsForm(request.POST)
    if form.is_valid():
        try:
            now = publish_terms(form.cleaned_data["text"], by=require_actor(request))
        except CheckoutFieldError as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            done = "same" if now.version == before.version else "published"
            return see_other(f"{reverse('staff:terms')}?done={done}")
    return _page(request, form, before, status=422)


def _page(request: HttpRequest, form: TermsForm, current: TermsText, *, status: int = 200) -> HttpResponse:
    done = request.GET.get("done", "")
    context = {
        "form": form,
        "current": current,
        "versions": published_versions(),
        "done": done if done in DONE else "",
    }
    return render(request, "staff/terms.html", context, status=status)
