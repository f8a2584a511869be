"""Forms on the staff's page of an order."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partwright.web.ordering.addresses import LENGTHS, NEEDED
from partwright.web.ordering.files import FROM_STAFF
from partwright.web.ordering.history import REASON_LENGTH
from partwright.web.ordering.models import Order, OrderLine
from partwright.web.ordering.models.complaint import Remedy
from partwright.web.ordering.shipping import MOST_BOXES, Consignment, next_number
from partwright.web.ordering.wording import ADDRESS_FIELDS, FILES
from partwright.web.staff.styled_form import StyledForm

DECLINE = "decline"


class ReasonForm(StyledForm):
    """Why something is done that needs a reason."""

    reason = forms.CharField(label=_("Reason, as the customer reads it"), max_length=REASON_LENGTH)


class RescheduleForm(ReasonForm):
    """Another day of shipping."""

    ready_on = forms.DateField(label=_("Leaves on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    field_order = ["ready_on", "reason"]


class CancelForm(ReasonForm):
    """The end of an order by the shop; without a share the fee of the stage is kept."""

    percent = forms.DecimalField(
        label=_("Share of the goods that is kept, in percent; empty for that of the table"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        required=False,
    )
    field_order = ["percent", "reason"]


class RedirectForm(ReasonForm):
    """A corrected delivery address in the same country."""

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields.pop("reason")
        for name, label, _hint, _needed in ADDRESS_FIELDS:
            if name not in ("country", "region"):
                self.fields[f"shipping_{name}"] = forms.CharField(
                    label=label,
                    max_length=LENGTHS[name],
                    required=name in NEEDED,
                    initial=order.shipping.get(name, ""),
                    widget=forms.TextInput(attrs={"class": "form-control"}),
                )
        self.fields["reason"] = reason


class ShipForm(StyledForm):
    """A shipment: how many pieces of each line leave, and with whom."""

    carrier = forms.CharField(label=_("Carrier"), max_length=80)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=80, required=False)
    boxes = forms.IntegerField(label=_("Boxes"), min_value=1, max_value=MOST_BOXES, initial=1)
    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: Order, lines: list[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, initial={"number": next_number(order)}, **kwargs)
        self.to_ship = [line for line in lines if line.to_ship]
        for line in self.to_ship:
            self.fields[f"pieces-{line.id}"] = forms.IntegerField(
                label=_("Pieces of %(name)s, of %(left)d left") % {"name": line.name, "left": line.to_ship},
                min_value=0,
                initial=line.to_ship,
                # no max_value: a form that is sent twice finds less left than it says, and is answered by its shipment
                widget=forms.NumberInput(attrs={"class": "form-control", "max": line.to_ship}),
            )

    def consignment(self) -> Consignment:
        """What was typed."""
        typed = self.cleaned_data
        return Consignment(
            number=typed["number"],
            pieces={line.id: typed[f"pieces-{line.id}"] for line in self.to_ship},
            carrier=typed["carrier"],
            tracking_number=typed["tracking_number"],
            boxes=typed["boxes"],
        )


class PaperForm(StyledForm):
    """A certificate, report or another document of the shop."""

    kind = forms.ChoiceField(label=_("What it is"), choices=[(kind.value, FILES[kind]) for kind in FROM_STAFF])
    file = forms.FileField(label=_("File"))


class CertificateForm(StyledForm):
    """Who certifies that the parts are what was ordered."""

    signed_by = forms.CharField(label=_("Signed by"), max_length=80)
    signed_as = forms.CharField(label=_("As"), max_length=80)
    batch = forms.CharField(label=_("Heat, lot or build"), max_length=80, required=False)


class DecisionForm(StyledForm):
    """What is done about a complaint."""

    remedy = forms.ChoiceField(label=_("Decision"), choices=[*Remedy.choices, (DECLINE, _("Decline"))])
    reason = forms.CharField(label=_("Reason, needed to decline"), max_length=REASON_LENGTH, required=False)
