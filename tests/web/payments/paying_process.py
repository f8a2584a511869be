"""A process that opens a page at Stripe, or does the work that waits; tests kill it while it does."""

import os
import sys
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partwright.web.site.settings")
django.setup()

from partwright.web.actor import SYSTEM  # noqa: E402 -- Django must be set up first
from partwright.web.jobs.worker import do_all  # noqa: E402
from partwright.web.payments.checkout import start_card_checkout  # noqa: E402

if len(sys.argv) > 1:
    start_card_checkout(UUID(sys.argv[1]), "https://shop.example/done", "https://shop.example/back", by=SYSTEM)
else:
    do_all()
