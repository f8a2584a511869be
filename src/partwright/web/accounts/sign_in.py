"""The pages of signing in and out; how often somebody may try is allauth's rule, whoever the address belongs to."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from partwright.web.accounts.entering import let_in, see_other
from partwright.web.accounts.models import Person
from partwright.web.accounts.requests import person_of
from partwright.web.privacy.purposes import Purpose, purpose

MAX_PASSWORD_LENGTH = 200  # as where it is chosen


class SignInForm(forms.Form):
    """Address and password."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    password = forms.CharField(
        label=gettext_lazy("Password"), strip=False, max_length=MAX_PASSWORD_LENGTH, widget=forms.PasswordInput
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in (("email", "username"), ("password", "current-password")):
            self.fields[name].widget.attrs |= {"class": "form-control", "autocomplete": hint}


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.SECURE_SERVICES)
@cache_control(private=True, no_store=True)
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Signs somebody in whose address is verified, and goes on to where they wanted to be.

    A wrong password, an unknown address and one that nobody verified are answered alike.
    """
    onward = _onward(request)
    if request.method != "POST":
        return _page(request, SignInForm(), onward=onward)
    form = SignInForm(request.POST)
    if form.is_valid():
        try:
            person = _known(request, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            if person is not None:
                return let_in(request, person, onward=onward)
            form.add_error(None, _("Address and password do not go together: check both and try again."))
    return _page(request, form, onward=onward, status=422)


@require_POST
@purpose(Purpose.SECURE_SERVICES)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session of this browser."""
    logout(request)
    return see_other("/")


def _known(request: HttpRequest, *, email: str, password: str) -> Person | None:
    person = get_adapter().authenticate(request, email=email, password=password)
    # allauth hands over deactivated people too, for a page that says so; that would tell who has an account.
    if (
        isinstance(person, Person)
        and person.is_active
        and EmailAddress.objects.filter(user=person, verified=True).exists()
    ):
        return person
    return None


def _page(request: HttpRequest, form: SignInForm, *, onward: str, status: int = 200) -> HttpResponse:
    context = {"form": form, "onward": onward, "person": person_of(request)}
    return render(request, "accounts/sign_in.html", context, status=status)


def _onward(request: HttpRequest) -> str:
    """Where somebody wanted to be, if it is a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"
