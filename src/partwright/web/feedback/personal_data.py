"""What feedback holds about people: only what they write themselves."""

from partwright.web.feedback.models import Feedback
from partwright.web.privacy.purposes import Purpose
from partwright.web.privacy.registry import Category, Datum, Retention, declare

_CONTENT = Datum(Category.CONTENT, Purpose.PROVIDE_SERVICES, Retention.FEEDBACK)
_TIME = Datum(Category.ACTIVITY, Purpose.PROVIDE_SERVICES, Retention.FEEDBACK)

declare(
    Feedback,
    personal={"rating": _CONTENT, "text": _CONTENT, "created_at": _TIME, "conversation": _CONTENT},
    operational=("id", "channel", "about"),
)
