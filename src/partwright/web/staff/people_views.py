"""The people of the shop: who is there with which roles, and invitations."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from partwright.web.accounts.entering import see_other
from partwright.web.accounts.errors import LastOwnerError
from partwright.web.accounts.invitations import (
    invite_staff_by_mail,
    open_staff_invitations,
    withdraw_staff_invitation,
)
from partwright.web.accounts.models import Person
from partwright.web.accounts.posts import set_roles, staff_people
from partwright.web.accounts.requests import require_actor
from partwright.web.actor import StaffRole
from partwright.web.mailing.errors import MailAddressError
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.staff.access import staff_only
from partwright.web.staff.styled_form import StyledForm

ROLES = [
    (StaffRole.SALES, _("Sales: customers, quotes, conversations, mail")),
    (StaffRole.PRODUCTION, _("Production: orders and complaints")),
    (StaffRole.FINANCE, _("Finance: payments, credit, refunds")),
    (StaffRole.PRICING, _("Pricing: rates and margins")),
    (StaffRole.OWNER, _("Owner: all of it, the shop and its people")),
]
_CHOICES = [(role.value, words) for role, words in ROLES]


class InviteForm(StyledForm):
    """Who is invited, and what they will work on."""

    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=_CHOICES)


class RolesForm(StyledForm):
    """The roles of somebody; without any they are of the shop no more."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    @classmethod
    def of(cls, person: Person, data: Any = None) -> "RolesForm":
        """The form of somebody whose posts were fetched."""
        held = [post.role for post in person.posts.all()]
        return cls(data, name=f"roles-{person.id.hex}", initial={"roles": held})


@require_safe
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.OWNER)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody of the shop, and who is invited."""
    return _page(request)


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.OWNER)
def invite(request: HttpRequest) -> HttpResponse:
    """Sends an invitation."""
    form = InviteForm(request.POST, name="invite")
    if form.is_valid():
        email, role = form.cleaned_data["email"], StaffRole(form.cleaned_data["role"])
        try:
            invite_staff_by_mail(email, role=role, by=require_actor(request))
        except MailAddressError as refusal:
            form.add_error("email", str(refusal))
        else:
            return see_other(f"{reverse('staff:people')}?done=invited")
    return _page(request, invite_form=form, status=422)


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.OWNER)
def change_roles(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Gives somebody other roles, or takes all of them."""
    form = RolesForm(request.POST, name=f"roles-{person_id.hex}")
    if form.is_valid():
        try:
            roles = frozenset(StaffRole(role) for role in form.cleaned_data["roles"])
            set_roles(person_id, roles, by=require_actor(request))
        except LastOwnerError as refusal:
            form.add_error("roles", str(refusal))
        else:
            lost_all = person_id == require_actor(request).person_id and StaffRole.OWNER not in roles
            return see_other(reverse("staff:work") if lost_all and roles else "/" if lost_all else _saved())
    return _page(request, roles_form=form, status=422)


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.OWNER)
def withdraw(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Takes an invitation back."""
    withdraw_staff_invitation(invitation_id, by=require_actor(request))
    return see_other(reverse("staff:people"))


def _saved() -> str:
    return f"{reverse('staff:people')}?done=saved"


def _page(
    request: HttpRequest,
    *,
    invite_form: InviteForm | None = None,
    roles_form: RolesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = []
    for person in staff_people().prefetch_related("posts"):
        form = RolesForm.of(person)
        refused = roles_form is not None and roles_form.auto_id == form.auto_id
        rows.append((person, roles_form if refused else form))
    context = {
        "rows": rows,
        "invite_form": invite_form or InviteForm(name="invite"),
        "invitations": open_staff_invitations(),
        "done": request.GET.get("done", ""),
    }
    return render(request, "staff/people.html", context, status=status)
