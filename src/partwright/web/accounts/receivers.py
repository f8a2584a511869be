"""What accounts do when somebody signs in, or has a new password."""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from partwright.web.accounts.models import Person
from partwright.web.accounts.requests import visitor_of
from partwright.web.accounts.services import take_over
from partwright.web.accounts.sign_ins import end_sign_ins


@receiver(user_logged_in, dispatch_uid="accounts.take_over")
def move_visitors_things(request: HttpRequest, user: Person, **_kwargs: Any) -> None:
    """What this browser's visitor had becomes the person's."""
    by = visitor_of(request)
    if by is not None and by.owner_id is not None:
        take_over(by.owner_id, user)


@receiver((password_changed, password_reset), dispatch_uid="accounts.end_sign_ins")
def sign_out_elsewhere(request: HttpRequest, user: Person, **_kwargs: Any) -> None:
    """A new password ends every session that began with the former one, but this."""
    end_sign_ins(user.id, but=request.session.session_key)
