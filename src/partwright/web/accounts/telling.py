"""What a page says of what was done on the one before it: a word in the address, and its sentence."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

PARAMETER = "told"
TOO_OFTEN = "too-often"
SENTENCES = {
    "address": _("Your address is verified."),
    "authenticator": _("Signing in asks for a code of your authenticator from now on."),
    "authenticator-removed": _("Signing in no longer asks for a code of your authenticator."),
    "details": _("Your details are saved."),
    "elsewhere": _("You are signed out there."),
    "late": _("The time for that is over: begin again."),
    "passkey": _("The passkey is added."),
    "passkey-removed": _("The passkey is removed."),
    "password": _("Your password is changed. Everywhere else you are signed out."),
    "recovery-codes": _("These codes are new; the former ones no longer work."),
    TOO_OFTEN: _("The code was wrong too often: begin again."),
}
_OF_ALLAUTH = {
    "account/messages/email_confirmed.txt": "address",
    "account/messages/password_changed.txt": "password",
    "mfa/messages/recovery_codes_generated.txt": "recovery-codes",
    "mfa/messages/totp_activated.txt": "authenticator",
    "mfa/messages/totp_deactivated.txt": "authenticator-removed",
    "mfa/messages/webauthn_added.txt": "passkey",
    "mfa/messages/webauthn_removed.txt": "passkey-removed",
}


def tell(request: HttpRequest, message: str | None, *, too_often: bool = False) -> None:
    """Keeps the first of allauth's messages for the page that the answer leads to; most need no words."""
    word = TOO_OFTEN if too_often else _OF_ALLAUTH.get(message or "")
    if word is not None and not hasattr(request, "told"):
        request.told = word  # type: ignore[attr-defined]


def pass_on(request: HttpRequest, response: HttpResponse, *, otherwise: str = "") -> None:
    """Puts what was told into the address that an answer leads to."""
    word = getattr(request, "told", otherwise)
    if word:
        address = response["Location"]
        response["Location"] = f"{address}{'&' if '?' in address else '?'}{urlencode({PARAMETER: word})}"


def told(request: HttpRequest) -> str:
    """What a page says first; "" if nothing."""
    return str(SENTENCES.get(request.GET.get(PARAMETER, ""), ""))
