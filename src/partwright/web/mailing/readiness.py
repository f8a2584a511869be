"""What a shop lacks whose mail does not get out."""

from django.utils.translation import gettext as _

from partwright.web.mailing.selectors import mail_works
from partwright.web.shop import readiness


@readiness.asks
def ask_for_mail() -> str | None:
    """A sentence until a message got out and none has failed since."""
    return None if mail_works() else _("Mail has not been shown to work: set up a server and send a test mail.")
