"""The form that sets the shop up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partwright.pricing.book import default_book
from partwright.pricing.places import countries, country_name, regions
from partwright.units import LengthUnit
from partwright.web.shop.models import Shop
from partwright.web.shop.services import SALES_TAX_COUNTRIES, ShopWish
from partwright.web.staff.styled_form import StyledForm

UNITS = [(LengthUnit.MM.value, _("Millimeters")), (LengthUnit.INCH.value, _("Inches"))]
IBAN_WITH_SPACES = 42  # 34 signs, a space after every fourth


class ShopForm(StyledForm):
    """What the shop is; whether it can be so, its service says."""

    name = forms.CharField(label=_("Name of the shop"), max_length=120)
    street = forms.CharField(label=_("Street and number"), max_length=200)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=120)
    country = forms.ChoiceField(label=_("Country"))
    email = forms.EmailField(label=_("Support address"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    vat_id = forms.CharField(label=_("VAT number"), max_length=20, required=False)
    tax_number = forms.CharField(label=_("Tax number, where invoices name it"), max_length=30, required=False)
    small_enterprise = forms.BooleanField(label=_("Small enterprise: charges no VAT"), required=False)
    registered_oss = forms.BooleanField(
        label=_("In the one-stop shop: charges private buyers in the EU the VAT of their country"), required=False
    )
    tax_regions = forms.MultipleChoiceField(label=_("States and provinces where it collects sales tax"), required=False)
    currency = forms.ChoiceField(label=_("Currency of new quotes"))
    length_unit = forms.ChoiceField(label=_("Unit of lengths"), choices=UNITS)
    bank_holder = forms.CharField(label=_("Holder of the account"), max_length=120, required=False)
    bank_iban = forms.CharField(
        label=_("IBAN"),
        max_length=IBAN_WITH_SPACES,
        required=False,
        help_text=_("Without one, customers are not offered to pay by bank transfer."),
    )
    bank_bic = forms.CharField(label=_("BIC"), max_length=11, required=False)
    bank_name = forms.CharField(label=_("Bank"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose a country")), *countries().items()]
        self.fields["currency"].choices = [(code, code) for code in default_book().currencies]
        self.fields["tax_regions"].choices = [
            (country_name(country), list(regions(country).items())) for country in SALES_TAX_COUNTRIES
        ]

    def wish(self, shop: Shop) -> ShopWish:
        """What was typed; what the form does not ask for stays as it is, but a region of another country."""
        region = shop.region if shop.country == self.cleaned_data["country"] else ""
        return ShopWish(**self.cleaned_data, region=region, processes=tuple(shop.processes))
