"""What conversations do when a row goes, by whatever way it goes: by retention, or with its owner."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from partwright.web.conversations.models import Conversation
from partwright.web.conversations.services import delete_files_of


@receiver(post_delete, sender=Conversation, dispatch_uid="conversations.delete_files")
def delete_files(instance: Conversation, **_kwargs: Any) -> None:
    """The files of a conversation go with its row."""
    delete_files_of(instance)
