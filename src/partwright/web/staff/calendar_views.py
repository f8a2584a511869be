"""The shop's calendar: days it closes by itself, beside the public holidays of its country."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from partwright.pricing.holidays import public_holidays
from partwright.pricing.places import country_name
from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import require_actor
from partwright.web.actor import StaffRole
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.shop.closures import MOST_YEARS_AHEAD, NAME_LENGTH, close_days, closed_in, open_days
from partwright.web.shop.errors import ShopFieldError
from partwright.web.shop.selectors import get_shop
from partwright.web.staff.access import staff_only
from partwright.web.staff.styled_form import StyledForm

DONE = ("closed", "opened")


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SpanForm(StyledForm):
    """Days from one to another."""

    first = forms.DateField(label=_("First day"), widget=_day_input())
    last = forms.DateField(label=_("Last day, empty for one day"), widget=_day_input(), required=False)

    def days(self) -> tuple[date, date]:
        """Both ends of what was typed."""
        first: date = self.cleaned_data["first"]
        return first, self.cleaned_data["last"] or first


class ClosureForm(SpanForm):
    """Days on which the shop closes, and why."""

    name = forms.CharField(label=_("Why, such as company holidays"), max_length=NAME_LENGTH)


@require_safe
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.OWNER)
def calendar(request: HttpRequest) -> HttpResponse:
    """The days off of a year; one that is none of those to choose shows this year."""
    return _page(request, ClosureForm(name="closure"))


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.OWNER)
def close(request: HttpRequest) -> HttpResponse:
    """Closes the shop on some days."""
    form = ClosureForm(request.POST, name="closure")
    if form.is_valid():
        first, last = form.days()
        try:
            close_days(first, last, name=form.cleaned_data["name"], by=require_actor(request))
        except ShopFieldError as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _back("closed", first)
    return _page(request, form, status=422)


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.OWNER)
def reopen(request: HttpRequest) -> HttpResponse:
    """Takes closed days back."""
    form = SpanForm(request.POST, name="span")
    if not form.is_valid():  # nobody types these days: they come from the list
        return see_other(reverse("staff:calendar"))
    first, last = form.days()
    open_days(first, last, by=require_actor(request))
    return _back("opened", first)


def _back(done: str, day: date) -> HttpResponse:
    return see_other(f"{reverse('staff:calendar')}?year={day.year}&done={done}")


def _page(request: HttpRequest, form: ClosureForm, *, status: int = 200) -> HttpResponse:
    country = get_shop().country
    this_year = timezone.localdate().year
    years = [this_year + number for number in range(MOST_YEARS_AHEAD + 1)]
    word = request.GET.get("year", "")
    year = int(word) if word in map(str, years) else this_year
    done = request.GET.get("done", "")
    context: dict[str, Any] = {
        "form": form,
        "year": year,
        "years": years,
        "spans": closed_in(year),
        "holidays": sorted(public_holidays(country, year).items()),
        "country": country_name(country) if country else "",
        "done": done if done in DONE else "",
    }
    return render(request, "staff/calendar.html", context, status=status)
