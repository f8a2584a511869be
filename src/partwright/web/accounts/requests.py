"""How a request says who sent it: by bearer token, by session, or by the visitors' cookie."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from partwright.web.accounts.errors import UnknownVisitorError
from partwright.web.accounts.models import Person
from partwright.web.accounts.personal_data import VISITOR_COOKIE
from partwright.web.accounts.selectors import actor_for, find_visitor
from partwright.web.actor import Actor, StaffRole

MAX_TOKEN_LENGTH = 100
IPV6_SITE_BITS = 64  # one customer of a network has at least these, with more addresses than there are limits for


def token_of(request: HttpRequest) -> str | None:
    """The token that came with a request; one in `Authorization: Bearer` goes before the cookie."""
    token = _bearer_token(request)
    if token is None:
        token = request.COOKIES.get(VISITOR_COOKIE.name, "")
    return token if 0 < len(token) <= MAX_TOKEN_LENGTH else None


def person_of(request: HttpRequest) -> Person | None:
    """Who is signed in; a request that says who it is by a bearer token is nobody's session."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or _bearer_token(request) is not None:
        return None
    return request.user if isinstance(request.user, Person) else None  # type: ignore[return-value] -- a lazy one


def actor_of(request: HttpRequest) -> Actor | None:
    """Who sent a request, None if nobody known; the database is asked once a request."""
    known: dict[str, Actor | None] = request.__dict__.setdefault("_known_actors", {})
    person = person_of(request)
    if person is not None:
        key = f"person {person.id}"
        if key not in known:
            known[key] = actor_for(person)
        return known[key]
    return visitor_of(request)


def is_known_staff(request: HttpRequest) -> bool:
    """Whether this page has found out already that who asks is of the shop; it asks the database nothing."""
    known: dict[str, Actor | None] = request.__dict__.get("_known_actors", {})
    return any(actor is not None and actor.works_as(*StaffRole) for actor in known.values())


def visitor_of(request: HttpRequest) -> Actor | None:
    """The visitor whose token came with a request, whoever is signed in."""
    known: dict[str, Actor | None] = request.__dict__.setdefault("_known_actors", {})
    token = token_of(request)
    if token is None:
        return None
    if token not in known:
        known[token] = find_visitor(token)
    return known[token]


def require_actor(request: HttpRequest) -> Actor:
    """Who sent a request.

    Raises:
        UnknownVisitorError: nobody known.
    """
    actor = actor_of(request)
    if actor is None:
        raise UnknownVisitorError
    return actor


def _bearer_token(request: HttpRequest) -> str | None:
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    return credentials.strip() if scheme.lower() == "bearer" else None


def remember_visitor(response: HttpResponse, token: str) -> None:
    """Gives a new visitor's browser its cookie, which lasts as long as their files do."""
    response.set_cookie(
        VISITOR_COOKIE.name,
        token,
        max_age=settings.VISITOR_RETENTION,
        secure=settings.ENVIRONMENT.https,
        httponly=True,
        samesite="Lax",
    )


def forget_visitor(request: HttpRequest, response: HttpResponse) -> None:
    """Takes the visitors' cookie back from a browser whose visitor turned out to be a person."""
    if VISITOR_COOKIE.name in request.COOKIES:
        response.delete_cookie(VISITOR_COOKIE.name, samesite="Lax")


def address_of(request: HttpRequest) -> str:
    """The network address a request came from: as many proxies back as the operator vouches for, never further.

    An IPv6 address stands for its network of 64 bits, in which one computer may have any number of addresses.
    """
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    proxies: int = settings.ENVIRONMENT.trusted_proxies
    word: str = hops[-proxies] if proxies and len(hops) >= proxies else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(word)
    except ValueError:
        return word
    if not isinstance(address, IPv6Address):
        return word
    return str(address.ipv4_mapped or ip_network((address, IPV6_SITE_BITS), strict=False))
