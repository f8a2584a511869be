"""A conversation, its entries with files, how far somebody has read; mail that was fetched; counts of messages."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partwright.web.privacy.rows import PersonalRow


class Kind(models.TextChoices):
    """What a conversation is about. `subject` is the id of a quote, or of an order."""

    REVIEW = "review", _("Review of a quote")
    ORDER = "order", _("Order")
    COMPLAINT = "complaint", _("Complaint")
    SUPPORT = "support", _("Question")
    FEEDBACK = "feedback", _("Feedback")


class State(models.TextChoices):
    """Whose turn it is."""

    OPEN = "open", _("Open")
    WAITING_FOR_CUSTOMER = "waiting_customer", _("Answered")
    WAITING_FOR_STAFF = "waiting_staff", _("Waits for our answer")
    CLOSED = "closed", _("Closed")


class AuthorKind(models.TextChoices):
    CUSTOMER = "customer"
    STAFF = "staff"
    SYSTEM = "system"


class Via(models.TextChoices):
    """How an entry came in."""

    WEB = "web"
    MAIL = "mail"
    PHONE = "phone"
    SYSTEM = "system"


def new_mail_token() -> str:
    """128 random bits in lower case: some mail servers do not keep the case of an address."""
    return secrets.token_hex(16)


class Conversation(PersonalRow):
    """A thread between a customer and the shop.

    The customer is an owner with an account, a visitor, or somebody known by `contact_email` alone. `mail_token` is in
    the address that mail about this thread is answered to; `link_secret` makes the link for people without an account.
    `folder` holds the files of all entries.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    subject = models.UUIDField(null=True, db_index=True)
    title = models.CharField(max_length=120)
    owner = models.ForeignKey("accounts.Owner", on_delete=models.CASCADE, null=True, related_name="conversations")
    contact_name = models.CharField(max_length=160, blank=True)
    contact_email = models.EmailField(blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.OPEN)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="assigned_conversations"
    )
    created_at = models.DateTimeField()
    last_message_at = models.DateTimeField(db_index=True)
    closed_at = models.DateTimeField(null=True, db_index=True)
    mail_token = models.CharField(max_length=32, unique=True, default=new_mail_token)
    link_secret = models.CharField(max_length=43, default=secrets.token_urlsafe)
    folder = models.CharField(max_length=32, unique=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.CheckConstraint(
                name="conversation_closed_at_some_time",
                condition=Q(state="closed", closed_at__isnull=False) | ~Q(state="closed") & Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="conversation_is_with_somebody", condition=Q(owner__isnull=False) | ~Q(contact_email="")
            ),
        ]
        indexes = [models.Index(name="conversation_turn", fields=["state", "last_message_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_closed(self) -> bool:
        return self.state == State.CLOSED


class Entry(PersonalRow):
    """One message of a conversation; `number` counts from 1 in it.

    An `internal` one is seen by staff alone. A note about a call says in `source` who told it and in `purpose`, a word
    of `policy.purposes`, what for. `message_id` is that of the mail it came as, for which there is one entry at most.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    author_kind = models.CharField(max_length=8, choices=AuthorKind.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=160, blank=True)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField()
    via = models.CharField(max_length=6, choices=Via.choices)
    internal = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=30, blank=True)
    message_id = models.CharField(max_length=300, null=True, unique=True)  # noqa: DJ001 -- null, not "": unique
    in_reply_to = models.CharField(max_length=300, blank=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="entry_number_once", fields=["conversation", "number"]),
            models.CheckConstraint(
                name="entry_of_a_call_has_its_ground",
                condition=~Q(via="phone") | ~Q(source="") & ~Q(purpose="") & Q(internal=True),
            ),
            models.CheckConstraint(
                name="entry_of_staff_is_internal", condition=Q(internal=False) | ~Q(author_kind="customer")
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.number}"


class Attachment(PersonalRow):
    """A file of an entry. `kind` is one of `attachments.FileKind`, `stored` its name in the storage."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=5)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=120)
    width_px = models.PositiveIntegerField(null=True)
    height_px = models.PositiveIntegerField(null=True)

    class Meta(PersonalRow.Meta):
        constraints = [*PersonalRow.Meta.constraints]
        ordering = ["position"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_picture(self) -> bool:
        """Whether we drew it ourselves, so that it may be shown in a page."""
        return self.width_px is not None


class SentMail(PersonalRow):
    """The Message-ID of a mail that told an entry to somebody, by which an answer finds its thread."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="sent_mails")
    message_id = models.CharField(max_length=200, unique=True)

    class Meta(PersonalRow.Meta):
        constraints = [*PersonalRow.Meta.constraints]

    def __str__(self) -> str:
        return str(self.entry_id)


class Mailbox(models.Model):
    """A mailbox whose mails become conversations, and how far it has been looked through.

    `key` is a digest of server, user and folder. UIDs below `next_uid` have been looked at, as long as the server
    numbers its mails as `uid_validity` says. `fault` is why it could not be looked through since `failing_since`.
    """

    key = models.CharField(max_length=64, primary_key=True)
    uid_validity = models.BigIntegerField(null=True)
    next_uid = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True)
    failing_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key[:8]


class FetchState(models.TextChoices):
    AT_WORK = "at_work"  # or an attempt at it was cut off
    TAKEN = "taken"
    SET_ASIDE = "set_aside"


class FetchedMail(PersonalRow):
    """A mail of a mailbox that was looked at, so that it is taken once.

    `fault` is one of `incoming.Fault`; `sender` and `title` are kept of mails that were set aside, for staff to find
    them. `wanted`: staff want it taken although a machine wrote it.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="mails")
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=FetchState.choices, default=FetchState.AT_WORK)
    attempts = models.PositiveSmallIntegerField(default=0)
    wanted = models.BooleanField(default=False)
    fault = models.CharField(max_length=20, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    title = models.CharField(max_length=120, blank=True)
    fetched_at = models.DateTimeField(db_index=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="mail_fetched_once", fields=["mailbox", "uid_validity", "uid"]),
            models.CheckConstraint(
                name="mail_set_aside_for_a_fault",
                condition=Q(state="set_aside") & ~Q(fault="")
                | ~Q(state="set_aside") & Q(fault="", sender="", title=""),
            ),
        ]
        indexes = [models.Index(name="mail_state", fields=["state", "fetched_at"])]

    def __str__(self) -> str:
        return f"{self.state} {self.uid}"


class Reading(PersonalRow):
    """How far a person, or a visitor without an account, has read a conversation."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    owner = models.ForeignKey("accounts.Owner", on_delete=models.CASCADE, null=True, related_name="+")
    read_up_to = models.PositiveIntegerField(default=0)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="reading_once_a_person", fields=["conversation", "person"]),
            models.UniqueConstraint(name="reading_once_a_visitor", fields=["conversation", "owner"]),
            models.CheckConstraint(
                name="reading_is_somebodys",
                condition=Q(person__isnull=False, owner=None) | Q(person=None, owner__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.read_up_to}"


class MessageCount(PersonalRow):
    """Messages that came from one address, or from one customer, within one hour; see `parts.models.UploadCount`."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta(PersonalRow.Meta):
        constraints = [*PersonalRow.Meta.constraints]

    def __str__(self) -> str:
        return self.key[:8]
