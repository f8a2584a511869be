"""What is refused because of who asks."""

from django.utils.translation import gettext as _

from partwright.errors import PartwrightError


class UnknownVisitorError(PartwrightError):
    """A request that needs to know its sender came without a valid cookie or token."""

    code = "visitor.unknown"

    def __init__(self) -> None:
        super().__init__(
            "Nobody is known by this cookie or token: upload a part first, or send the token you got then."
        )


class StaffOwnerError(PartwrightError):
    """Somebody who does not own the shop wants to invite into its staff."""

    code = "staff.not_owner"

    def __init__(self) -> None:
        super().__init__(_("Only the shop's owner invites into its staff: ask them to do it."))


class InvitationUsedError(PartwrightError):
    """An invitation that does not work: used, run out, void, for another address, or never there."""

    code = "invitation.used"

    def __init__(self) -> None:
        super().__init__(_("This invitation was used or has run out: ask for a new one."))


class AccountExistsError(PartwrightError):
    """An invitation is accepted for an address that has an account."""

    code = "account.exists"

    def __init__(self) -> None:
        super().__init__(_("There is an account with this address: sign in, then open the invitation again."))


class PersonNotFoundError(PartwrightError):
    """Somebody who is not of the shop is to get other roles."""

    code = "staff.not_found"

    def __init__(self) -> None:
        super().__init__(_("There is nobody of the shop here any more: look at the list once more."))


class LastOwnerError(PartwrightError):
    """The last owner's post is to be taken."""

    code = "staff.last_owner"

    def __init__(self) -> None:
        super().__init__(_("The shop needs an owner: make somebody else one first."))


class AccountNotFoundError(PartwrightError):
    """No account with this id in this state, or one that is not the actor's."""

    code = "account.not_found"

    def __init__(self) -> None:
        super().__init__(_("There is no such account here: sign in to yours, or ask the shop."))
