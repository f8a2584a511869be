"""Taking mail out of the support mailbox: each mail becomes a message of a conversation once, or is set aside.

The row of a mail is written before it is looked at and after, and only then is it marked in the mailbox. Of a process
that dies in between, the next round finds the entry by its Message-ID, or makes it. The mailbox keeps every mail.
"""

import hashlib
import logging
import time
from collections.abc import Sequence

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import OperationalError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.web.actor import SYSTEM, Actor, Channel, StaffRole
from partwright.web.conversations import services
from partwright.web.conversations.attachments import sift
from partwright.web.conversations.errors import FetchedMailNotFoundError
from partwright.web.conversations.imap import FLAGGED, SEEN, Inbox, MailboxFaultError, RawMail, open_inbox
from partwright.web.conversations.incoming import Fault, Incoming, SetAsideError, is_own, read_head, read_mail
from partwright.web.conversations.mailbox_url import MailboxAddress, parse_mailbox_url
from partwright.web.conversations.models import FetchedMail, FetchState, Kind, Mailbox, Via
from partwright.web.conversations.threading import find_conversation, support_address
from partwright.web.conversations.wording import LONGEST_TEXT, LONGEST_TITLE, clean_line, clean_text
from partwright.web.conversations.writing import MailIds, known_entry
from partwright.web.privacy.mail_transport import sender

log = logging.getLogger(__name__)

MOST_A_ROUND = 100
ROUND_S = 45.0  # a mail that is being taken is taken to its end
MOST_ATTEMPTS = 3  # of a mail that ends its process each time
LONGEST_NOTE = 400  # what we add to a text, before it and after it


def support_mailbox() -> MailboxAddress | None:
    """The mailbox that is set up, None if none is."""
    url: str | None = settings.ENVIRONMENT.support_url
    return parse_mailbox_url(url) if url else None


def mailbox_state() -> Mailbox | None:
    """The mailbox that is set up as it was last looked into, None if it never was."""
    address = support_mailbox()
    return Mailbox.objects.filter(key=_key(address)).first() if address else None


def fetch_mails(address: MailboxAddress) -> int:
    """Takes what has come into a mailbox, at most a hundred mails; says how many it looked at.

    At the first look into a mailbox, and when its server numbers its mails anew, mails that somebody has read stay out.

    Raises:
        MailboxFaultError: the mailbox does not answer; what was taken until then stays taken.
    """
    key = _key(address)
    mailbox, _made = Mailbox.objects.get_or_create(key=key)
    try:
        with open_inbox(address) as inbox:
            looked_at = _go_round(mailbox, inbox)
    except MailboxFaultError as fault:
        since = mailbox.failing_since or timezone.now()
        Mailbox.objects.filter(key=key).update(fault=str(fault)[:200], failing_since=since)
        raise
    Mailbox.objects.filter(key=key).update(fault="", failing_since=None, looked_at=timezone.now())
    return looked_at


def take_after_all(mail_id: int, *, by: Actor) -> None:
    """Has the next round take a mail that was set aside, even if a machine wrote it.

    Raises:
        FetchedMailNotFoundError: there is none, or the actor does not answer customers.
    """
    found = FetchedMail.objects.filter(id=mail_id, state=FetchState.SET_ASIDE)
    changes = {"state": FetchState.AT_WORK, "attempts": 0, "wanted": True, "fault": "", "sender": "", "title": ""}
    if not by.works_as(StaffRole.SALES) or not found.update(**changes):
        raise FetchedMailNotFoundError


def _key(address: MailboxAddress) -> str:
    return hashlib.sha256(f"{address.server}\0{address.user}\0{address.folder}".encode()).hexdigest()


def _go_round(mailbox: Mailbox, inbox: Inbox) -> int:
    if mailbox.uid_validity != inbox.uid_validity:
        mailbox.uid_validity, mailbox.next_uid = inbox.uid_validity, inbox.next_uid
        mailbox.save(update_fields=["uid_validity", "next_uid"])
    ends_at = time.monotonic() + ROUND_S
    looked_at = 0
    for uid in _waiting(mailbox, inbox):
        if time.monotonic() > ends_at:
            break
        _take(mailbox, inbox, uid)
        looked_at += 1
        if uid >= mailbox.next_uid:
            mailbox.next_uid = uid + 1
            mailbox.save(update_fields=["next_uid"])
    return looked_at


def _waiting(mailbox: Mailbox, inbox: Inbox) -> list[int]:
    """What to look at: what has arrived, then what was begun, then what nobody has read, such as at the first look."""
    rows = FetchedMail.objects.filter(mailbox=mailbox, uid_validity=inbox.uid_validity)
    begun = rows.filter(state=FetchState.AT_WORK).order_by("uid").values_list("uid", flat=True)
    uids = [*inbox.arrived_from(mailbox.next_uid), *begun, *inbox.unseen()]
    return list(dict.fromkeys(uids))[:MOST_A_ROUND]


