"""What the browser fetches of a part: its model, its picture, how far its analysis is."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from partwright.units import LengthUnit
from partwright.web.accounts.requests import actor_of, require_actor
from partwright.web.parts import storage
from partwright.web.parts.models import Part
from partwright.web.parts.selectors import get_model, get_part, name_of_picture
from partwright.web.parts.services import declare_units, delete_part
from partwright.web.privacy.purposes import Purpose, purpose

LONGEST_INDEX = 9  # digits of a body's index


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_cache=True)
def model(request: HttpRequest, part_id: UUID) -> HttpResponse:
    """The part for the viewer, as GLB."""
    return answer_model(get_part(part_id, by=actor_of(request)))


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_cache=True)
def picture(request: HttpRequest, part_id: UUID) -> HttpResponse:
    """The still picture of a part, or of the body whose index is the field `body`; 404 while it is not drawn."""
    return answer_picture(get_part(part_id, by=actor_of(request)), body=asked_body(request))


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
def state(request: HttpRequest, part_id: UUID) -> JsonResponse:
    """How far the analysis is, for a page that waits for it."""
    part = get_part(part_id, by=actor_of(request))
    return JsonResponse(state_of(part))


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def units(request: HttpRequest, part_id: UUID) -> HttpResponse:
    """Reads the file again in the unit of the form field `units`."""
    word = request.POST.get("units", "")
    if word not in set(LengthUnit):
        return HttpResponse("Choose mm, cm, m or inch.", status=422, content_type="text/plain")
    declare_units(part_id, units=LengthUnit(word), by=require_actor(request))
    return HttpResponse(status=204)


@require_POST
@purpose(Purpose.HONOR_RIGHTS)
def delete(request: HttpRequest, part_id: UUID) -> HttpResponse:
    """Deletes a part at once, from the disk too."""
    delete_part(part_id, by=require_actor(request))
    return HttpResponse(status=204)


def state_of(part: Part) -> dict[str, object]:
    """The state of a part as plain values."""
    return {
        "state": part.state,
        "stage": part.stage,
        "settled": part.is_settled,
        "picture": bool(part.picture),
        "error": {"code": part.error_code, "message": part.error_message} if part.error_code else None,
    }


def answer_model(part: Part) -> HttpResponse:
    """A part's model as a response; the caller has made sure that it may be seen."""
    response = HttpResponse(get_model(part), content_type="model/gltf-binary")
    response["ETag"] = f'"{part.model.rpartition("/")[2]}"'
    return response


def asked_body(request: HttpRequest) -> int | None:
    """The body whose picture a request asks for; None for the whole part."""
    word = request.GET.get("body", "")
    return int(word) if word.isascii() and word.isdecimal() and len(word) <= LONGEST_INDEX else None


def answer_picture(part: Part, *, body: int | None = None) -> HttpResponse:
    """A part's or body's picture as a response; the caller has made sure that it may be seen."""
    name = name_of_picture(part, body=body)
    if not name:
        raise Http404("The picture is still being drawn.")
    response = HttpResponse(storage.read(name), content_type="image/png")
    response["ETag"] = f'"{name.rpartition("/")[2]}"'
    return response
