"""allauth's flows as pages of ours: its views decide, our templates show, and forms are answered as all are."""

from http import HTTPStatus
from typing import Any

from allauth.account import views
from allauth.mfa.base import views as step_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as authenticator_views
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django.views.generic import View

from partwright.web.accounts.requests import forget_visitor
from partwright.web.accounts.telling import pass_on, told
from partwright.web.privacy.purposes import Purpose, purpose


def page(view: type[View], template: str, *, late: str = "", **options: Any) -> Any:
    """A view of allauth with a template of ours.

    A refused form is answered by 422, a sent one by 303. `late` is what the page to begin again says to who comes with
    a form for which the time is over. What this browser's visitor had is the person's once they are in, and the
    visitor's cookie goes.
    """
    inner = view.as_view(template_name=template, **options)

    @require_http_methods(["GET", "HEAD", "POST"])
    @purpose(Purpose.SECURE_SERVICES)
    @cache_control(private=True, no_store=True)
    @sensitive_post_parameters()
    def show(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        stranger = not request.user.is_authenticated
        response = inner(request, **kwargs)
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            response.context_data["told"] = told(request)
        if request.method == "POST":
            _answer_form(request, response, late=late)
        if stranger and request.user.is_authenticated:
            forget_visitor(request, response)
        return response

    return show


def _answer_form(request: HttpRequest, response: HttpResponse, *, late: str) -> None:
    if response.status_code == HTTPStatus.FOUND:
        response.status_code = HTTPStatus.SEE_OTHER
        to_begin_again = response["Location"] in (reverse("account_login"), reverse("account_reset_password"))
        pass_on(request, response, otherwise=late if to_begin_again else "")
    elif response.status_code == HTTPStatus.OK:
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY


sign_in = page(views.LoginView, "accounts/sign_in.html")
sign_up = page(views.SignupView, "accounts/sign_up.html")
verify_address = page(views.ConfirmEmailVerificationCodeView, "accounts/verify_address.html", late="late")
reset_password = page(views.PasswordResetView, "accounts/reset_password.html")
reset_code = page(views.ConfirmPasswordResetCodeView, "accounts/reset_code.html", late="late")
new_password = page(views.CompletePasswordResetView, "accounts/new_password.html", late="late")
change_address = page(views.EmailView, "accounts/change_address.html")
change_password = page(views.PasswordChangeView, "accounts/change_password.html", success_url=reverse_lazy("account"))
reauthenticate = page(views.ReauthenticateView, "accounts/reauthenticate.html")
second_step = page(step_views.AuthenticateView, "accounts/second_step.html", late="late")
confirm_by_code = page(step_views.ReauthenticateView, "accounts/reauthenticate.html")
add_authenticator = page(authenticator_views.ActivateTOTPView, "accounts/add_authenticator.html")
remove_authenticator = page(authenticator_views.DeactivateTOTPView, "accounts/remove_authenticator.html")
recovery_codes = page(recovery_views.ViewRecoveryCodesView, "accounts/recovery_codes.html")
new_recovery_codes = page(recovery_views.GenerateRecoveryCodesView, "accounts/new_recovery_codes.html")
