"""What the shop slice refuses.

PartwrightError
├── ShopOwnerError   shop.not_owner: only the shop's owner sets it up
└── ShopFieldError   shop.field: a field of the shop's set-up that cannot be so
"""

from django.utils.translation import gettext as _

from partwright.errors import PartwrightError


class ShopOwnerError(PartwrightError):
    """Somebody else wants to set the shop up."""

    code = "shop.not_owner"

    def __init__(self) -> None:
        super().__init__(_("Only the shop's owner changes its settings: ask them to do it."))


class ShopFieldError(PartwrightError):
    """A field that cannot be so; `field` names it."""

    code = "shop.field"

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)
