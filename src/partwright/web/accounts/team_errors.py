"""What teams refuse.

PartwrightError
├── TeamNotFoundError        team.not_found: no such team or member, or a team of others
├── TeamAdminError           team.not_admin: a member without the right to administer wants to
├── LastAdminError           team.last_admin: nobody would be left who administers the team
├── TeamNameError            team.name: a name that a team cannot have
├── TeamDeactivatedError     team.deactivated: nobody comes into a team that is only read
├── TeamInvitationError      team.invitation: an invitation that does not work for this person
├── InvitationGoneError      team.invitation_gone: an invitation that is not pending any more
└── TooManyInvitationsError  team.too_many_invitations
"""

from django.utils.translation import gettext as _

from partwright.errors import PartwrightError


class TeamNotFoundError(PartwrightError):
    """No such team or member, or a team that the actor does not belong to."""

    code = "team.not_found"

    def __init__(self) -> None:
        super().__init__(_("There is no such team or member here: check the link, or ask to be invited."))


class TeamAdminError(PartwrightError):
    """Somebody who does not administer a team wants to change it."""

    code = "team.not_admin"

    def __init__(self) -> None:
        super().__init__(_("Only those who administer this team may do this: ask one of them."))


class LastAdminError(PartwrightError):
    """Nobody would be left who administers the team."""

    code = "team.last_admin"

    def __init__(self) -> None:
        super().__init__(_("A team needs somebody who administers it: give another member this right first."))


class TeamNameError(PartwrightError):
    """A name that is empty, too long, or not on one line."""

    code = "team.name"

    def __init__(self) -> None:
        super().__init__(_("Give the team a name of at most 120 characters, on one line."))


class TeamDeactivatedError(PartwrightError):
    """Somebody invites into a deactivated team, or accepts an invitation into one."""

    code = "team.deactivated"

    def __init__(self) -> None:
        super().__init__(_("This team is deactivated: ask one of those who administer it to activate it again."))


class TeamInvitationError(PartwrightError):
    """An invitation into a team that was used, has run out, was for another address, or never was."""

    code = "team.invitation"

    def __init__(self) -> None:
        super().__init__(
            _("This invitation was used, has run out, or is for another address: ask the team for a new one.")
        )


class InvitationGoneError(PartwrightError):
    """Somebody wants to send again or take back an invitation that was accepted or taken back."""

    code = "team.invitation_gone"

    def __init__(self) -> None:
        super().__init__(_("This invitation was accepted or taken back: look at the lists as they are now."))


class TooManyInvitationsError(PartwrightError):
    """More invitations within an hour than one person may send, or one address may get."""

    code = "team.too_many_invitations"

    def __init__(self, *, limit: int, retry_after_s: int) -> None:
        self.limit = limit
        self.retry_after_s = retry_after_s
        minutes = max(1, round(retry_after_s / 60))
        super().__init__(
            _("Only %(limit)d of these invitations an hour are sent: wait %(minutes)d min and invite again.")
            % {"limit": limit, "minutes": minutes}
        )
