"""What number series and issued papers hold about people."""

from partwright.web.documents.models import DocumentPicture, IssuedDocument, NumberSeries
from partwright.web.privacy.purposes import Purpose
from partwright.web.privacy.registry import Category, Datum, Retention, declare

_PSEUDONYM = Datum(Category.PSEUDONYM, Purpose.MEET_DUTIES, Retention.ISSUED_DOCUMENTS)
_CONTENT = Datum(Category.CONTENT, Purpose.MEET_DUTIES, Retention.ISSUED_DOCUMENTS)

declare(NumberSeries, personal={}, operational=("id", "series", "year", "next"))
declare(
    IssuedDocument,
    personal={
        "number": _PSEUDONYM,
        "subject": _PSEUDONYM,
        "owner_id": _PSEUDONYM,
        "issued_on": Datum(Category.ACTIVITY, Purpose.MEET_DUTIES, Retention.ISSUED_DOCUMENTS),
        "data": _CONTENT,
        "file": _CONTENT,  # names the PDF, which says what `data` says
    },
    operational=("id", "channel", "kind", "series", "pictures", "digest", "kept_through", "file_sha256"),
)
declare(DocumentPicture, personal={}, operational=("digest", "content", "kept_through"))
