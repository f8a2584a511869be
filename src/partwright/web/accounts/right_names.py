"""What pages and mails call the rights in a team."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partwright.web.actor import Right

RIGHT_NAMES: Mapping[Right, Promise] = {
    Right.VIEW: _("View"),
    Right.QUOTE: _("Quote"),
    Right.ORDER: _("Order"),
    Right.ADMIN: _("Administer"),
}
RIGHT_SENTENCES: Mapping[Right, Promise] = {
    Right.VIEW: _("See the team's quotes and orders."),
    Right.QUOTE: _("Also make and change quotes."),
    Right.ORDER: _("Also order."),
    Right.ADMIN: _("Also invite, change rights, remove members, rename and deactivate the team."),
}
