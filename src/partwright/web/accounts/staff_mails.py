"""The mail that invites into the shop's staff."""

from django.utils.translation import gettext_lazy as _

from partwright.policy.categories import Category
from partwright.policy.disclosure import Basis
from partwright.policy.purposes import Purpose
from partwright.web.mailing.templates import MailTemplate, declare

STAFF_INVITATION = declare(
    MailTemplate(
        id="accounts.staff_invitation",
        subject=_("You are invited to work in %(shop)s"),
        file="accounts/mail/staff_invitation",
        purpose=Purpose.PROVIDE_SERVICES,
        sample={"shop": "Example Works", "address": "https://parts.example.com/invitation/5c1f/", "days": 7},
        categories=frozenset({Category.EMAIL}),
        basis=Basis.LEGITIMATE_INTEREST,  # of the shop in its staff: whoever is invited is no customer
        confidential=True,
    )
)
