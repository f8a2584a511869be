"""The console script: engine commands, and those that an installed website adds by entry point."""

import functools
import io
import logging
import os
import sys
from collections.abc import Callable
from importlib.metadata import entry_points

import typer

from partwright import __version__
from partwright.cli.analyze import analyze
from partwright.cli.catalog import catalog
from partwright.cli.exit_status import ExitStatus
from partwright.cli.quote import quote
from partwright.errors import PartwrightError, SpecificationError

COMMAND_GROUP = "partwright.commands"
ENGINE_COMMANDS: dict[str, Callable[..., None]] = {"analyze": analyze, "quote": quote, "catalog": catalog}


def until_nobody_reads(command: Callable[..., None]) -> Callable[..., None]:
    """The command, content when the reader of its output has enough (`| head`): neither a fault nor wrong usage."""

    @functools.wraps(command)
    def run(*arguments: object, **options: object) -> None:
        try:
            try:
                command(*arguments, **options)
            finally:
                sys.stdout.flush()
        except BrokenPipeError as closed:
            # What is still buffered would be written, and fail, once more when the interpreter ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(ExitStatus.DONE) from closed

    return run


app = typer.Typer(
    name="partwright",
    help="From a CAD file to a part, its plan and its price.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


for _name, _command in ENGINE_COMMANDS.items():
    app.command(_name)(until_nobody_reads(_command))


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version and leave."),
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """Run the command line; leaves the process with the contract's exit status."""
    _write_utf8()
    # stderr holds one line per file that failed, with its code; `serve` sets up logging of its own.
    logging.getLogger("partwright").addHandler(logging.NullHandler())
    if not set(ENGINE_COMMANDS).intersection(sys.argv[1:2]):
        _add_installed_commands()
    try:
        app()
    except PartwrightError as error:
        typer.echo(f"partwright: {error}", err=True)
        wrong_usage = isinstance(error, SpecificationError)
        sys.exit(ExitStatus.WRONG_USAGE if wrong_usage else ExitStatus.UNREAD_FILE)


def _write_utf8() -> None:
    """Make what is printed UTF-8 whatever the locale: JSON has to be, and the same answer must be the same bytes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _add_installed_commands() -> None:
    """Register the commands of other packages. One that cannot be imported is named; the others work without it."""
    for entry in sorted(entry_points(group=COMMAND_GROUP), key=lambda entry: entry.name):
        try:
            entry.load()(app)
        except Exception as error:  # noqa: BLE001 - whatever another package does wrong, the engine commands must work
            typer.echo(f"partwright: the commands of {entry.value} are missing: {error!r}", err=True)
