"""The form that sets the shop up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partwright.pricing.book import default_book
from partwright.pricing.places import countries
from partwright.web.shop.models import Shop
from partwright.web.shop.services import ShopWish


class ShopForm(forms.Form):
    """What the shop is; whether it can be so, its service says."""

    name = forms.CharField(label=_("Name of the shop"), max_length=120)
    street = forms.CharField(label=_("Street and number"), max_length=200)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=120)
    country = forms.ChoiceField(label=_("Country"))
    email = forms.EmailField(label=_("Support address"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    vat_id = forms.CharField(label=_("VAT number"), max_length=20, required=False)
    currency = forms.ChoiceField(label=_("Currency of new quotes"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose a country")), *countries().items()]
        self.fields["currency"].choices = [(code, code) for code in default_book().currencies]
        for field in self.fields.values():
            kind = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs["class"] = kind

    def wish(self, shop: Shop) -> ShopWish:
        """What was typed; what the form does not ask for stays as it is, but a region of another country."""
        region = shop.region if shop.country == self.cleaned_data["country"] else ""
        return ShopWish(
            **self.cleaned_data, region=region, length_unit=shop.length_unit, processes=tuple(shop.processes)
        )
