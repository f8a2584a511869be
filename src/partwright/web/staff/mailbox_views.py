"""The support mailbox: whether it answers, and which mails were set aside."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import require_actor
from partwright.web.conversations.fetching import mailbox_state, support_mailbox, take_after_all
from partwright.web.conversations.incoming import Fault
from partwright.web.conversations.selectors import LIST_LENGTH, mails_set_aside
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.staff.access import staff_only
from partwright.web.staff.navigation import MAIL_ROLES

REASONS = {
    Fault.UNREADABLE: _("It cannot be read."),
    Fault.TOO_MANY_PARTS: _("It has more parts than are read."),
    Fault.TOO_LARGE: _("It is too large."),
    Fault.NO_SENDER: _("It has no sender who could be answered."),
    Fault.AUTOMATIC: _("A machine wrote it, or it went to many."),
    Fault.OWN: _("It comes from the shop's own address."),
}


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*MAIL_ROLES)
def mailbox(request: HttpRequest) -> HttpResponse:
    """The state of the mailbox, and what was set aside, the newest first."""
    page = Paginator(mails_set_aside(), LIST_LENGTH).get_page(request.GET.get("page"))
    rows = [(mail, REASONS[Fault(mail.fault)]) for mail in page]
    context = {"set_up": support_mailbox() is not None, "mailbox": mailbox_state(), "page": page, "rows": rows}
    return render(request, "staff/mailbox.html", context)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*MAIL_ROLES)
def take_mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Has a mail taken that was set aside."""
    take_after_all(mail_id, by=require_actor(request))
    return see_other(reverse("staff:mailbox"))
