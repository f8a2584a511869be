"""The environment variables that configure Partwright: typed, and every wrong one told at once."""

import difflib
import os
import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import dj_database_url
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, ValidationInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from partwright.pricing.book import default_book
from partwright.web.conversations.mailbox_url import parse_mailbox_url
from partwright.web.privacy.mail_url import is_address, parse_mail_url, parse_sender

PREFIX = "PARTWRIGHT_"


class SettingsError(Exception):
    """Variables that cannot be used. `faults` has one sentence for each; the text has them all, a line each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(["The environment cannot be used:", *(f"  {fault}" for fault in faults)]))


def _words(value: Any) -> Any:
    """Comma-separated words as a list."""
    return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value


def _database_url(value: str) -> str:
    try:
        parsed = dj_database_url.parse(value)
    except (dj_database_url.ParseError, ValueError, KeyError) as error:
        raise ValueError("is no database address such as postgres://user@host/name") from error
    if "sqlite" not in parsed["ENGINE"] and "postgresql" not in parsed["ENGINE"]:
        raise ValueError("names a database other than SQLite and PostgreSQL")
    return value


def _origin(value: str) -> str:
    scheme, separator, host = value.partition("://")
    if scheme not in ("http", "https") or not separator or not host or "/" in host:
        raise ValueError(f"{value} is no origin such as https://parts.example.com")
    return value


def _time_zone(value: str) -> str:
    if value not in zoneinfo.available_timezones():
        raise ValueError("is no time zone such as Europe/Berlin")
    return value


def _currency(value: str) -> str:
    offered = default_book().currencies
    if value not in offered:
        raise ValueError(f"is no currency with a rate in the price book, which has {', '.join(offered)}")
    return value


def _mail_url(value: str) -> str:
    parse_mail_url(value)
    return value


def _sender(value: str | None, info: ValidationInfo) -> str | None:
    if value is not None:
        parse_sender(value)
    elif info.data.get("mail_url"):
        raise ValueError("is needed beside PARTWRIGHT_MAIL_URL: say who the mail is from")
    return value


def _mailbox_url(value: str) -> str:
    parse_mailbox_url(value)
    return value


def _support_address(value: str | None, info: ValidationInfo) -> str | None:
    if value is not None and not is_address(value):
        raise ValueError("is no address such as support@example.com")
    if value is None and info.data.get("support_url") and not info.data.get("mail_from"):
        raise ValueError("is needed beside PARTWRIGHT_SUPPORT_URL: say to which address the mailbox belongs")
    return value


def _webhook_secret(value: str | None, info: ValidationInfo) -> str | None:
    if value is None and info.data.get("stripe_secret_key"):
        raise ValueError("is needed beside PARTWRIGHT_STRIPE_SECRET_KEY: payments are told by the webhook")
    if value is not None and not value.startswith("whsec_"):
        raise ValueError("is no signing secret of a webhook, which begins with whsec_")
    return value


Words = Annotated[list[str], NoDecode, BeforeValidator(_words)]
Origins = Annotated[list[Annotated[str, AfterValidator(_origin)]], NoDecode, BeforeValidator(_words)]


class Environment(BaseSettings):
    """Each field is the variable `PARTWRIGHT_` plus its name in capitals; its description is its documentation."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore")

    data_dir: Path = Field(
        Path("data"),
        description="Folder for the embedded database, uploaded files and the generated secret key.",
    )
    debug: bool = Field(False, description="Show details of faults in the browser. Never on a public server.")
    secret_key: str | None = Field(
        None,
        min_length=32,
        description="Key for signatures. Without it one is made in the data folder, readable by its owner alone.",
    )
    hosts: Words = Field(
        ["localhost", "127.0.0.1", "[::1]"],
        min_length=1,
        description="Host names the site answers to, separated by commas.",
    )
    trusted_origins: Origins = Field(
        [],
        description="Other origins that may write, separated by commas, such as https://parts.example.com.",
    )
    https: bool = Field(
        False,
        description="The site is reached by HTTPS: cookies go by HTTPS only and browsers are told to stay with it.",
    )
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=5,
        description="How many proxies of yours stand before the site: the visitor's address is taken from as many "
        "entries of X-Forwarded-For.",
    )
    database_url: Annotated[str, AfterValidator(_database_url)] | None = Field(
        None,
        description="Database, such as postgres://user:password@host/name. Without it SQLite in the data folder.",
    )
    url: Annotated[str, AfterValidator(_origin)] | None = Field(
        None,
        description="Where links in mail lead, such as https://parts.example.com. Without it the first of the host "
        "names.",
    )
    mail_url: Annotated[str, AfterValidator(_mail_url)] | None = Field(
        None,
        description="What carries mail: smtp://user:password@host:587 (STARTTLS is required, but with ?tls=none), "
        "smtps://user:password@host or anymail+provider://key@. Without it mail is kept in the data folder's `outbox`.",
    )
    mail_from: Annotated[str | None, AfterValidator(_sender)] = Field(
        None,
        validate_default=True,
        description="Whom mail is from, such as `Example Works <parts@example.com>`. Needed with PARTWRIGHT_MAIL_URL.",
    )
    support_url: Annotated[str, AfterValidator(_mailbox_url)] | None = Field(
        None,
        description="Mailbox whose mails become conversations: imaps://user:password@host/INBOX, or imap:// on this "
        "machine. Characters that an address cannot hold are written as %40 for @. Without it no mail is fetched.",
    )
    support_address: Annotated[str | None, AfterValidator(_support_address)] = Field(
        None,
        validate_default=True,
        description="Address of that mailbox, such as support@example.com, which answers go to. Without it that of "
        "PARTWRIGHT_MAIL_FROM.",
    )
    stripe_secret_key: str | None = Field(
        None,
        min_length=8,
        description="Stripe's secret key, sk_live_… or sk_test_…. Without it no card is taken.",
    )
    stripe_webhook_secret: Annotated[str | None, AfterValidator(_webhook_secret)] = Field(
        None,
        validate_default=True,
        description="Signing secret of Stripe's webhook to /payments/stripe/webhook/, whsec_…. Needed with "
        "PARTWRIGHT_STRIPE_SECRET_KEY.",
    )
    stripe_api_url: Annotated[str, AfterValidator(_origin)] | None = Field(
        None,
        description="Where Stripe's API is reached, other than https://api.stripe.com: for tests.",
    )
    time_zone: Annotated[str, AfterValidator(_time_zone)] = Field(
        "UTC", description="Time zone of dates on pages, such as Europe/Berlin."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least severity that is logged."
    )
    currency: Annotated[str, AfterValidator(_currency)] = Field(
        "EUR", description="Currency that prices are shown in until somebody chooses another."
    )
    upload_mb: int = Field(100, ge=1, le=2000, description="Largest file that may be uploaded, in MB (10⁶ bytes).")
    upload_files: int = Field(50, ge=1, le=500, description="Most files in one upload.")
    uploads_per_hour_address: int = Field(200, ge=1, description="Files an address may upload within an hour.")
    uploads_per_hour_visitor: int = Field(100, ge=1, description="Files a visitor may upload within an hour.")
    retention_days: int = Field(
        30, ge=1, le=3650, description="Days after which a visitor's files, quotes and cookie's row are deleted."
    )
    workers: int = Field(
        2, ge=1, le=64, description="Files that are analyzed at once by one `serve` or `work` process."
    )
    lease_s: float = Field(
        30.0,
        gt=0.0,
        le=3600.0,
        description="Seconds after which the work of a worker that has died is given to another.",
    )
    poll_s: float = Field(
        1.0, gt=0.0, le=60.0, description="Seconds between looks for work that was queued by another process."
    )
    allow_incomplete_sandbox: bool = Field(
        False,
        description="Serve to other machines although part of the sandbox is missing; `partwright check` names it.",
    )


def read_environment() -> Environment:
    """The settings that this process's variables ask for.

    Raises:
        SettingsError: a variable has a wrong value or an unknown name; all of them are told.
    """
    faults = _unknown_names(os.environ)
    try:
        environment = Environment()
    except ValidationError as error:
        faults += [_sentence(fault["loc"], fault["msg"]) for fault in error.errors()]
    if faults:
        raise SettingsError(faults)
    return environment


def variable(field: str) -> str:
    """The variable that sets a field."""
    return PREFIX + field.upper()


def _unknown_names(variables: Mapping[str, str]) -> list[str]:
    known = [variable(field) for field in Environment.model_fields]
    faults = []
    for name in sorted(variables):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            faults.append(f"{name} is unknown" + (f": did you mean {near[0]}?" if near else "."))
    return faults


def _sentence(location: tuple[int | str, ...], message: str) -> str:
    """A fault without the value, which may be a secret."""
    text = message.removeprefix("Value error, ").removeprefix("Input ")
    return f"{variable(str(location[0]))}: {text}."
