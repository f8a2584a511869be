"""The page where the shop's people begin: what waits for them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partwright.web.accounts.requests import require_actor
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.staff.access import staff_only
from partwright.web.staff.work_items import WorkKind
from partwright.web.staff.work_list import Order, work_for


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only()
def work(request: HttpRequest) -> HttpResponse:
    """What waits, by kind and in the order asked for; a word that is no kind or order counts as none."""
    word, sort = request.GET.get("kind", ""), request.GET.get("sort", "")
    kind = WorkKind(word) if word in WorkKind.values else None
    order = Order(sort) if sort in set(Order) else Order.URGENCY
    found = work_for(require_actor(request), kind=kind, order=order)
    context = {"work": found, "counts": found.counts.items(), "kind": kind, "order": order.value}
    return render(request, "staff/work.html", context)
