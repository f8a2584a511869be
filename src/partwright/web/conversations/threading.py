"""Which conversation a mail belongs to, by its headers, and how mail about one is addressed and chained."""

import re
from collections.abc import Iterable, Mapping
from email.utils import getaddresses

from django.conf import settings

from partwright.web.conversations.models import Conversation, Entry, SentMail
from partwright.web.privacy.mail_transport import sender

# Delivered-To and its like are written by the receiving server: they name the address also of mail that came by copy.
_ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_TOKEN = re.compile(r"\+([0-9a-f]{32})$", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[^\s<>@]+@[^\s<>@]+>")
MOST_REFERENCES = 20  # of one mail: a header that a stranger writes may have thousands
LONGEST_CHAIN = 10

Headers = Mapping[str, str] | Iterable[tuple[str, str]]


def support_address() -> str:
    """The address whose mail becomes conversations; without one of its own, that which mail comes from."""
    return settings.ENVIRONMENT.support_address or sender()[1]


def reply_address(conversation: Conversation) -> str:
    """The address that mail about a conversation is answered to: the mailbox's with the conversation's token."""
    local, _, domain = support_address().rpartition("@")
    return f"{local.partition('+')[0]}+{conversation.mail_token}@{domain}"


def find_conversation(headers: Headers) -> Conversation | None:
    """The conversation that a mail belongs to, None if it begins one.

    The token in an address it was sent to tells it first, since nobody else knows it; then Message-IDs of our own mail,
    which are random too. A Message-ID that somebody else's program made is not random, and is followed only for the
    address that the conversation is with.
    """
    fields = _by_name(headers)
    tokens = _tokens(fields)
    found = Conversation.objects.filter(mail_token__in=tokens).first() if tokens else None
    if found is not None:
        return found
    answered = _answered(fields)
    if not answered:
        return None
    ours = SentMail.objects.filter(message_id__in=answered).select_related("entry__conversation")
    if (sent := ours.order_by("-entry__created_at").first()) is not None:
        return sent.entry.conversation
    senders = [address.lower() for _, address in getaddresses(fields.get("from", [])) if address]
    theirs = Entry.objects.filter(message_id__in=answered).select_related("conversation").order_by("-created_at")
    return next((entry.conversation for entry in theirs if entry.conversation.contact_email.lower() in senders), None)


def chain_of(conversation: Conversation) -> list[str]:
    """The Message-IDs of a conversation's mails, the oldest first: the first, and the last ones of a long one."""
    came = conversation.entries.exclude(message_id=None).values_list("number", "message_id")
    went = SentMail.objects.filter(entry__conversation=conversation).values_list("entry__number", "message_id")
    ids = [message_id for _, message_id in sorted([*came, *went]) if message_id and _MESSAGE_ID.fullmatch(message_id)]
    return ids if len(ids) <= LONGEST_CHAIN else [ids[0], *ids[1 - LONGEST_CHAIN :]]


def _by_name(headers: Headers) -> dict[str, list[str]]:
    """The values of each header by its name in lower case; a header may come several times."""
    fields: dict[str, list[str]] = {}
    for name, value in headers.items() if isinstance(headers, Mapping) else headers:
        fields.setdefault(name.lower(), []).append(str(value))
    return fields


def _tokens(fields: Mapping[str, list[str]]) -> list[str]:
    values = [value for name in _ADDRESSED for value in fields.get(name.lower(), [])]
    locals_ = [address.rpartition("@")[0] for _, address in getaddresses(values)]
    return [found[1].lower() for local in locals_ if (found := _TOKEN.search(local))][:MOST_REFERENCES]


def _answered(fields: Mapping[str, list[str]]) -> list[str]:
    """The Message-IDs that a mail answers, the nearest first."""
    nearest = [one for value in fields.get("in-reply-to", []) for one in _MESSAGE_ID.findall(value)]
    before = [one for value in fields.get("references", []) for one in _MESSAGE_ID.findall(value)]
    return list(dict.fromkeys([*nearest, *reversed(before)]))[:MOST_REFERENCES]
