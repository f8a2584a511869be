"""What accounts do when somebody signs in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from partwright.web.accounts.models import Person
from partwright.web.accounts.requests import visitor_of
from partwright.web.accounts.services import take_over


@receiver(user_logged_in, dispatch_uid="accounts.take_over")
def move_visitors_things(request: HttpRequest, user: Person, **_kwargs: Any) -> None:
    """What this browser's visitor had becomes the person's."""
    by = visitor_of(request)
    if by is not None and by.owner_id is not None:
        take_over(by.owner_id, user)
