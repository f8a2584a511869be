"""Writes of feedback."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.web.actor import Channel
from partwright.web.conversations.allowance import count_message
from partwright.web.conversations.asking import ask
from partwright.web.conversations.models import Kind
from partwright.web.conversations.senders import Sender
from partwright.web.conversations.services import Contact
from partwright.web.conversations.wording import clean_text
from partwright.web.feedback.models import About, Feedback

ONE_FILE = 1  # as a message with a file: it may have no words


def give_feedback(
    about: About, *, rating: int, text: str, sender: Sender, answer_wanted: bool = False, contact: Contact | None = None
) -> Feedback:
    """Stores a rating; where an answer is wanted its words begin a conversation too.

    Raises:
        TooManyMessagesError: the hour's limit is passed.
        EmptyMessageError: an answer is wanted to no words.
        MessageTooLongError, MailAddressError.
    """
    with transaction.atomic():
        conversation = None
        if answer_wanted:
            title = _("Feedback: %(about)s, %(rating)d of 5") % {"about": about.label, "rating": rating}
            conversation = ask(sender, title=title, text=text, contact=contact, kind=Kind.FEEDBACK)
        else:
            count_message(address=sender.address, customer=sender.address)
        return Feedback.objects.create(
            channel=(sender.actor and sender.actor.channel) or Channel.WEB,
            about=about,
            rating=rating,
            text=clean_text(text, files=ONE_FILE),
            created_at=timezone.now(),
            conversation=conversation,
        )
