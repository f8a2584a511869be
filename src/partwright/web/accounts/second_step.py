"""The second step of signing in: what allauth asks of us about authenticators and recovery codes."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _


class SecondStepAdapter(DefaultMFAAdapter):
    """allauth's second step, in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": _("Recovery codes stand in for an authenticator: add one first."),
        "incorrect_code": _("This is not the code: check it and type the next one."),
    }