def _take(mailbox: Mailbox, inbox: Inbox, uid: int) -> None:
    """Takes one mail or sets it aside, and then marks it."""
    row, _made = FetchedMail.objects.get_or_create(
        mailbox=mailbox,
        uid_validity=inbox.uid_validity,
        uid=uid,
        defaults={"channel": Channel.WEB, "fetched_at": timezone.now()},
    )
    if row.state == FetchState.AT_WORK:
        raw = inbox.fetch(uid)
        if raw is None:
            row.delete()  # somebody has deleted it
            return
        FetchedMail.objects.filter(id=row.id).update(attempts=F("attempts") + 1)
        if not _judge(row, raw):
            return
    flags = (SEEN, FLAGGED) if row.state == FetchState.SET_ASIDE else (SEEN,)
    inbox.mark(uid, *flags)


def _judge(row: FetchedMail, raw: RawMail) -> bool:
    """Stores a mail or notes why not; False if that is tried again in the next round."""
    try:
        _require_whole(raw, attempts=row.attempts)
        _store(read_mail(raw.content), wanted=row.wanted)
    except SetAsideError as fault:
        _set_aside(row, fault, raw)
    except (OperationalError, OSError):
        # The database or the disk, not the mail: nothing else could be taken either.
        FetchedMail.objects.filter(id=row.id).update(attempts=F("attempts") - 1)
        raise
    except Exception:
        log.exception("A mail cannot be taken; it is tried %s times.", MOST_ATTEMPTS)
        return False
    else:
        row.state = FetchState.TAKEN
        row.save(update_fields=["state"])
    return True


def _require_whole(raw: RawMail, *, attempts: int) -> None:
    if attempts >= MOST_ATTEMPTS:
        raise SetAsideError(Fault.UNREADABLE)
    if not raw.whole:
        raise SetAsideError(Fault.TOO_LARGE)


def _set_aside(row: FetchedMail, fault: SetAsideError, raw: RawMail) -> None:
    head = read_head(raw.content)
    row.state, row.fault = FetchState.SET_ASIDE, fault.fault
    row.sender, row.title = clean_line(head.sender), clean_line(head.title)[:LONGEST_TITLE]
    row.save(update_fields=["state", "fault", "sender", "title"])
    log.warning("A mail was set aside: %s.", fault.fault)


def _store(mail: Incoming, *, wanted: bool) -> None:
    """Makes a message of a mail; what a machine answers becomes a note for staff, and begins nothing.

    Raises:
        SetAsideError: it belongs nowhere.
    """
    if is_own(mail.sender_email, [support_address(), sender()[1]]):
        raise SetAsideError(Fault.OWN)
    conversation = find_conversation(mail.headers)
    automatic = mail.automatic and not wanted
    if conversation is None and not wanted and (mail.automatic or mail.bulk):
        raise SetAsideError(Fault.AUTOMATIC)
    if conversation is None and not mail.sender_email:
        raise SetAsideError(Fault.NO_SENDER)
    text, files = _contents(mail, automatic=automatic)
    ids = _ids(mail, text, files=len(files))
    if conversation is None:
        services.start(
            Kind.SUPPORT,
            title=clean_line(mail.title)[:LONGEST_TITLE].rstrip() or _("Mail without subject"),
            text=text,
            by=SYSTEM,
            contact=services.Contact(mail.sender_name, mail.sender_email),
            files=files,
            via=Via.MAIL,
            mail=ids,
        )
        return
    services.write_by_mail(
        conversation.id,
        sender_name=mail.sender_name,
        sender_email=mail.sender_email,
        text=text,
        mail=ids,
        by=SYSTEM,
        files=files,
        automatic=automatic,
    )


def _contents(mail: Incoming, *, automatic: bool) -> tuple[str, Sequence[File]]:  # type: ignore[type-arg]
    """Text and files as a message takes them: too long a text goes whole as a file, and what is not taken is told."""
    text, files = mail.text, list(mail.files)
    longest = LONGEST_TEXT - 3 * LONGEST_NOTE
    if len(text) > longest:
        files.insert(0, ContentFile(text.encode(errors="replace"), name="message.txt"))
        text = text[:longest] + "…"
    taken, left_out = sift(files)
    notes = [text or _("[This mail has no text.]")]
    if automatic:
        notes.insert(0, (_("[Written by a machine: %(sender)s]") % {"sender": mail.sender_email})[:LONGEST_NOTE])
    if names := ", ".join((*left_out, *mail.left_out)):
        notes.append((_("[Not taken: %(files)s]") % {"files": names})[:LONGEST_NOTE])
    return "\n\n".join(notes), taken


def _ids(mail: Incoming, text: str, *, files: int) -> MailIds:
    """Its Message-ID, unless another mail has come with the same one, as from programs that number badly."""
    known = known_entry(mail.ids)
    return mail.ids if known is None or known.text == clean_text(text, files=files) else mail.own_ids
