"""What parts do when the accounts slice tells of something."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from partwright.web.accounts.signals import things_moved
from partwright.web.parts.services import move_parts


@receiver(things_moved, dispatch_uid="parts.move")
def follow_owner(old: UUID, new: UUID, kept: bool, **_kwargs: Any) -> None:
    move_parts(old=old, new=new, kept=kept)
