"""The end of mail."""

from datetime import datetime, timedelta

from partwright.web.mailing.models import Message
from partwright.web.privacy import outbox
from partwright.web.privacy.registry import Retention, erases

# As long as somebody who was sent an invoice or a reminder is likely to say that none came; what a mail told stands in
# the order or conversation it is about.
MAIL_STAYS = timedelta(days=90)


@erases(Retention.MAIL)
def erase_mail(now: datetime) -> int:
    """Deletes mail that was written long ago, whatever became of it, and its files in the outbox."""
    return Message.objects.filter(created_at__lt=now - MAIL_STAYS).delete()[0] + outbox.delete_kept(now - MAIL_STAYS)
