"""The API below /api/v1/: its mount, its description, and how it refuses."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from partwright import __version__
from partwright.errors import PartwrightError
from partwright.web.accounts.errors import UnknownVisitorError
from partwright.web.parts.api import router as parts
from partwright.web.quoting.api import router as prices
from partwright.web.site.problems import FORM_TYPE, JSON_TYPE, PROBLEM_TYPE, UnsupportedTypeError, problem, problem_of


class Api(NinjaAPI):
    """The API, whose description says that refusals are problems (RFC 9457)."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    if int(status) >= HTTPStatus.BAD_REQUEST and JSON_TYPE in response.get("content", {}):
                        response["content"] = {PROBLEM_TYPE: response["content"][JSON_TYPE]}
        return schema


api = Api(
    title="Partwright",
    version=__version__,
    description="Upload a CAD part, see what is in it and what it costs.",
    docs_url=None,
    openapi_url="/openapi.json",
)
api.add_router("", parts)
api.add_router("", prices)


@api.exception_handler(PartwrightError)
def refuse(_request: HttpRequest, error: PartwrightError) -> HttpResponse:
    return problem_of(error)


@api.exception_handler(AuthenticationError)
def refuse_unknown(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return problem_of(UnknownVisitorError())


@api.exception_handler(ValidationError)
def refuse_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    if any(fault["loc"][0] == "file" for fault in error.errors) and request.content_type != FORM_TYPE:
        return problem_of(UnsupportedTypeError(FORM_TYPE))
    errors = [{"field": ".".join(map(str, fault["loc"])), "message": fault["msg"]} for fault in error.errors]
    detail = "; ".join(f"{fault['field']}: {fault['message']}" for fault in errors)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, code="request.invalid", detail=detail, errors=errors)


@api.exception_handler(HttpError)
def refuse_malformed(request: HttpRequest, error: HttpError) -> HttpResponse:
    if request.content_type != JSON_TYPE:
        return problem_of(UnsupportedTypeError(JSON_TYPE))
    return problem(error.status_code, code="request.malformed", detail=str(error))


@api.exception_handler(Http404)
def refuse_missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, code="address.unknown", detail="There is nothing at this address.")
