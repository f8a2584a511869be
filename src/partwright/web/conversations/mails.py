"""The mails about conversations."""

from django.utils.translation import gettext_lazy as _

from partwright.policy.categories import Category
from partwright.policy.purposes import Purpose
from partwright.web.mailing.templates import MailTemplate, declare

ANSWER = declare(
    MailTemplate(
        id="conversations.answer",
        subject=_("Re: %(title)s"),
        file="conversations/mail/answer",
        purpose=Purpose.PROVIDE_SERVICES,
        sample={
            "title": "Wall of the housing",
            "author": "Sam Rivers",
            "text": "The wall is 0.6 mm.\nCan it be 0.8 mm?",
            "files": ["section.png"],
            "address": "https://parts.example.com/conversations/0b7e/",
        },
        categories=frozenset({Category.CONTENT, Category.NAME}),
        automatic=False,
    )
)
# Anybody can type anybody's address: this one says nothing that was typed.
RECEIVED = declare(
    MailTemplate(
        id="conversations.received",
        subject=_("We have your message"),
        file="conversations/mail/received",
        purpose=Purpose.PROVIDE_SERVICES,
        sample={"address": "https://parts.example.com/conversations/0b7e/link/5c1f/"},
        categories=frozenset({Category.EMAIL}),
        confidential=True,
    )
)
