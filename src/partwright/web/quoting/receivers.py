"""What quotes do when the parts slice tells of something, or loses a body."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from partwright.web.accounts.signals import things_moved
from partwright.web.books.trials import forget_quote
from partwright.web.conversations.services import erase_about
from partwright.web.parts.models import Body, Part
from partwright.web.parts.signals import archive_unpacked, part_analyzed
from partwright.web.quoting.models import Quote
from partwright.web.quoting.prices import forget_body
from partwright.web.quoting.quotation import forget_part
from partwright.web.quoting.services import fill_lines, move_quotes, spread_archive


@receiver(part_analyzed)
def fill_waiting_lines(part: Part, **_kwargs: Any) -> None:
    fill_lines(part)


@receiver(archive_unpacked)
def replace_archive_lines(part: Part, members: list[Part], **_kwargs: Any) -> None:
    spread_archive(part, members)


@receiver(things_moved, dispatch_uid="quoting.move")
def follow_owner(old: UUID, new: UUID, kept: bool, **_kwargs: Any) -> None:
    move_quotes(old=old, new=new, kept=kept)


@receiver(post_delete, sender=Body)
def forget_deleted_body(instance: Body, **_kwargs: Any) -> None:
    """Not before the deletion stands: a request beside it would remember the body again."""
    transaction.on_commit(partial(forget_body, instance.pk))


@receiver(post_delete, sender=Part)
def forget_deleted_part(instance: Part, **_kwargs: Any) -> None:
    """As with its bodies."""
    transaction.on_commit(partial(forget_part, instance.pk))


@receiver(post_delete, sender=Quote, dispatch_uid="quoting.erase_reviews")
def erase_reviews_of(instance: Quote, **_kwargs: Any) -> None:
    """What was talked about a quote goes with it, by whatever way it goes."""
    erase_about(instance.id)


@receiver(post_delete, sender=Quote)
def forget_deleted_quote(instance: Quote, **_kwargs: Any) -> None:
    """What a draft of the price book would have done to it goes with it."""
    forget_quote(instance.pk)
