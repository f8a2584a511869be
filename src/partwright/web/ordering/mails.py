"""The mails about orders."""

from django.utils.translation import gettext_lazy as _

from partwright.policy.categories import Category
from partwright.policy.purposes import Purpose
from partwright.web.mailing.templates import MailTemplate, declare

_ADDRESS = "https://parts.example.com/orders/0b7e/"
_CATEGORIES = frozenset({Category.CONTENT, Category.NAME, Category.FINANCIAL})


def _mail(name: str, subject: str, **sample: object) -> MailTemplate:
    return declare(
        MailTemplate(
            id=f"ordering.{name}",
            subject=subject,
            file=f"ordering/mail/{name}",
            purpose=Purpose.PROVIDE_SERVICES,
            sample={"number": "ORD-00042", "address": _ADDRESS, "reason": "", **sample},
            categories=_CATEGORIES,
        )
    )


PLACED = _mail(
    "placed",
    _("We have your order %(number)s"),
    total="1,184.05 EUR",
    lines=["25 × bracket.step: aluminum 6082, deburred"],
    way="transfer",
    bank=[["IBAN", "DE02 1203 0000 0000 2020 51"], ["BIC", "BYLADEM1001"]],
)
CONFIRMED = _mail(
    "confirmed", _("Order %(number)s is confirmed"), ready_on="8 December 2026", arrives_on="10 December 2026"
)
MOVED = _mail("moved", _("Order %(number)s: %(state)s"), state="In production")
HELD = _mail("held", _("Order %(number)s is on hold"), reason="The drawing names no thread.")
RESCHEDULED = _mail(
    "rescheduled",
    _("Order %(number)s has a new date"),
    reason="The material came late.",
    ready_on="10 December 2026",
    arrives_on="14 December 2026",
)
SHIPPED = _mail(
    "shipped",
    _("Order %(number)s is on its way"),
    carrier="DHL",
    tracking_number="00340434161094015902",
    lines=["25 × bracket.step"],
    whole=True,
)
CANCELLED = _mail("cancelled", _("Order %(number)s is cancelled"), fee="59.20 EUR", back="1,124.85 EUR", reason="")
PAYMENT_FAILED = _mail("payment_failed", _("The payment of order %(number)s did not work"))
REFUNDED = _mail(
    "refunded", _("Money back for order %(number)s"), amount="200.00 EUR", reason="Two pieces out of tolerance."
)
COMPLAINT = _mail("complaint", _("We have your complaint about order %(number)s"), complaint="CMP-00003")
DECIDED = _mail(
    "decided",
    _("Your complaint about order %(number)s"),
    complaint="CMP-00003",
    accepted=True,
    remedy="Give money back",
    reason="",
)
