"""Who may see a conversation and who may write in it, and the link of people without an account."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from partwright.web.actor import Actor, ActorKind, Right, StaffRole
from partwright.web.conversations.models import Conversation, Kind

# Finance decides on refunds, production answers for what it makes; all else is for those who talk with customers.
_ROLES = {
    Kind.REVIEW: (StaffRole.SALES,),
    Kind.ORDER: (StaffRole.SALES, StaffRole.PRODUCTION),
    Kind.COMPLAINT: (StaffRole.SALES, StaffRole.PRODUCTION, StaffRole.FINANCE),
    Kind.SUPPORT: (StaffRole.SALES,),
    Kind.FEEDBACK: (StaffRole.SALES,),
}


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody may do in a conversation. `staff` says that they are on the shop's side of it."""

    view: bool = False
    write: bool = False
    staff: bool = False


NONE = Access()


def access_to(conversation: Conversation, *, by: Actor | None, link: str = "") -> Access:
    """What an actor may do, or whoever has the link of a conversation with somebody without an account.

    Who is staff and also the customer, such as by a quote of their own, is the customer in it.
    """
    if link and opens(link, conversation):
        return Access(view=True, write=True)
    if by is None:
        return NONE
    if by.kind is ActorKind.SYSTEM:
        return Access(view=True, write=True, staff=True)
    if by.may(Right.VIEW, conversation.owner_id):
        return Access(view=True, write=by.may(Right.QUOTE, conversation.owner_id))
    if by.works_as(*_ROLES[Kind(conversation.kind)]):
        return Access(view=True, write=True, staff=True)
    return NONE


def kinds_of(by: Actor) -> tuple[Kind, ...]:
    """The kinds of conversation that somebody works on for the shop."""
    return tuple(kind for kind, roles in _ROLES.items() if by.works_as(*roles))


def roles_for(kind: Kind) -> tuple[StaffRole, ...]:
    """The roles that work on a kind of conversation, beside the shop's owner."""
    return _ROLES[kind]


def visible(by: Actor) -> Q:
    """The condition for conversations that belong to an actor or to their teams."""
    return Q(owner_id__in=by.owner_ids)


def link_of(conversation: Conversation) -> str:
    """The secret word of the link for somebody without an account; "" where the other side has one.

    It is not stored: a copy of the database opens nothing without the installation's key.
    """
    if not conversation.contact_email:
        return ""
    message = f"conversation\0{conversation.id}\0{conversation.link_secret}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, sha256).hexdigest()


def opens(link: str, conversation: Conversation) -> bool:
    """Whether a word is that of a conversation's link."""
    expected = link_of(conversation)
    return bool(expected) and hmac.compare_digest(expected.encode(), link.encode())


def address_of(conversation: Conversation, *, link: str = "") -> str:
    """The path of a conversation's page, by link if there is one."""
    if link:
        return reverse("conversations:linked", args=[conversation.id, link])
    return reverse("conversations:conversation", args=[conversation.id])
