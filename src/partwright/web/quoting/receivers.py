"""What quotes do when the parts slice tells of something."""

from typing import Any

from django.dispatch import receiver

from partwright.web.parts.models import Part
from partwright.web.parts.signals import archive_unpacked, part_analyzed
from partwright.web.quoting.services import fill_lines, spread_archive


@receiver(part_analyzed)
def fill_waiting_lines(part: Part, **_kwargs: Any) -> None:
    fill_lines(part)


@receiver(archive_unpacked)
def replace_archive_lines(part: Part, members: list[Part], **_kwargs: Any) -> None:
    spread_archive(part, members)
