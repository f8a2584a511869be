"""What allauth asks of us: accounts and owners, mails, words, and what an address is for its limits."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partwright.web.accounts import mails
from partwright.web.accounts.models import Person
from partwright.web.accounts.requests import address_of
from partwright.web.accounts.services import new_owner
from partwright.web.accounts.telling import tell
from partwright.web.actor import SYSTEM, Channel
from partwright.web.mailing import services as mailing
from partwright.web.mailing.letterhead import absolute


class Adapter(DefaultAccountAdapter):
    """Accounts as allauth keeps them, in our words and by our mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "duplicate_email": _("This is the address of your account: type another one."),
        "email_password_mismatch": _("Address and password do not go together: check both and try again."),
        "email_taken": _("Another account has this address: sign in there, or type another one."),
        "enter_current_password": _("This is not your present password: type it again."),
        "incorrect_code": _("This is not the code: check it and type it again."),
        "incorrect_password": _("This is not your password: type it again."),
        "rate_limited": _("That was too often: wait a minute and try again."),
        "too_many_login_attempts": _("That was too often: wait some minutes, or choose a new password."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that limits count by: behind proxies the one they vouch for."""
        return address_of(request)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: every answer is a page."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """Who the credentials are of; who is deactivated is nobody, as another answer would tell who has an account."""
        person = super().authenticate(request, **credentials)
        return person if isinstance(person, Person) and person.is_active else None

    def save_user(self, request: HttpRequest, user: Person, form: Form, commit: bool = True) -> Person:
        """A new account with the row that its things will belong to."""
        for field in ("company", "job_title"):
            setattr(user, field, form.cleaned_data[field])
        user.channel = Channel.WEB
        user.created_at = timezone.now()
        user.owner = new_owner(channel=Channel.WEB)
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, Any]) -> None:
        """Sends our mail that stands for one of allauth's.

        Who has not shown that the address is theirs is not called by the name they typed: it may be anybody's.
        """
        template = mails.ALLAUTHS[template_prefix]
        known = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
        words = dict(template.sample or {})
        if "code" in words:
            words["code"] = context["code"]
        if words.get("leads"):
            words["leads"] = absolute(str(words["leads"]))
        mailing.send(
            template.id,
            to=email,
            to_name=known.user.name if known else "",
            person_id=known.user_id if known else None,
            context=words,
            by=SYSTEM,
        )

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *_args: Any, **kw: Any
    ) -> None:
        """Keeps what the next page is to say."""
        tell(request, message_template, too_often=kw.get("message") == self.error_messages["too_many_login_attempts"])

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Where who has signed up goes on, unless they came from another page."""
        return str(reverse("account"))
