"""What the jobs slice refuses.

PartwrightError
└── JobNotFoundError   job.not_found: no such job, or none that has failed
"""

from django.utils.translation import gettext as _

from partwright.errors import PartwrightError


class JobNotFoundError(PartwrightError):
    """No such job, or one that has not failed: somebody else may have been faster."""

    code = "job.not_found"

    def __init__(self) -> None:
        super().__init__(_("There is no failed job here any more: look at the list once more."))
