"""What `partwright check` examines, in the order in which one thing needs another."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass

import django
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at: which part of the installation, whether it is good, and what was seen."""

    area: str
    good: bool
    detail: str


def examine() -> Iterator[Examined]:
    """Everything that can be wrong with an installation; without settings, only those."""
    try:
        django.setup()
    except ImproperlyConfigured as fault:
        lines = str(fault).splitlines()
        yield from (Examined("settings", False, line.strip()) for line in (lines[1:] or lines))
        yield from _sandbox()
        return
    yield from _settings()
    yield from _database()
    yield from _storage()
    yield from _mail()
    yield from _support()
    yield from _cards()
    yield from _sandbox()


def _settings() -> Iterator[Examined]:
    from django.conf import settings  # noqa: PLC0415 -- readable only once Django is set up
    from django.core.checks import run_checks  # noqa: PLC0415

    faults = [message for message in run_checks() if message.level >= 30]
    yield from (Examined("settings", False, f"{message.id}: {message.msg}") for message in faults)
    if not faults:
        yield Examined("settings", True, f"data folder {settings.DATA_DIR}")
    for path in (settings.DATA_DIR / "secret_key", *settings.DATA_DIR.glob("partwright.sqlite3*")):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Examined("settings", False, f"{path} can be read by others: chmod 600 it")
    if settings.DEBUG:
        yield Examined("settings", False, "PARTWRIGHT_DEBUG is on: faults are shown to visitors")


def _database() -> Iterator[Examined]:
    from django.db import DatabaseError, connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, ImproperlyConfigured) as fault:
        yield Examined("database", False, f"cannot be used: {str(fault).strip()}")
        return
    if missing:
        yield Examined("database", False, f"{len(missing)} migrations are missing: `partwright serve` applies them")
    else:
        yield Examined("database", True, f"{connection.vendor}, schema is current")


def _storage() -> Iterator[Examined]:
    from partwright.web.parts import storage  # noqa: PLC0415

    folder, content = storage.new_folder(), b"partwright check"
    try:
        stored = storage.store(folder, content)
        whole = storage.read(stored.name) == content
        storage.delete_folder(folder)
    except OSError as fault:
        yield Examined("storage", False, f"files cannot be kept: {fault}")
        return
    left = folder in storage.folders()
    if whole and not left:
        yield Examined("storage", True, "files are kept, read back and deleted")
    else:
        yield Examined("storage", False, "a file could not be deleted" if whole else "a file came back changed")


def _mail() -> Iterator[Examined]:
    from partwright.web.privacy import mail_transport  # noqa: PLC0415 -- needs Django set up

    try:
        yield Examined("mail", True, mail_transport.probe())
    except mail_transport.MailFaultError as fault:
        yield Examined("mail", False, f"cannot be sent: {fault}")


def _support() -> Iterator[Examined]:
    from partwright.web.conversations import imap  # noqa: PLC0415 -- as the others
    from partwright.web.conversations.fetching import support_mailbox  # noqa: PLC0415 -- needs Django set up

    mailbox = support_mailbox()
    try:
        detail = imap.probe(mailbox) if mailbox else "no mailbox is set up: mail does not become conversations"
    except imap.MailboxFaultError as fault:
        yield Examined("support", False, f"mail cannot be fetched: {fault}")
    else:
        yield Examined("support", True, detail)


def _cards() -> Iterator[Examined]:
    from partwright.web.payments import stripe_api  # noqa: PLC0415 -- needs Django set up
    from partwright.web.payments.errors import ProviderRefusedError, ProviderUnavailableError  # noqa: PLC0415

    try:
        yield Examined("cards", True, stripe_api.probe())
    except (ProviderUnavailableError, ProviderRefusedError):
        yield Examined("cards", False, "Stripe does not answer, or not to this key: see its dashboard")


def _sandbox() -> Iterator[Examined]:
    from partwright.cad.sandbox import probe_sandbox  # noqa: PLC0415
    from partwright.errors import SandboxError  # noqa: PLC0415

    try:
        probes = probe_sandbox()
    except SandboxError as fault:
        yield Examined("sandbox", False, str(fault))
        return
    yield from (Examined("sandbox", probe.held, f"{probe.name}: {probe.detail}") for probe in probes)
