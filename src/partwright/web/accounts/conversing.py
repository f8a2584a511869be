"""What accounts tell the conversations below them: who sent a request, and whose things moved."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver
from django.http import HttpRequest

from partwright.web.accounts.requests import actor_of, address_of
from partwright.web.accounts.signals import things_moved
from partwright.web.conversations.senders import Sender, tells_sender
from partwright.web.conversations.services import move_conversations


@tells_sender
def tell_sender(request: HttpRequest) -> Sender:
    """Who sent a request, and from where."""
    return Sender(actor_of(request), address_of(request))


@receiver(things_moved, dispatch_uid="accounts.move_conversations")
def move_with_things(old: UUID, new: UUID, **_kwargs: Any) -> None:
    """What a visitor talked about goes with what they uploaded."""
    move_conversations(old=old, new=new)
