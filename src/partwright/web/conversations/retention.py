"""The end of conversations, of files that no conversation names, of notes on fetched mail and of counts."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from partwright.web.conversations.attachments import CONVERSATIONS
from partwright.web.conversations.keeping import rules
from partwright.web.conversations.models import Conversation, FetchedMail, MessageCount
from partwright.web.conversations.services import erase
from partwright.web.privacy.registry import Retention, erases

CLOSED_STAYS = timedelta(days=180)  # as long as a question about the same matter is likely to come back
SILENT_STAYS = timedelta(days=730)  # nobody closed it, and nobody has written for two years
FETCHED_STAYS = timedelta(days=180)
ORPHAN_AGE = timedelta(hours=1)  # longer than any upload takes between its files and their rows
AT_ONCE = 500


@erases(Retention.CONVERSATIONS)
def erase_ended_conversations(now: datetime) -> int:
    """Deletes conversations whose time is over and those whose order or quote is gone, and folders without a row."""
    erased = sum(_erase_all(found) for found in (_over(now), *_without_subject()))
    named = set(Conversation.objects.values_list("folder", flat=True))
    return erased + CONVERSATIONS.delete_orphans(named, written_before=now - ORPHAN_AGE)


@erases(Retention.FETCHED_MAIL)
def erase_fetched_mail(now: datetime) -> int:
    """Deletes what is noted of mails that were fetched long ago; the mails themselves are the mailbox's."""
    return FetchedMail.objects.filter(fetched_at__lt=now - FETCHED_STAYS).delete()[0]


@erases(Retention.MESSAGE_COUNTS)
def erase_message_counts(now: datetime) -> int:
    """Deletes the counts of hours that are over."""
    return MessageCount.objects.filter(expires_at__lte=now).delete()[0]


def _over(now: datetime) -> QuerySet[Conversation]:
    """What was closed or has been silent for long enough, and is about nothing that somebody keeps."""
    kept = Q(kind__in=list(rules()), subject__isnull=False)
    ended = Q(closed_at__lt=now - CLOSED_STAYS) | Q(last_message_at__lt=now - SILENT_STAYS)
    return Conversation.objects.filter(ended).exclude(kept)


def _without_subject() -> list[QuerySet[Conversation]]:
    """What is about something that is gone, by kind."""
    gone = []
    for kind, rule in rules().items():
        about = Conversation.objects.filter(kind=kind, subject__isnull=False)
        subjects = sorted(set(about.values_list("subject", flat=True)), key=str)
        for start in range(0, len(subjects), AT_ONCE):  # a condition with more values than a database takes is none
            some = set(subjects[start : start + AT_ONCE])
            gone.append(about.filter(subject__in=some - set(rule(some))))
    return gone


def _erase_all(found: QuerySet[Conversation]) -> int:
    erased = 0
    for conversation in found.iterator():
        with transaction.atomic():
            erased += erase(conversation)
    return erased
