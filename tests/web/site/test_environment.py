"""Settings: typed, and every fault told at once, without the values."""

import os

import pytest

from partwright.web.site.environment import Environment, SettingsError, read_environment, variable


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch) -> None:
    for name in [name for name in os.environ if name.startswith("PARTWRIGHT_")]:
        monkeypatch.delenv(name)


def test_no_variable_is_needed() -> None:
    environment = read_environment()
    assert (environment.debug, environment.retention_days, environment.upload_mb) == (False, 30, 100)


def test_every_wrong_variable_is_told_at_once(monkeypatch) -> None:
    wrong = {
        "PARTWRIGHT_DEBUG": "maybe",
        "PARTWRIGHT_WORKERS": "0",
        "PARTWRIGHT_DATABASE_URL": "mysql://localhost/x",
        "PARTWRIGHT_TRUSTED_ORIGINS": "https://good.example,ftp://bad.example",
        "PARTWRIGHT_SECRET_KEY": "tooshort",
        "PARTWRIGHT_TIME_ZONE": "Mars/Olympus",
        "PARTWRIGHT_RETENTION_DAY": "30",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_environment()
    assert sorted(fault.split(":")[0].split()[0] for fault in caught.value.faults) == sorted(wrong)
    assert "did you mean PARTWRIGHT_RETENTION_DAYS?" in str(caught.value)


def test_a_fault_never_repeats_a_secret(monkeypatch) -> None:
    monkeypatch.setenv("PARTWRIGHT_SECRET_KEY", "hunter2")
    monkeypatch.setenv("PARTWRIGHT_DATABASE_URL", "nosql://me:hunter2@host/db")
    with pytest.raises(SettingsError) as caught:
        read_environment()
    assert len(caught.value.faults) == 2
    assert "hunter2" not in str(caught.value)


def test_values_have_types(monkeypatch) -> None:
    for name, value in {
        "PARTWRIGHT_HOSTS": "parts.example.com, www.example.com",
        "PARTWRIGHT_TRUSTED_ORIGINS": "https://parts.example.com",
        "PARTWRIGHT_HTTPS": "yes",
        "PARTWRIGHT_LEASE_S": "2.5",
        "PARTWRIGHT_DATABASE_URL": "postgres://me@host/db",
    }.items():
        monkeypatch.setenv(name, value)
    environment = read_environment()
    assert environment.hosts == ["parts.example.com", "www.example.com"]
    assert environment.trusted_origins == ["https://parts.example.com"]
    assert environment.https is True
    assert environment.lease_s == 2.5


def test_an_empty_variable_is_as_good_as_none(monkeypatch) -> None:
    monkeypatch.setenv("PARTWRIGHT_UPLOAD_MB", "")
    assert read_environment().upload_mb == 100


def test_every_setting_says_what_it_is_for() -> None:
    for name, field in Environment.model_fields.items():
        assert field.description, variable(name)
        assert field.description.endswith("."), variable(name)


def test_a_currency_without_a_rate_is_refused_before_anything_starts(monkeypatch) -> None:
    monkeypatch.setenv("PARTWRIGHT_CURRENCY", "XXX")
    with pytest.raises(SettingsError, match="PARTWRIGHT_CURRENCY: is no currency with a rate"):
        read_environment()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mail.example.com", "starts with none of"),
        ("smtp://", "names no server"),
        ("smtp://mail.example.com:port", "is no address"),
        ("smtp://me:hunter2@mail.example.com?tls=none", "without encryption"),
        ("smtp://mail.example.com?tls=perhaps", "tls other than"),
        ("smtp://mail.example.com?ssl=1", "option other than tls"),
        ("smtp://me@mail.example.com", "user without password"),
        ("anymail+pigeon://hunter2@", "provider other than"),
        ("anymail+mailjet://hunter2@", "API_KEY:SECRET_KEY@"),
        ("anymail+postal://hunter2@", r"add \?api_url"),
        ("anymail+brevo://hunter2@?colour=red", "options other than"),
    ],
)
def test_mail_that_could_not_be_sent_is_refused_before_anything_starts(monkeypatch, url, says) -> None:
    monkeypatch.setenv("PARTWRIGHT_MAIL_URL", url)
    monkeypatch.setenv("PARTWRIGHT_MAIL_FROM", "Example Works <parts@example.com>")
    with pytest.raises(SettingsError, match=f"PARTWRIGHT_MAIL_URL: .*{says}") as caught:
        read_environment()
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("sender", ["", "Example Works", "a@example.com, b@example.com", "Works <parts@>"])
def test_mail_needs_a_sender(monkeypatch, sender) -> None:
    monkeypatch.setenv("PARTWRIGHT_MAIL_URL", "smtps://me:secret@mail.example.com")
    monkeypatch.setenv("PARTWRIGHT_MAIL_FROM", sender)
    with pytest.raises(SettingsError, match="PARTWRIGHT_MAIL_FROM: is"):
        read_environment()


