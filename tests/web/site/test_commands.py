"""Where `serve` listens, and what `check` says."""

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from partwright.cad import sandbox
from partwright.cad.sandbox import Probe
from partwright.web.accounts.errors import InvitationUsedError
from partwright.web.accounts.invitations import accept_staff_invitation, open_invitation
from partwright.web.site import commands

EVERYWHERE = "0.0.0.0"


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    commands.register(app)
    return app


def let_sandbox(monkeypatch: pytest.MonkeyPatch, *, hold: bool) -> None:
    monkeypatch.setattr(sandbox, "probe_sandbox", lambda: (Probe("open a socket", hold, "tried"),))


def test_an_address_of_the_network_is_allowed_where_the_sandbox_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    let_sandbox(monkeypatch, hold=True)
    assert commands._allowed_host(EVERYWHERE, allow_incomplete_sandbox=False) == EVERYWHERE


def test_loopback_alone_where_it_does_not_and_the_gap_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    let_sandbox(monkeypatch, hold=False)
    assert commands._allowed_host(EVERYWHERE, allow_incomplete_sandbox=False) == "127.0.0.1"
    assert "open a socket" in capsys.readouterr().err


def test_the_operator_may_decide_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    let_sandbox(monkeypatch, hold=False)
    assert commands._allowed_host(EVERYWHERE, allow_incomplete_sandbox=True) == EVERYWHERE


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_loopback_needs_no_proof(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setattr(sandbox, "probe_sandbox", lambda: pytest.fail("not needed"))
    assert commands._allowed_host(host, allow_incomplete_sandbox=False) == host


def test_a_port_in_use_is_said_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(typer.Exit):
            commands._require_free("127.0.0.1", taken.getsockname()[1])
    assert "Choose another with --port" in capsys.readouterr().err


@pytest.mark.django_db
def test_check_names_a_lock_that_does_not_hold(app: typer.Typer, monkeypatch: pytest.MonkeyPatch) -> None:
    let_sandbox(monkeypatch, hold=False)
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 1
    assert "FAULT sandbox: open a socket" in result.output


@pytest.mark.django_db
def test_check_is_content_with_a_sound_installation(app: typer.Typer, monkeypatch: pytest.MonkeyPatch) -> None:
    let_sandbox(monkeypatch, hold=True)
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 0, result.output


@pytest.mark.django_db
def test_check_names_a_database_that_others_can_read(
    app: typer.Typer, monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    let_sandbox(monkeypatch, hold=True)
    file = data_dir / "partwright.sqlite3"
    file.touch()
    file.chmod(0o644)
    result = CliRunner().invoke(app, ["check"])
    file.chmod(0o600)
    assert result.exit_code == 1
    assert f"{file} can be read by others" in result.output


@pytest.mark.django_db(transaction=True)
def test_the_owners_link_is_printed_until_there_is_an_owner(capsys: pytest.CaptureFixture[str]) -> None:
    commands._greet_owner("::1", 8080)
    link = re.search(r"http://\[::1\]:8080/invitation/([\w-]+)/\n", capsys.readouterr().out)
    assert link is not None
    commands._greet_owner("::1", 8080)
    second = re.search(r"/invitation/([\w-]+)/", capsys.readouterr().out)
    assert second is not None
    with pytest.raises(InvitationUsedError):
        open_invitation(link[1])
    accept_staff_invitation(
        second[1], first_name="Ada", last_name="King", email="ada@example.org", password="a long way to the sea"
    )
    commands._greet_owner("::1", 8080)
    assert capsys.readouterr().out == ""


@pytest.mark.django_db
def test_invite_prints_a_link_for_the_role(app: typer.Typer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "_prepare", lambda: None)
    result = CliRunner().invoke(app, ["invite", "--staff", "bob@example.org", "--role", "finance"])
    assert result.exit_code == 0, result.output
    invitation = open_invitation(result.output.strip().split("/")[-2])
    assert (invitation.role, invitation.email) == ("finance", "bob@example.org")


@pytest.mark.django_db
def test_invite_refuses_what_is_no_address(app: typer.Typer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "_prepare", lambda: None)
    result = CliRunner().invoke(app, ["invite", "--staff", "bob"])
    assert result.exit_code == 2
