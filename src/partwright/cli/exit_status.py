"""The exit statuses of the contract."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """What a command leaves the shell with."""

    DONE = 0
    UNREAD_FILE = 1
    WRONG_USAGE = 2
