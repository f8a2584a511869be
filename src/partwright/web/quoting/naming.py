"""What a quote is called: by its owner, or by its day."""

from datetime import datetime

from django.utils import timezone

from partwright.web.file_names import clean_name
from partwright.web.quoting.errors import QuoteNameError

MAX_NAME_LENGTH = 120


def day_in_words(moment: datetime) -> str:
    """The day of a moment in the installation's time zone: `24 November 2026`."""
    local = timezone.localtime(moment)
    return f"{local.day} {local:%B %Y}"


def title_of(name: str, *, created_at: datetime) -> str:
    """The name of a quote, or `Quote of 24 November 2026` for one without."""
    return name or f"Quote of {day_in_words(created_at)}"


def check_name(name: str) -> str:
    """The name without space around it; "" for none.

    Raises:
        QuoteNameError: it is too long, or has signs that nobody sees.
    """
    trimmed = name.strip()
    if len(trimmed) > MAX_NAME_LENGTH:
        raise QuoteNameError(f"is longer than {MAX_NAME_LENGTH} characters: shorten it")
    if trimmed and clean_name(trimmed) != trimmed:
        raise QuoteNameError("has characters that nobody sees, such as line breaks: type it anew without them")
    return trimmed


def name_of_copy(title: str) -> str:
    """What the copy of a quote is called, cut where it would be too long."""
    name = f"Copy of {title}"
    return name if len(name) <= MAX_NAME_LENGTH else f"{name[: MAX_NAME_LENGTH - 1].rstrip()}…"
