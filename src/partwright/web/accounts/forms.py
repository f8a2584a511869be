"""allauth's forms in our dress: our labels, no second password to type, no words in empty fields."""

from typing import Any, ClassVar

from allauth.account import forms as allauths
from allauth.mfa.base import forms as steps
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partwright.web.accounts.details import on_one_line
from partwright.web.accounts.models import Person

LONGEST_PASSWORD = 200  # Argon2 takes longer for longer ones
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, without the brackets
_EMAIL = _("E-mail address")
_CODE = _("Code")
_NEW_PASSWORD = _("New password")
PASSWORD_ADVICE = _("At least 10 characters.")


class Dressed(forms.Form):
    """A form whose fields look and are called as everywhere on the site."""

    labels: ClassVar[dict[str, str | Promise]] = {}
    advice: ClassVar[dict[str, str | Promise]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.advice.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if not isinstance(field.widget, (forms.CheckboxInput, forms.HiddenInput)):
                field.widget.attrs["class"] = "form-control"
            if isinstance(field, forms.EmailField):
                field.validators.append(MaxLengthValidator(LONGEST_ADDRESS))
            if isinstance(field.widget, forms.PasswordInput):
                field.validators.append(MaxLengthValidator(LONGEST_PASSWORD))


class CodeForm(Dressed):
    """A form that asks for a code."""

    labels: ClassVar[dict[str, str | Promise]] = {"code": _CODE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}


class DetailsForm(Dressed):
    """What somebody says of themselves."""

    first_name = forms.CharField(label=_("First name"), max_length=80, validators=[on_one_line])
    last_name = forms.CharField(label=_("Last name"), max_length=80, validators=[on_one_line])
    company = forms.CharField(label=_("Company"), max_length=120, required=False, validators=[on_one_line])
    job_title = forms.CharField(label=_("Job title"), max_length=120, required=False, validators=[on_one_line])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hints = {"first_name": "given-name", "last_name": "family-name", "company": "organization"}
        for name, hint in (hints | {"job_title": "organization-title"}).items():
            self.fields[name].widget.attrs["autocomplete"] = hint
        for name in ("company", "job_title"):
            self.fields[name].help_text = _("May stay empty.")


class SignInForm(Dressed, allauths.LoginForm):
    """Address and password."""

    labels: ClassVar[dict[str, str | Promise]] = {"login": _EMAIL}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignUpForm(DetailsForm, allauths.SignupForm):
    """Who somebody is, where they work, and how they will sign in."""

    field_order: ClassVar[list[str]] = ["first_name", "last_name", "email", "company", "job_title", "password1"]
    labels: ClassVar[dict[str, str | Promise]] = {"email": _EMAIL, "password1": _("Password")}
    advice: ClassVar[dict[str, str | Promise]] = {
        "email": _("A code goes there, which the next page asks for."),
        "password1": PASSWORD_ADVICE,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean(self) -> dict[str, Any]:
        """The form, its password hard to guess for somebody who knows the rest."""
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("password1"):
            known = {name: cleaned.get(name, "") for name in ("first_name", "last_name", "email", "company")}
            try:
                validate_password(cleaned["password1"], Person(**known))
            except ValidationError as refusal:
                self.add_error("password1", refusal)
        return self.cleaned_data

    def try_save(self, request: HttpRequest) -> tuple[Person | None, HttpResponse | None]:
        """The new account; where the address has one, the answer that looks like it, and as much work."""
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)
            except IntegrityError:  # the address was taken in this very moment
                self.account_already_exists = True
        Person().set_password(self.cleaned_data["password1"])
        return super().try_save(request)


class AddressCodeForm(CodeForm, allauths.ConfirmEmailVerificationCodeForm):
    """The code that shows that an address is somebody's."""


class ResetForm(Dressed, allauths.ResetPasswordForm):
    """The address of whoever forgot their password."""

    labels: ClassVar[dict[str, str | Promise]] = {"email": _EMAIL}


class ResetCodeForm(CodeForm, allauths.ConfirmPasswordResetCodeForm):
    """The code that lets somebody choose a new password."""


class NewPasswordForm(Dressed, allauths.ResetPasswordKeyForm):
    """A new password, of who has shown by a code who they are."""

    labels: ClassVar[dict[str, str | Promise]] = {"password1": _NEW_PASSWORD}
    advice: ClassVar[dict[str, str | Promise]] = {"password1": PASSWORD_ADVICE}


class NewAddressForm(Dressed, allauths.AddEmailForm):
    """Another address for an account."""

    labels: ClassVar[dict[str, str | Promise]] = {"email": _("New e-mail address")}
    advice: ClassVar[dict[str, str | Promise]] = {"email": _("A code goes there, which the next page asks for.")}


class ChangePasswordForm(Dressed, allauths.ChangePasswordForm):
    """The present password and a new one."""

    labels: ClassVar[dict[str, str | Promise]] = {"oldpassword": _("Present password"), "password1": _NEW_PASSWORD}
    advice: ClassVar[dict[str, str | Promise]] = {"password1": PASSWORD_ADVICE}


class ReauthenticateForm(Dressed, allauths.ReauthenticateForm):
    """The password once more, before something that whoever finds an open browser must not do."""


class StepForm(Dressed):
    """A form that asks for a code of an authenticator; a recovery code has letters too, so all keys are offered."""

    labels: ClassVar[dict[str, str | Promise]] = {"code": _CODE}


class AddAuthenticatorForm(StepForm, ActivateTOTPForm):
    """The first code of an authenticator, which shows that it has the key."""

    advice: ClassVar[dict[str, str | Promise]] = {"code": _("The six digits that the app shows now.")}


class SecondStepForm(StepForm, steps.AuthenticateForm):
    """The code that signing in asks for after the password."""

    advice: ClassVar[dict[str, str | Promise]] = {"code": _("Of your authenticator app, or a recovery code.")}


class ConfirmByCodeForm(StepForm, steps.ReauthenticateForm):
    """A code in place of the password, before something that matters."""

    advice: ClassVar[dict[str, str | Promise]] = {"code": _("Of your authenticator app, or a recovery code.")}
