"""A process that sends the mail that waits; tests kill it while it does."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partwright.web.site.settings")
django.setup()

from partwright.web.jobs.worker import do_all  # noqa: E402 -- Django must be set up first

do_all()
