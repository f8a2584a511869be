"""The page that sets the shop up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import require_actor
from partwright.web.actor import StaffRole
from partwright.web.mailing.services import send_test_mail
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.shop.errors import ShopFieldError
from partwright.web.shop.logo import get_logo
from partwright.web.shop.selectors import get_shop
from partwright.web.shop.services import set_up
from partwright.web.staff.access import staff_only
from partwright.web.staff.forms import ShopForm

PAGE = "/staff/setup/"
DONE = ("saved", "sent")


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.OWNER)
def setup(request: HttpRequest) -> HttpResponse:
    """Shows what the shop is and what it lacks, and stores it."""
    if request.method != "POST":
        return show_setup(request)
    shop = get_shop()
    form = ShopForm(request.POST)
    if form.is_valid():
        try:
            set_up(form.wish(shop), by=require_actor(request))
        except ShopFieldError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return _back("saved")
    return _page(request, form, status=422)


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.OWNER)
def test_mail(request: HttpRequest) -> HttpResponse:
    """Sends a test mail to who asks for it."""
    send_test_mail(request.user.email, by=require_actor(request))
    return _back("sent")


def show_setup(request: HttpRequest, *, logo_fault: str = "", status: int = 200) -> HttpResponse:
    """The page with the shop as it is; `logo_fault` says why a logo was refused."""
    shop = get_shop()
    form = ShopForm(initial={name: getattr(shop, name) for name in ShopForm.base_fields})
    return _page(request, form, logo_fault=logo_fault, status=status)


def _page(request: HttpRequest, form: ShopForm, *, logo_fault: str = "", status: int = 200) -> HttpResponse:
    done = request.GET.get("done", "")
    context = {"form": form, "done": done if done in DONE else "", "to": request.user}
    context |= {"logo": get_logo(), "logo_fault": logo_fault}
    return render(request, "staff/setup.html", context, status=status)


def _back(done: str) -> HttpResponse:
    return see_other(f"{PAGE}?done={done}")
