"""What the shop's row holds: about a business that publishes it, and about none of its customers."""

from partwright.web.privacy.registry import declare
from partwright.web.shop.models import Shop

declare(Shop, personal={}, operational=tuple(field.name for field in Shop._meta.fields))
