"""What conversations hold about people."""

from partwright.web.conversations.models import (
    Attachment,
    Conversation,
    Entry,
    FetchedMail,
    Mailbox,
    MessageCount,
    Reading,
    SentMail,
)
from partwright.web.privacy.purposes import Purpose
from partwright.web.privacy.registry import Category, Datum, Retention, declare

_OWNER = Datum(Category.PSEUDONYM, Purpose.PROVIDE_SERVICES, Retention.CONVERSATIONS)
_NAME = Datum(Category.NAME, Purpose.PROVIDE_SERVICES, Retention.CONVERSATIONS)
_EMAIL = Datum(Category.EMAIL, Purpose.PROVIDE_SERVICES, Retention.CONVERSATIONS)
_CONTENT = Datum(Category.CONTENT, Purpose.PROVIDE_SERVICES, Retention.CONVERSATIONS)
_TIME = Datum(Category.ACTIVITY, Purpose.PROVIDE_SERVICES, Retention.CONVERSATIONS)
_SECRET = Datum(Category.CREDENTIALS, Purpose.SECURE_SERVICES, Retention.CONVERSATIONS)
_FETCHED_EMAIL = Datum(Category.EMAIL, Purpose.PROVIDE_SERVICES, Retention.FETCHED_MAIL)
_FETCHED_CONTENT = Datum(Category.CONTENT, Purpose.PROVIDE_SERVICES, Retention.FETCHED_MAIL)
_FETCHED_TIME = Datum(Category.ACTIVITY, Purpose.PROVIDE_SERVICES, Retention.FETCHED_MAIL)
_COUNT = Datum(Category.PSEUDONYM, Purpose.SECURE_SERVICES, Retention.MESSAGE_COUNTS)

declare(
    Conversation,
    personal={
        "owner": _OWNER,
        "assigned_to": _OWNER,
        "title": _CONTENT,
        "contact_name": _NAME,
        "contact_email": _EMAIL,
        "created_at": _TIME,
        "last_message_at": _TIME,
        "closed_at": _TIME,
        "mail_token": _SECRET,
        "link_secret": _SECRET,
    },
    operational=("id", "channel", "kind", "subject", "state", "folder"),
)
declare(
    Entry,
    personal={
        "author": _OWNER,
        "author_name": _NAME,
        "text": _CONTENT,
        "created_at": _TIME,
        "source": _CONTENT,  # who said it, in words
        "message_id": _EMAIL,  # names the sender's mail server
        "in_reply_to": _EMAIL,
    },
    operational=("id", "channel", "conversation", "number", "author_kind", "via", "internal", "purpose"),
)
declare(
    Attachment,
    personal=dict.fromkeys(("name", "size_bytes", "sha256", "stored"), _CONTENT),
    operational=("id", "channel", "entry", "position", "kind", "width_px", "height_px"),
)
declare(SentMail, personal={"message_id": _EMAIL}, operational=("id", "channel", "entry"))
declare(
    Reading,
    personal={"person": _OWNER, "owner": _OWNER, "read_up_to": _TIME},
    operational=("id", "channel", "conversation"),
)
declare(
    Mailbox,
    personal={},
    operational=("key", "uid_validity", "next_uid", "looked_at", "fault", "failing_since"),
)
declare(
    FetchedMail,
    personal={"sender": _FETCHED_EMAIL, "title": _FETCHED_CONTENT, "fetched_at": _FETCHED_TIME},
    operational=("id", "channel", "mailbox", "uid_validity", "uid", "state", "attempts", "wanted", "fault"),
)
declare(MessageCount, personal={"key": _COUNT, "count": _COUNT}, operational=("channel", "expires_at"))
