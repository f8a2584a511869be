"""Forms of those who work with money: what came, what goes back, and who may pay later."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partwright.pricing.book import default_book
from partwright.web.payments.models import MONEY, Payment, Refund
from partwright.web.payments.selectors import Credit
from partwright.web.payments.services import MOST_NET_DAYS, REASON_LENGTH, REFERENCE_LENGTH
from partwright.web.staff.styled_form import StyledForm

LEAST = Decimal("0.01")
USUAL_NET_DAYS = 30  # Directive 2011/7/EU, art. 3(3): what holds where nothing was agreed


class ReceivedForm(StyledForm):
    """Money that was found on the bank account."""

    amount = forms.DecimalField(label=_("Amount"), min_value=LEAST, **MONEY)
    reference = forms.CharField(label=_("Reference of the bank"), max_length=REFERENCE_LENGTH)
    on = forms.DateField(label=_("Day it came"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    @classmethod
    def of(cls, payment: Payment, data: Any = None) -> "ReceivedForm":
        """The form of a payment, which begins with all that is still to come, today."""
        initial = {"amount": payment.outstanding, "on": timezone.localdate()}
        return cls(data, name=f"received-{payment.id.hex}", initial=initial)

    def clean_on(self) -> dt.date:
        """A day that has come."""
        day: dt.date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_now("This day has not come yet: choose the day of the bank's statement."))
        return day


class RefundForm(StyledForm):
    """Money that is to go back. The id makes a form that is sent twice one refund."""

    amount = forms.DecimalField(label=_("Amount"), min_value=LEAST, **MONEY)
    reason = forms.CharField(label=_("Reason"), max_length=REASON_LENGTH)
    refund_id = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, payment: Payment, data: Any = None) -> "RefundForm":
        """The form of a payment."""
        return cls(data, name=f"refund-{payment.id.hex}", initial={"refund_id": uuid.uuid4()})


class SettledForm(StyledForm):
    """How a refund was carried out."""

    reference = forms.CharField(label=_("Transfer or credit note"), max_length=REFERENCE_LENGTH)

    @classmethod
    def of(cls, refund: Refund, data: Any = None) -> "SettledForm":
        """The form of a refund."""
        return cls(data, name=f"settled-{refund.id.hex}")


class CreditForm(StyledForm):
    """How much a customer may owe, and for how long."""

    limit = forms.DecimalField(label=_("Limit"), min_value=Decimal(0), **MONEY)
    currency = forms.ChoiceField(label=_("Currency"))
    net_days = forms.IntegerField(label=_("Days to pay"), min_value=0, max_value=MOST_NET_DAYS)
    active = forms.BooleanField(label=_("May pay on account"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, name="credit", **kwargs)
        self.fields["currency"].choices = [(code, code) for code in default_book().currencies]

    @classmethod
    def of(cls, credit: Credit | None, *, currency: str) -> "CreditForm":
        """The form with the terms as they are; for a customer without credit, in the shop's currency."""
        if credit is None:
            return cls(initial={"currency": currency, "net_days": USUAL_NET_DAYS, "active": True})
        terms = {name: getattr(credit, name) for name in ("limit", "currency", "net_days", "active")}
        return cls(initial=terms)
