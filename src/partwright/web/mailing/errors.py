"""What the mailing slice refuses.

PartwrightError
├── MailAddressError         mail.address: not one address that mail can be sent to
├── MailHeaderError          mail.header: a subject, name or reference with characters that no header may have
├── AddressUnverifiedError   mail.unverified: nobody has shown that the address is theirs
└── MessageNotFoundError     mail.not_found: no such message, or none that can be sent again
"""

from django.utils.translation import gettext as _

from partwright.errors import PartwrightError


class MailAddressError(PartwrightError):
    """Text that is not one address."""

    code = "mail.address"

    def __init__(self) -> None:
        super().__init__(_("This is no e-mail address: write one such as name@example.com."))


class MailHeaderError(PartwrightError):
    """A line break or another control character where a header has one line."""

    code = "mail.header"

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(
            _("The %(field)s of a mail has one line without control characters: type it anew.") % {"field": field}
        )


class AddressUnverifiedError(PartwrightError):
    """Mail to an address of which nobody has shown that it is theirs, other than the one that asks for that."""

    code = "mail.unverified"

    def __init__(self) -> None:
        super().__init__(_("Mail goes to verified addresses only: open the link in the mail that verifies this one."))


class MessageNotFoundError(PartwrightError):
    """No such message, one that has not failed, or somebody who may not send it again."""

    code = "mail.not_found"

    def __init__(self) -> None:
        super().__init__(_("There is no failed message here that you can send again: look at the list once more."))
