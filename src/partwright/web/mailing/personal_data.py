"""What messages hold about people."""

from partwright.policy.categories import Category
from partwright.policy.purposes import Purpose
from partwright.web.mailing.models import Message
from partwright.web.privacy.registry import Datum, Retention, declare

_ADDRESS = Datum(Category.EMAIL, Purpose.PROVIDE_SERVICES, Retention.MAIL)
_CONTENT = Datum(Category.CONTENT, Purpose.PROVIDE_SERVICES, Retention.MAIL)
_TIME = Datum(Category.ACTIVITY, Purpose.PROVIDE_SERVICES, Retention.MAIL)

declare(
    Message,
    personal={
        "person_id": Datum(Category.PSEUDONYM, Purpose.PROVIDE_SERVICES, Retention.MAIL),
        "to": _ADDRESS,
        "to_name": _ADDRESS,
        "subject": _CONTENT,
        "text": _CONTENT,
        "html": _CONTENT,
        "headers": _ADDRESS,  # Reply-To
        "attachments": _CONTENT,
        "last_error": _CONTENT,  # what the receiving server said
        "created_at": _TIME,
        "tried_at": _TIME,
        "sent_at": _TIME,
        "given_up_at": _TIME,
    },
    operational=("id", "channel", "message_id", "template", "purpose", "state", "attempts", "refused"),
)
