"""What the shop's rows hold: about a business that publishes it, and about none of its customers."""

from partwright.web.privacy.registry import declare
from partwright.web.shop.models import Closure, Shop, ShopLogo

for model in (Shop, Closure, ShopLogo):
    declare(model, personal={}, operational=tuple(field.name for field in model._meta.fields))
