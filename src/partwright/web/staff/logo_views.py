"""The shop's logo: shown, replaced, removed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import require_actor
from partwright.web.actor import StaffRole
from partwright.web.documents.services import MAX_PICTURE_BYTES
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.shop.errors import ShopFieldError
from partwright.web.shop.logo import get_logo, remove_logo, set_logo
from partwright.web.staff.access import staff_only
from partwright.web.staff.views import show_setup


@require_safe
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.OWNER)
def logo(request: HttpRequest) -> HttpResponse:
    """The logo as it will be printed."""
    found = get_logo()
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.content), content_type="image/png")


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.OWNER)
def replace(request: HttpRequest) -> HttpResponse:
    """Takes a PNG as the logo."""
    file = request.FILES.get("logo")
    content = file.read(MAX_PICTURE_BYTES + 1) if file else b""
    try:
        set_logo(content, by=require_actor(request))
    except ShopFieldError as refusal:
        return show_setup(request, logo_fault=str(refusal), status=422)
    return see_other(f"{reverse('staff:setup')}?done=saved")


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.OWNER)
def remove(request: HttpRequest) -> HttpResponse:
    """Leaves the shop without a logo."""
    remove_logo(by=require_actor(request))
    return see_other(f"{reverse('staff:setup')}?done=saved")