@pytest.mark.parametrize(
    "url",
    [
        "smtp://localhost:25?tls=none",
        "smtp://me:p%40ss@mail.example.com",
        "smtps://me:secret@mail.example.com:465",
        "anymail+postmark://key@",
        "anymail+mailjet://key:secret@",
        "anymail+mailgun://key@?sender_domain=example.com",
    ],
)
def test_mail_goes_by_smtp_or_by_a_provider(monkeypatch, url) -> None:
    monkeypatch.setenv("PARTWRIGHT_MAIL_URL", url)
    monkeypatch.setenv("PARTWRIGHT_MAIL_FROM", "Müller Werke <parts@example.com>")
    assert read_environment().mail_url == url


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mail.example.com", "starts with neither"),
        ("https://mail.example.com", "starts with neither"),
        ("imaps://", "names no server"),
        ("imaps://me:hunter2@mail.example.com:port", "is no address"),
        ("imap://me:hunter2@mail.example.com/INBOX", "without encryption"),
        ("imaps://mail.example.com/INBOX", "no user or no password"),
        ("imaps://me@mail.example.com/INBOX", "no user or no password"),
        ("imaps://me:hunter2@mail.example.com/INBOX?tls=1", "after the folder"),
        ("imaps://me:hunter2#1@mail.example.com/INBOX", "no address|no user|after the folder|no server"),
        ("imaps://me:hunter2@mail.example.com/Z%C3%BCrich", "folder with characters"),
        ("imaps://me:hunter2%0D%0A@mail.example.com/INBOX", "control character"),
    ],
)
def test_a_mailbox_that_could_not_be_opened_is_refused_before_anything_starts(monkeypatch, url, says) -> None:
    monkeypatch.setenv("PARTWRIGHT_SUPPORT_ADDRESS", "support@example.com")
    monkeypatch.setenv("PARTWRIGHT_SUPPORT_URL", url)
    with pytest.raises(SettingsError, match=f"PARTWRIGHT_SUPPORT_URL: .*({says})") as refusal:
        read_environment()
    assert "hunter2" not in str(refusal.value)


def test_a_mailbox_needs_an_address(monkeypatch) -> None:
    monkeypatch.setenv("PARTWRIGHT_SUPPORT_URL", "imaps://me:secret@mail.example.com")
    with pytest.raises(SettingsError, match="PARTWRIGHT_SUPPORT_ADDRESS: is needed"):
        read_environment()
    monkeypatch.setenv("PARTWRIGHT_SUPPORT_ADDRESS", "Support <support@example.com>")
    with pytest.raises(SettingsError, match="PARTWRIGHT_SUPPORT_ADDRESS: is no address"):
        read_environment()
    monkeypatch.delenv("PARTWRIGHT_SUPPORT_ADDRESS")
    monkeypatch.setenv("PARTWRIGHT_MAIL_FROM", "Example <parts@example.com>")
    assert read_environment().support_url == "imaps://me:secret@mail.example.com"
