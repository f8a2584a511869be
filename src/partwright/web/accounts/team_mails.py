"""The mail that invites into a team."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partwright.policy.categories import Category
from partwright.policy.disclosure import Basis
from partwright.policy.purposes import Purpose
from partwright.web.accounts.models import Invitation, Person
from partwright.web.accounts.right_names import RIGHT_NAMES, RIGHT_SENTENCES
from partwright.web.actor import Actor, Right
from partwright.web.mailing import services as mailing
from partwright.web.mailing.letterhead import absolute
from partwright.web.mailing.templates import MailTemplate, declare

TEAM_INVITATION = declare(
    MailTemplate(
        id="accounts.team_invitation",
        subject=_("Invitation into the team %(team)s"),
        file="accounts/mail/team_invitation",
        purpose=Purpose.PROVIDE_SERVICES,
        sample={
            "team": "Pump design",
            "inviter": "Grace Hopper",
            "right": RIGHT_NAMES[Right.ORDER],
            "sentence": RIGHT_SENTENCES[Right.ORDER],
            "days": 7,
            "address": "https://parts.example.com/teams/invitation/5c1f/",
        },
        categories=frozenset({Category.EMAIL, Category.NAME, Category.EMPLOYMENT}),
        basis=Basis.LEGITIMATE_INTEREST,
        confidential=True,
    )
)


def send_team_invitation(invitation: Invitation, *, token: str, by: Actor) -> None:
    """Queues the mail with an invitation's link; it reads the same whether its address has an account.

    Raises:
        MailAddressError: mail cannot be sent to this address.
        AddressUnverifiedError: nor may it, yet.
    """
    right = Right(invitation.right)
    invited = Person.objects.filter(email__iexact=invitation.email).only("id").first()
    mailing.send(
        TEAM_INVITATION.id,
        to=invitation.email,
        person_id=invited.id if invited else None,
        context={
            "team": invitation.team.name,
            "inviter": invitation.invited_by.name,
            "right": RIGHT_NAMES[right],
            "sentence": RIGHT_SENTENCES[right],
            "days": (invitation.expires_at - invitation.created_at).days,
            "address": absolute(reverse("team_invitation", args=[token])),
        },
        by=by,
    )
