"""The commands a website adds to `partwright`: serve, web, work, check, invite."""

import os
import signal
import socket
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import typer

from partwright.web.actor import SYSTEM, StaffRole

SETTINGS_MODULE = "partwright.web.site.settings"
LOOPBACK = "127.0.0.1"
STOP_S = 10.0
BLOCKING_THREADS = 8  # requests answered at once by one process; the rest wait their turn

Host = Annotated[str, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")]
AllowIncompleteSandbox = Annotated[
    bool,
    typer.Option(
        "--allow-incomplete-sandbox",
        help="Listen to other machines although a mechanism that confines uploads is missing here.",
    ),
]


def register(app: typer.Typer) -> None:
    """Adds the commands to the command line's application."""
    for command in (serve, web, work, check, invite):
        app.command(command.__name__)(command)


def serve(host: Host = LOOPBACK, port: Port = 8000, allow_incomplete_sandbox: AllowIncompleteSandbox = False) -> None:
    """Run website, API and worker in one worker process."""
    _prepare()
    _run_server("partwright.web.site.embedded:application", _allowed_host(host, allow_incomplete_sandbox), port)


def web(
    host: Host = LOOPBACK,
    port: Port = 8000,
    processes: Annotated[int, typer.Option("--processes", min=1, help="Processes that answer requests.")] = 1,
) -> None:
    """Run website and API without a worker; `partwright work` does the work."""
    _prepare()
    _run_server("partwright.web.site.served:application", host, port, processes=processes)


def work() -> None:
    """Do background work until told to stop."""
    _prepare()
    from partwright.web.site.workers import make_worker  # noqa: PLC0415 -- needs Django set up

    worker = make_worker()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.ask_to_stop())
    worker.start()
    typer.echo("Working; Ctrl-C stops.")
    worker.wait()
    worker.stop(timeout_s=STOP_S)


def check() -> None:
    """Check settings, database, storage, mail, cards and sandbox; exit 1 with every fault named."""
    from partwright.web.site.check import examine  # noqa: PLC0415 -- not needed by the other commands

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_MODULE)
    faults = 0
    for examined in examine():
        typer.echo(f"{'ok   ' if examined.good else 'FAULT'} {examined.area}: {examined.detail}")
        faults += not examined.good
    if faults:
        typer.echo(f"{faults} fault{'s' if faults > 1 else ''}.", err=True)
        raise typer.Exit(1)


def invite(
    staff: Annotated[str, typer.Option("--staff", metavar="EMAIL", help="Whom to invite into the shop's staff.")],
    role: Annotated[StaffRole, typer.Option("--role", help="What they will work on.")] = StaffRole.SALES,
) -> None:
    """Print a link, good once within 7 days, that gives somebody an account of the shop's staff."""
    _prepare()
    from django.core.exceptions import ValidationError  # noqa: PLC0415 -- needs Django set up
    from django.core.validators import validate_email  # noqa: PLC0415

    from partwright.web.accounts.invitations import invite_staff  # noqa: PLC0415
    from partwright.web.mailing.letterhead import site_url  # noqa: PLC0415

    try:
        validate_email(staff)
    except ValidationError as refusal:
        raise typer.BadParameter("write one address, such as name@example.com", param_hint="--staff") from refusal
    typer.echo(_link(invite_staff(staff, role=role, by=SYSTEM), base=site_url()))


def _greet_owner(host: str, port: int) -> None:
    """Prints a link that makes the owner's account, as long as the shop has no owner."""
    from django.conf import settings  # noqa: PLC0415 -- needs Django set up

    from partwright.web.accounts.invitations import invite_first_owner  # noqa: PLC0415

    token = invite_first_owner()
    if token is not None:
        link = _link(token, base=settings.ENVIRONMENT.url or _shown_address(host, port))
        typer.echo(f"This shop has no owner yet. Whoever opens this link first becomes it: {link}")


def _link(token: str, *, base: str) -> str:
    from django.urls import reverse  # noqa: PLC0415 -- needs Django set up

    return base + reverse("invitation", args=[token])


def _shown_address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _prepare() -> None:
    """Sets Django up and brings the database to the present schema; leaves with every fault of the settings named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_MODULE)
    import django  # noqa: PLC0415 -- only for the commands that need it
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    try:
        django.setup()
    except ImproperlyConfigured as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from fault
    call_command("migrate", interactive=False, verbosity=0)


def _allowed_host(host: str, allow_incomplete_sandbox: bool) -> str:
    """The address to listen on: loopback alone where uploads cannot be confined, unless the operator says otherwise."""
    from django.conf import settings  # noqa: PLC0415

    from partwright.cad.sandbox import probe_sandbox  # noqa: PLC0415 -- costs a process for each probe

    if _is_loopback(host) or allow_incomplete_sandbox or settings.ENVIRONMENT.allow_incomplete_sandbox:
        return host
    missing = [probe for probe in probe_sandbox() if not probe.held]
    for probe in missing:
        typer.echo(f"The sandbox does not hold here: {probe.name}: {probe.detail}", err=True)
    if missing:
        typer.echo(
            f"Listening on {LOOPBACK} only; --allow-incomplete-sandbox listens on {host} all the same.", err=True
        )
        return LOOPBACK
    return host


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _require_free(host: str, port: int) -> None:
    """Leaves with a sentence if nobody can listen there."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except OSError as fault:
            typer.echo(f"Cannot listen on {host}:{port}: {fault.strerror}. Choose another with --port.", err=True)
            raise typer.Exit(1) from fault


def _run_server(target: str, host: str, port: int, *, processes: int = 1) -> None:
    from granian import Granian  # noqa: PLC0415 -- only for the commands that need it
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    _require_free(host, port)
    typer.echo(f"Partwright is at {_shown_address(host, port)}/ (Ctrl-C stops it).")
    _greet_owner(host, port)
    Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=BLOCKING_THREADS,
        backpressure=2 * BLOCKING_THREADS,
        websockets=False,
        log_access=False,  # an access log joins people and pages; see web/site/log.py
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        working_dir=Path.cwd(),
    ).serve()
