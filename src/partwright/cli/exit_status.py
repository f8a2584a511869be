"""The exit statuses of the contract."""

from enum import IntEnum


class ExitStatus(IntEnum):
    DONE = 0
    UNREAD_FILE = 1
    WRONG_USAGE = 2
