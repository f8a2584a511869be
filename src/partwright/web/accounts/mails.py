"""The mails about accounts: codes, words to who already has an account or has none, and what was changed."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partwright.policy.categories import Category
from partwright.policy.purposes import Purpose
from partwright.web.mailing.templates import MailTemplate, declare

SAMPLE_CODE = "CGTQ-HDKC"


def _declare(name: str, subject: Promise, *, says: Promise, otherwise: Promise, leads: str = "") -> MailTemplate:
    """Registers a mail that says one thing, and what to do if one did not ask for it.

    `leads` is the path of the page that its button opens; its address is part of what is sent.
    """
    return declare(
        MailTemplate(
            id=f"accounts.{name}",
            subject=subject,  # type: ignore[arg-type] -- a lazy translation
            file="accounts/mail/word",
            purpose=Purpose.SECURE_SERVICES,
            sample={"says": says, "otherwise": otherwise, "leads": leads},
            categories=frozenset({Category.EMAIL}),
        )
    )


def _declare_code(name: str, subject: Promise, *, says: Promise) -> MailTemplate:
    """Registers a mail with a code, which its row forgets once it is sent."""
    otherwise = _("If you did not ask for it, ignore this mail: without the code nothing happens.")
    return declare(
        MailTemplate(
            id=f"accounts.{name}",
            subject=subject,  # type: ignore[arg-type] -- a lazy translation
            file="accounts/mail/word",
            purpose=Purpose.SECURE_SERVICES,
            sample={"says": says, "otherwise": otherwise, "code": SAMPLE_CODE},
            categories=frozenset({Category.EMAIL, Category.CREDENTIALS}),
            confidential=True,
        )
    )


_NOT_YOU = _("If this was not you, choose a new password now: that ends every session but yours.")
_IGNORE = _("If this was not you, you need do nothing.")
_RESET = "/account/reset/"

VERIFY_ADDRESS = _declare_code(
    "verify_address",
    _("Your code for this address"),
    says=_("Type this code into the page that asked for it, to show that this address is yours."),
)
RESET_CODE = _declare_code(
    "reset_code",
    _("Your code for a new password"),
    says=_("Type this code into the page that asked for it, then choose a new password."),
)
UNKNOWN_ADDRESS = _declare(
    "unknown_address",
    _("No account with this address"),
    says=_("A new password was asked for, but no account here has this address. Another of yours may have one."),
    otherwise=_IGNORE,
    leads="/account/signup/",
)
KNOWN_ADDRESS = _declare(
    "known_address",
    _("You have an account"),
    says=_("An account was to be made with this address, which has one already. Sign in, or choose a new password."),
    otherwise=_IGNORE,
    leads=_RESET,
)
ADDRESS_CHANGED = _declare(
    "address_changed",
    _("The address of your account was changed"),
    says=_("Your account has another e-mail address now. Mail no longer goes to this one."),
    otherwise=_("If this was not you, write to us at once: somebody else is in your account."),
    leads="/conversations/new/",
)
PASSWORD_CHANGED = _declare(
    "password_changed",
    _("Your password was changed"),
    says=_("The password of your account was changed. Everywhere else you are signed out."),
    otherwise=_NOT_YOU,
    leads=_RESET,
)
AUTHENTICATOR_ON = _declare(
    "authenticator_on",
    _("An authenticator was added"),
    says=_("Signing in asks for a code of your authenticator app from now on."),
    otherwise=_NOT_YOU,
    leads=_RESET,
)
AUTHENTICATOR_OFF = _declare(
    "authenticator_off",
    _("Your authenticator was removed"),
    says=_("Signing in no longer asks for a code of your authenticator app."),
    otherwise=_NOT_YOU,
    leads=_RESET,
)
RECOVERY_CODES = _declare(
    "recovery_codes",
    _("New recovery codes were made"),
    says=_("Your account has new recovery codes. The former ones no longer work."),
    otherwise=_NOT_YOU,
    leads=_RESET,
)
PASSKEY_ADDED = _declare(
    "passkey_added",
    _("A passkey was added"),
    says=_("A passkey was added to your account."),
    otherwise=_NOT_YOU,
    leads=_RESET,
)
PASSKEY_REMOVED = _declare(
    "passkey_removed",
    _("A passkey was removed"),
    says=_("A passkey was removed from your account."),
    otherwise=_NOT_YOU,
    leads=_RESET,
)
DEACTIVATED = _declare(
    "deactivated",
    _("Your account is deactivated"),
    says=_("Your account is deactivated and signed out everywhere. Quotes and orders stay; we can open it again."),
    otherwise=_("If this was not you, or to have it opened again, write to us."),
    leads="/conversations/new/",
)

ALLAUTHS = {
    "account/email/email_confirmation_signup": VERIFY_ADDRESS,
    "account/email/email_confirmation": VERIFY_ADDRESS,
    "account/email/password_reset_code": RESET_CODE,
    "account/email/unknown_account": UNKNOWN_ADDRESS,
    "account/email/account_already_exists": KNOWN_ADDRESS,
    "account/email/email_changed": ADDRESS_CHANGED,
    "account/email/password_changed": PASSWORD_CHANGED,
    "account/email/password_reset": PASSWORD_CHANGED,
    "mfa/email/totp_activated": AUTHENTICATOR_ON,
    "mfa/email/totp_deactivated": AUTHENTICATOR_OFF,
    "mfa/email/recovery_codes_generated": RECOVERY_CODES,
    "mfa/email/webauthn_added": PASSKEY_ADDED,
    "mfa/email/webauthn_removed": PASSKEY_REMOVED,
}
"""The mail that stands for each of allauth's."""
