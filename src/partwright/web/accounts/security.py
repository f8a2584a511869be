"""How the API's description says who may ask, and who asks."""

from typing import Any

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from partwright.web.accounts.personal_data import VISITOR_COOKIE
from partwright.web.accounts.requests import actor_of
from partwright.web.actor import Actor


class VisitorToken(HttpBearer):
    """The token that the first upload answered with."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return actor_of(request)


class VisitorCookie(APIKeyCookie):
    """The cookie that the first upload set. Writes from other origins are refused before this is asked."""

    param_name = VISITOR_COOKIE.name

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        return actor_of(request)


VISITOR: list[Any] = [VisitorToken(), VisitorCookie()]
