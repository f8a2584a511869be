"""What the price book holds about people: who of the staff wrote it, and which quotes it was tried on."""

from partwright.web.books.models import BookDraft, BookVersion, Trial, TrialRow
from partwright.web.privacy.purposes import Purpose
from partwright.web.privacy.registry import Category, Datum, Retention, declare

_WRITER = Datum(Category.PSEUDONYM, Purpose.ADMINISTER, Retention.BOOK_WRITERS)
_WRITTEN = Datum(Category.ACTIVITY, Purpose.ADMINISTER, Retention.BOOK_WRITERS)
_TRIED = Datum(Category.PSEUDONYM, Purpose.ADMINISTER, Retention.TRIALS)
_AMOUNT = Datum(Category.SPECIFICATIONS, Purpose.ADMINISTER, Retention.TRIALS)

declare(
    BookVersion,
    personal={"published_by": _WRITER, "published_at": _WRITTEN},
    operational=("id", "channel", "number", "overrides", "note", "digest"),
)
declare(
    BookDraft,
    personal={"changed_by": _WRITER, "changed_at": _WRITTEN},
    operational=("id", "channel", "changes", "edition"),
)
declare(Trial, personal={}, operational=tuple(field.name for field in Trial._meta.fields))
declare(
    TrialRow,
    personal={"quote_id": _TRIED, "currency": _AMOUNT, "before": _AMOUNT, "after": _AMOUNT},
    operational=("id", "channel", "trial"),
)
