"""The shop that runs this installation."""

from django.db import models
from django.db.models import Q

from partwright.units import LengthUnit

THE_ROW = 1
LENGTH_UNITS = (LengthUnit.MM, LengthUnit.INCH)


class Shop(models.Model):
    """Who the shop is and what it offers. There is at most one row; without one the defaults hold."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ROW, editable=False)
    name = models.CharField(max_length=120)
    street = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=10, blank=True)  # ISO 3166-2, where taxes ask for it
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3)
    length_unit = models.CharField(max_length=4, choices=[(unit.value, unit.value) for unit in LENGTH_UNITS])
    processes = models.JSONField(default=list)
    vat_id = models.CharField(max_length=20, blank=True)
    small_enterprise = models.BooleanField(default=False)  # charges no VAT: article 284 of Directive 2006/112/EC
    registered_oss = models.BooleanField(default=False)  # in the one-stop shop, for buyers in other member states
    tax_regions = models.JSONField(default=list, blank=True)  # ISO 3166-2, where it collects sales tax
    tax_number = models.CharField(max_length=30, blank=True)  # the tax office's, where an invoice names it
    bank_holder = models.CharField(max_length=120, blank=True)  # where customers transfer to; "" takes the shop's name
    bank_iban = models.CharField(max_length=34, blank=True)
    bank_bic = models.CharField(max_length=11, blank=True)
    bank_name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="shop_is_one", condition=Q(id=THE_ROW))]

    def __str__(self) -> str:
        return self.name


class Closure(models.Model):
    """A day on which the shop does not work, beside weekends and the public holidays of its country."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class ShopLogo(models.Model):
    """The shop's logo as a PNG; not in the shop's row, which is read at every click."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ROW, editable=False)
    content = models.BinaryField()
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="shop_logo_is_one", condition=Q(id=THE_ROW))]

    def __str__(self) -> str:
        return f"{self.width_px} × {self.height_px}"
