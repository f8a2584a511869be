"""What holds for every request and answer, whatever view it is for."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from partwright.errors import FileTooLargeError, PartwrightError
from partwright.web.privacy.purposes import Purpose, purpose_of
from partwright.web.privacy.registry import cookies
from partwright.web.site.problems import PROBLEM_TYPE, headers_of, problem, problem_of, status_of

Respond = Callable[[HttpRequest], HttpResponse]

API = "/api/"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_CODES = {
    400: ("request.malformed", "The request cannot be understood: check its form against the API's description."),
    403: ("request.refused", "This request is refused."),
    404: ("address.unknown", "There is nothing at this address."),
    405: ("method.not_allowed", "This address does not take this method; the header Allow names those it does."),
    413: ("request.too_large", "The request is larger than this server takes."),
    500: ("internal", "The server made a mistake, which is logged: try again, and tell the operator if it stays."),
}


_GUARDS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}
# Of all that is not the same for everybody: no cache may keep it, no search engine list it, whatever form it has.
_PERSONAL_GUARDS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}


def guard_response(respond: Respond) -> Respond:
    """Adds the headers no view may forget, and lets no cookie out that is not registered or that answers a read."""

    def guard(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        match = request.resolver_match
        informs = match is not None and purpose_of(match.func) is Purpose.INFORM
        for name, value in (_GUARDS if informs else _GUARDS | _PERSONAL_GUARDS).items():
            response.headers.setdefault(name, value)
        allowed = set() if request.method in SAFE_METHODS else set(cookies())
        for name in set(response.cookies) - allowed:
            del response.cookies[name]
        return response

    return guard


def refuse_cross_origin_writes(respond: Respond) -> Respond:
    """Refuses writes that a page of another origin makes a browser send; see docs/adr/0002.

    Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`, and scripts cannot change
    either. A request with neither is not from a browser, and so carries no cookie that its sender does not know.
    """

    def check(request: HttpRequest) -> HttpResponse:
        if request.method in SAFE_METHODS or _same_origin(request):
            return respond(request)
        detail = "Another website tried to change something here: go to the page itself and do it there."
        if request.path.startswith(API):
            return problem(403, code="origin.refused", detail=detail)
        return HttpResponse(detail, status=403, content_type="text/plain; charset=utf-8")

    return check


def _same_origin(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    if origin in settings.ENVIRONMENT.trusted_origins:
        return True
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    if origin is None:
        return True
    from_page = urlsplit(origin)
    encrypted = from_page.scheme == "https" or not settings.ENVIRONMENT.https
    return encrypted and from_page.netloc.lower() == request.get_host().lower()


class AnswerProblems:
    """Answers our errors with their status: as a problem below `/api/`, as a page elsewhere."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._respond(request)
        if not request.path.startswith(API) or response.status_code < 400:
            return response
        if response.headers.get("Content-Type", "").startswith(PROBLEM_TYPE):
            return response
        code, detail = _CODES.get(response.status_code, ("request.refused", response.reason_phrase))
        headers = {"Allow": response["Allow"]} if "Allow" in response else {}
        return problem(response.status_code, code=code, detail=detail, headers=headers)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to an error of ours; None leaves a mistake of the code to Django."""
        error = as_ours(error)
        if not isinstance(error, PartwrightError):
            return None
        if request.path.startswith(API):
            return problem_of(error)
        status = status_of(error)
        context = {"code": error.code, "message": str(error), "status": int(status)}
        response = render(request, "site/refusal.html", context, status=status)
        for name, value in headers_of(error).items():
            response[name] = value
        return response


def as_ours(error: Exception) -> Exception:
    """Django's refusals of too much data as errors of ours; anything else unchanged."""
    if isinstance(error, TooManyFilesSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
        return FileTooLargeError(
            "The upload", reason=f"has more than {most} files", remedy="send them in several uploads, or as a ZIP"
        )
    if isinstance(error, RequestDataTooBig):
        return FileTooLargeError("The request", reason="has more fields and text than are taken", remedy="send less")
    return error
