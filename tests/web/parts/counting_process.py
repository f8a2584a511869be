"""A process that counts uploads of an address; `test_receiving` looks whether others see it."""

import sys

import django

django.setup()

from partwright.web.parts.allowance import count_uploads  # noqa: E402 -- Django must be set up first

count_uploads(int(sys.argv[1]), address=sys.argv[2], by=None)
print("counted", sys.argv[1], flush=True)  # noqa: T201 -- the test reads it
