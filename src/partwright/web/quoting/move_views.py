"""The form that gives a quote to a team, or takes it back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import require_actor
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.quoting.errors import QuoteMoveError
from partwright.web.quoting.moving import move_quote


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def move(request: HttpRequest, token: str) -> HttpResponse:
    """Gives a quote to the team whose owner row is the field `to`; to the actor, where it is empty."""
    by = require_actor(request)
    move_quote(token, to=_to(request.POST.get("to", ""), own=by.owner_id), by=by)
    return see_other(reverse("quoting:quote", args=[token]))


def _to(word: str, *, own: UUID | None) -> UUID:
    if not word and own is not None:
        return own
    try:
        return UUID(word)
    except ValueError:
        raise QuoteMoveError(_("Choose a team from the list.")) from None
