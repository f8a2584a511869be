"""A process that fetches mail and stops before it marks one, saying so; `test_fetch_kills` kills it there."""

import threading

import django

django.setup()

from partwright.web.conversations import imap  # noqa: E402 -- Django must be set up first
from partwright.web.conversations.fetching import fetch_mails, support_mailbox  # noqa: E402


def stop(*_arguments: object) -> None:
    print("stored", flush=True)  # noqa: T201 -- the test reads it
    threading.Event().wait()


imap.Inbox.mark = stop  # type: ignore[method-assign]
mailbox = support_mailbox()
assert mailbox is not None
fetch_mails(mailbox)
