"""The pages of teams: those somebody belongs to, one with its members, and the invitation into one.

Who belongs to a team may do what their right says; the services refuse anything else. What a member cannot do is not
on their page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partwright.errors import PartwrightError
from partwright.web.accounts import team_invitations, teams
from partwright.web.accounts.access import sign_in_address, signed_in
from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import person_of, require_actor
from partwright.web.accounts.right_names import RIGHT_NAMES, RIGHT_SENTENCES
from partwright.web.accounts.selectors import teams_of
from partwright.web.accounts.team_errors import (
    InvitationGoneError,
    LastAdminError,
    TeamDeactivatedError,
    TeamNameError,
    TooManyInvitationsError,
)
from partwright.web.accounts.team_forms import InviteForm, RightForm, TeamNameForm
from partwright.web.accounts.team_selectors import get_team
from partwright.web.actor import Right
from partwright.web.mailing.errors import MailAddressError
from partwright.web.privacy.purposes import Purpose, purpose

# What a page says of what was done on the one before it, by the word in its address.
_TOLD = {
    "founded": _("The team is founded. Invite those who work in it."),
    "renamed": _("The name is saved."),
    "invited": _("The invitation is on its way."),
    "resent": _("The invitation is on its way again, with a new link."),
    "revoked": _("The invitation is taken back: its link opens nothing any more."),
    "joined": _("You belong to this team now."),
    "changed": _("The right is changed."),
    "removed": _("The member is removed."),
    "left": _("You left the team."),
    "deactivated": _("The team is deactivated."),
    "activated": _("The team is active again."),
}
_ANSWERABLE = (LastAdminError, TeamDeactivatedError, InvitationGoneError, TooManyInvitationsError)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something was not done, and the place on the page it belongs to: a member's id, `invitations` or `leave`."""

    place: str
    message: str


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def own_teams(request: HttpRequest) -> HttpResponse:
    """The teams somebody belongs to; a post founds one."""
    by = require_actor(request)
    form = TeamNameForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            team = teams.found_team(form.cleaned_data["name"], by=by)
        except TeamNameError as refusal:
            form.add_error("name", str(refusal))
        else:
            return _back(team.id, "founded")
    context = {"teams": teams_of(by.person_id), "form": form, "told": _told(request)}
    return render(request, "accounts/teams.html", context, status=_status_of(form))


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def team(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """One team: its members and what they may, and for who administers it all that can be changed."""
    return _page(request, team_id)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def rename(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Calls the team something else."""
    form = TeamNameForm(request.POST)
    if form.is_valid():
        try:
            teams.rename_team(team_id, form.cleaned_data["name"], by=require_actor(request))
        except TeamNameError as refusal:
            form.add_error("name", str(refusal))
        else:
            return _back(team_id, "renamed")
    return _page(request, team_id, name_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def invite(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Sends an invitation by mail; the answer is the same whether the address has an account."""
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            team_invitations.invite_member(team_id, **form.cleaned_data, by=require_actor(request))
        except MailAddressError as refusal:
            form.add_error("email", str(refusal))
        except _ANSWERABLE as refusal:
            form.add_error(None, str(refusal))
            return _refused(_page(request, team_id, invite_form=form), refusal)
        else:
            return _back(team_id, "invited")
    return _page(request, team_id, invite_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def resend(request: HttpRequest, team_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Sends an invitation again, with a new link."""
    by = require_actor(request)
    return _changed(
        request,
        team_id,
        lambda: team_invitations.resend_invitation(team_id, invitation_id, by=by),
        place="invitations",
        done="resent",
    )


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def revoke(request: HttpRequest, team_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Takes an invitation back."""
    by = require_actor(request)
    return _changed(
        request,
        team_id,
        lambda: team_invitations.revoke_invitation(team_id, invitation_id, by=by),
        place="invitations",
        done="revoked",
    )


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def change_right(request: HttpRequest, team_id: UUID, person_id: UUID) -> HttpResponse:
    """Gives a member another right."""
    by = require_actor(request)
    form = RightForm(request.POST)
    if not form.is_valid():
        fault = Fault(str(person_id), form.errors["right"][0])
        return _page(request, team_id, fault=fault, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _changed(
        request,
        team_id,
        lambda: teams.change_right(team_id, person_id, right=form.cleaned_data["right"], by=by),
        place=str(person_id),
        done="changed",
    )


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def remove(request: HttpRequest, team_id: UUID, person_id: UUID) -> HttpResponse:
    """Takes a member out of the team."""
    by = require_actor(request)
    return _changed(
        request,
        team_id,
        lambda: teams.remove_member(team_id, person_id, by=by),
        place=str(person_id),
        done="removed",
    )


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def leave(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Takes who asks out of the team."""
    try:
        teams.leave_team(team_id, by=require_actor(request))
    except LastAdminError as refusal:
        return _refused(_page(request, team_id, fault=Fault("leave", str(refusal))), refusal)
    return see_other(f"{reverse('teams')}?done=left")


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def deactivate(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Lets the team rest."""
    teams.deactivate_team(team_id, by=require_actor(request))
    return _back(team_id, "deactivated")


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def activate(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Gives the team's members their rights back."""
    teams.activate_team(team_id, by=require_actor(request))
    return _back(team_id, "activated")


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of an invitation, for anybody who has it; a post by whom it is for makes a member."""
    invitation = team_invitations.open_team_invitation(token)
    person = person_of(request)
    if request.method == "POST":
        if person is None:
            return see_other(sign_in_address(request.path))
        membership = team_invitations.accept_team_invitation(token, by=require_actor(request))
        return _back(membership.team_id, "joined")
    right = Right(invitation.right)
    context = {
        "invitation": invitation,
        "person": person,
        "fits": person is not None and team_invitations.is_for(invitation, person),
        "right": RIGHT_NAMES[right],
        "sentence": RIGHT_SENTENCES[right],
        "sign_in": sign_in_address(request.path),
    }
    response = render(request, "accounts/team_invitation.html", context)
    response["Referrer-Policy"] = "same-origin"  # the address holds the token; see `invitation_views`
    return response


def _changed(
    request: HttpRequest, team_id: UUID, change: Callable[[], object], *, place: str, done: str
) -> HttpResponse:
    """Makes a change; what it refuses and who asks can answer is said at its place on the page."""
    try:
        change()
    except _ANSWERABLE as refusal:
        return _refused(_page(request, team_id, fault=Fault(place, str(refusal))), refusal)
    return _back(team_id, done)


def _refused(page: HttpResponse, refusal: PartwrightError) -> HttpResponse:
    page.status_code = HTTPStatus.CONFLICT
    if isinstance(refusal, TooManyInvitationsError):
        page.status_code = HTTPStatus.TOO_MANY_REQUESTS
        page["Retry-After"] = str(refusal.retry_after_s)
    return page


def _page(
    request: HttpRequest,
    team_id: UUID,
    *,
    name_form: TeamNameForm | None = None,
    invite_form: InviteForm | None = None,
    fault: Fault | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    shown = get_team(team_id, by=require_actor(request))
    context: dict[str, Any] = {
        "team": shown,
        "name_form": name_form or TeamNameForm(initial={"name": shown.name}),
        "invite_form": invite_form or InviteForm(),
        "rights": list(RIGHT_NAMES.items()),
        "own_sentence": RIGHT_SENTENCES[shown.own.right],
        "fault": fault,
        "told": _told(request),
    }
    return render(request, "accounts/team.html", context, status=status)


def _back(team_id: UUID, done: str) -> HttpResponse:
    return see_other(f"{reverse('team', args=[team_id])}?done={done}")


def _told(request: HttpRequest) -> str:
    return str(_TOLD.get(request.GET.get("done", ""), ""))


def _status_of(form: TeamNameForm) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
