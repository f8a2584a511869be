"""Writes that are done once however often they are sent: the answer to an `Idempotency-Key` is kept and given again.

PartwrightError
├── KeyReusedError    idempotency.key_reused: the key came before with another request
└── StillAtWorkError  idempotency.in_progress: the first request with the key is not finished
"""

import functools
import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header

from partwright.errors import PartwrightError
from partwright.web.accounts.models import GivenAnswer
from partwright.web.accounts.requests import address_of, remember_visitor, token_of
from partwright.web.accounts.tokens import new_token
from partwright.web.actor import Channel

KEY_HEADER = "Idempotency-Key"
KEPT = timedelta(days=1)
KEPT_HEADERS = ("Content-Type", "Location", "Retry-After")
PLACEHOLDER = b"\xc2\xb7token\xc2\xb7"
MAX_KEY_LENGTH = 255
UNGUESSABLE_LENGTH = 16  # half a UUID
# A first request that died without an answer blocks its key no longer than this.
IN_PROGRESS = timedelta(minutes=5)


class KeyReusedError(PartwrightError):
    """A key that was used for another request."""

    code = "idempotency.key_reused"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key came before with another request: use a new key for a new request.")


class StillAtWorkError(PartwrightError):
    """A request that is sent again before its first sending was answered."""

    code = "idempotency.in_progress"
    retry_after_s = 1

    def __init__(self) -> None:
        super().__init__("The first request with this Idempotency-Key is still at work: ask again in a second.")


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=MAX_KEY_LENGTH,
        description="A word of your own, such as a UUID, that makes sending this request twice safe for a day. "
        f"Without a token yet it must be hard to guess, {UNGUESSABLE_LENGTH} characters at least.",
    ),
]


def idempotent(operation: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Makes an API operation give the answer it gave before to a key it has seen, without doing its work again.

    Only digests under the installation's secret are stored, so that a row tells neither who wrote nor what. An answer
    that refuses is not kept: such a request may be sent again.
    """

    @functools.wraps(operation)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get(KEY_HEADER)
        if not key:
            return operation(request, *args, **kwargs)
        row = _claim(request, key)
        secret = _secret(row.nonce, key)
        if row.status is not None:
            return _again(row, secret=secret)
        request.idempotency_secret = secret  # type: ignore[attr-defined]
        try:
            response = operation(request, *args, **kwargs)
        except BaseException:
            row.delete()
            raise
        _keep(row, response, secret=secret)
        return response

    return answer


def secret_of(request: HttpRequest) -> str | None:
    """A secret word that is the same whenever this request is sent again, None without a key.

    A random token in the answer must be this word: it is left out of what is kept, and put in when given again.
    """
    return getattr(request, "idempotency_secret", None)


def _claim(request: HttpRequest, key: str) -> GivenAnswer:
    """The row of a key: a new one, to be answered, or one with the answer that was given.

    Raises:
        KeyReusedError: the key came with another operation or body.
        StillAtWorkError: the first request with the key has no answer yet.
    """
    now = timezone.now()
    GivenAnswer.objects.filter(expires_at__lte=now).delete()
    nonce = new_token()
    key_digest = _key_digest(request, key, nonce=nonce)
    request_digest = _digest("request", str(request.method), request.path, _body_digest(request))
    row, created = GivenAnswer.objects.get_or_create(
        key_digest=key_digest,
        defaults={
            "request_digest": request_digest,
            "nonce": nonce,
            "channel": Channel.WEB,
            "expires_at": now + IN_PROGRESS,
        },
    )
    if row.request_digest != request_digest:
        raise KeyReusedError
    if row.status is None and not created:
        raise StillAtWorkError
    return row


def _key_digest(request: HttpRequest, key: str, *, nonce: str) -> str:
    """Tells keys of different writers apart: by token, or for who has none by what is known of them.

    Who was unknown with the first request has its token with the second: that key is still the first's. A key that
    others may hit on proves nothing of who sends it: who was unknown with it gets the answer again by its token alone.
    """
    unknown = _digest("key", address_of(request), request.headers.get("User-Agent", ""), key)
    token = token_of(request)
    if token is None:
        return unknown if len(key) >= UNGUESSABLE_LENGTH else _digest("key", _secret(nonce, key), key)
    row = GivenAnswer.objects.filter(key_digest=unknown).first()
    if row is not None and hmac.compare_digest(_secret(row.nonce, key).encode(), token.encode()):
        return unknown
    return _digest("key", token, key)


def _keep(row: GivenAnswer, response: HttpResponse, *, secret: str) -> None:
    row.status = response.status_code
    row.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    row.content = response.content.replace(secret.encode(), PLACEHOLDER)
    row.expires_at = timezone.now() + KEPT
    row.save()


def _again(row: GivenAnswer, *, secret: str) -> HttpResponse:
    content = bytes(row.content)
    response = HttpResponse(content.replace(PLACEHOLDER, secret.encode()), status=row.status, headers=row.headers)
    if PLACEHOLDER in content:
        remember_visitor(response, secret)
    return response


def _body_digest(request: HttpRequest) -> str:
    """SHA-256 of what a request says, whatever the boundaries between its parts are."""
    digest = hashlib.sha256()
    if request.content_type == "multipart/form-data":
        digest.update(repr(sorted(request.POST.lists())).encode())
        for field, files in sorted(request.FILES.lists()):
            for file in files:
                digest.update(repr((field, file.name)).encode())
                for chunk in file.chunks():
                    digest.update(chunk)
                file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()


def _secret(nonce: str, key: str) -> str:
    return _digest("secret", nonce, key)


def _digest(*words: str) -> str:
    message = "\0".join(words).encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()
