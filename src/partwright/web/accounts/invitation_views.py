"""The page behind the link of an invitation into the staff."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from partwright.web.accounts.entering import let_in, see_other
from partwright.web.accounts.errors import AccountExistsError
from partwright.web.accounts.invitations import accept_staff_invitation, open_invitation, take_post
from partwright.web.accounts.models import Invitation, Person
from partwright.web.accounts.requests import person_of
from partwright.web.privacy.purposes import Purpose, purpose


class InvitedForm(forms.Form):
    """Who comes; the address only where the invitation names none."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    email = forms.EmailField(label=_("E-mail address"))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        help_text=_("At least 10 characters."),
        widget=forms.PasswordInput,
    )

    def __init__(self, *args: object, email: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if email:
            del self.fields["email"]
        self.fields["password"].widget.attrs["autocomplete"] = "new-password"
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    def clean_password(self) -> str:
        """The password, if it is hard to guess for somebody who knows the rest of the form."""
        known = {name: str(self.cleaned_data.get(name, "")) for name in ("first_name", "last_name", "email")}
        password: str = self.cleaned_data["password"]
        validate_password(password, Person(**known))
        return password


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Makes an account with a post, or gives the post to who is signed in; to look at the page uses nothing up."""
    invitation = open_invitation(token)
    person = person_of(request)
    if person is not None:
        if request.method == "POST":
            take_post(token, person=person)
            return see_other("/")
        return _page(request, invitation, person=person)
    if request.method != "POST":
        return _page(request, invitation, form=InvitedForm(email=invitation.email))
    form = InvitedForm(request.POST, email=invitation.email)
    if form.is_valid():
        try:
            person = accept_staff_invitation(token, **{"email": invitation.email, **form.cleaned_data})
        except ValidationError as refusal:
            form.add_error("password", refusal)
        except AccountExistsError as refusal:
            form.add_error("email" if "email" in form.fields else None, str(refusal))
        else:
            return let_in(request, person)
    return _page(request, invitation, form=form, status=422)


def _page(
    request: HttpRequest,
    invitation: Invitation,
    *,
    form: InvitedForm | None = None,
    person: Person | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "person": person, "invitation": invitation}
    response = render(request, "accounts/invitation.html", context, status=status)
    # Not `no-referrer`: with it browsers send `Origin: null`, which is refused where they do not say Sec-Fetch-Site,
    # as on a plain HTTP address of the workshop's network. The token goes to no other origin by this either.
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
