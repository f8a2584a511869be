"""The mails of this slice itself."""

from django.utils.translation import gettext_lazy as _

from partwright.policy.categories import Category
from partwright.policy.disclosure import Basis
from partwright.policy.purposes import Purpose
from partwright.web.mailing.templates import MailTemplate, declare

TEST = declare(
    MailTemplate(
        id="mailing.test",
        subject=_("Mail from your shop works"),
        file="mailing/test",
        purpose=Purpose.ADMINISTER,
        sample={},
        categories=frozenset({Category.EMAIL}),
        basis=Basis.LEGITIMATE_INTEREST,
    )
)
