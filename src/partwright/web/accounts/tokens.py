"""Visitors' tokens: random words that only the visitor has, and the digests that are kept of them."""

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """A token of 256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_token(token: str) -> str:
    """The SHA-256 of a token, all of it that is kept; no salt is needed for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
