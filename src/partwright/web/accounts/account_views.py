"""The pages of one's own account: who one is, where one is signed in, signing out, closing it."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partwright.errors import PartwrightError
from partwright.web.accounts import deactivation, sign_ins
from partwright.web.accounts.details import change_details
from partwright.web.accounts.entering import see_other
from partwright.web.accounts.forms import DetailsForm
from partwright.web.accounts.requests import require_actor
from partwright.web.accounts.selectors import account_of
from partwright.web.accounts.telling import PARAMETER, told
from partwright.web.privacy.purposes import Purpose, purpose


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Shows an account and changes what somebody says of themselves."""
    person = request.user
    if request.method != "POST":
        initial = {name: getattr(person, name) for name in DetailsForm.base_fields}
        return _account(request, DetailsForm(initial=initial))
    form = DetailsForm(request.POST)
    if form.is_valid():
        try:
            change_details(person.id, **form.cleaned_data, by=require_actor(request))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return see_other(f"{reverse('account')}?{PARAMETER}=details")
    return _account(request, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.SECURE_SERVICES)
@cache_control(private=True, no_store=True)
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Lists where somebody is signed in; a post signs out at one of these places, or everywhere else."""
    here = request.session.session_key
    if request.method == "POST":
        wanted = request.POST.get("end", "")
        if wanted == "others":
            sign_ins.end_sign_ins(request.user.id, but=here)
        elif wanted.isascii() and wanted.isdecimal():
            sign_ins.end_sign_in(int(wanted), person_id=request.user.id)
        return see_other(f"{reverse('account_sessions')}?{PARAMETER}=elsewhere")
    context = {"sign_ins": sign_ins.sign_ins_of(request.user.id, here=here), "told": told(request)}
    return render(request, "accounts/sessions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
@login_required
@reauthentication_required(app="allauth.account")
def deactivate(request: HttpRequest) -> HttpResponse:
    """Says what closing an account does, and does it for who has just typed their password."""
    context = {"teams": deactivation.teams_to_hand_over(request.user.id), "fault": ""}
    if request.method == "POST":
        try:
            deactivation.deactivate(request.user.id, by=require_actor(request))
        except PartwrightError as refusal:
            context["fault"] = str(refusal)
            return render(request, "accounts/deactivate.html", context, status=409)
        logout(request)
        return see_other(reverse("account_deactivated"))
    return render(request, "accounts/deactivate.html", context)


@require_safe
@purpose(Purpose.INFORM)
def deactivated(request: HttpRequest) -> HttpResponse:
    """Says that an account is closed, and how to have it opened."""
    return render(request, "accounts/deactivated.html")


@require_POST
@purpose(Purpose.SECURE_SERVICES)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session of this browser, also one that has only begun to sign in."""
    logout(request)
    return see_other("/")


def _account(request: HttpRequest, form: DetailsForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "account": account_of(request.user), "told": told(request)}
    return render(request, "accounts/account.html", context, status=status)
