"""The registry of personal data is complete, and what is not in it fails the checks."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.urls import path
from django.utils import timezone

from partwright.web.jobs import handlers
from partwright.web.jobs.models import JobKind
from partwright.web.privacy import checks, registry
from partwright.web.privacy.purposes import Purpose, purpose, purpose_of
from partwright.web.privacy.registry import Category, Datum, Retention
from partwright.web.quoting import urls

FIDESLANG_KEYS = {
    "user.unique_id.pseudonymous",
    "user.name",
    "user.workplace",
    "user.authorization.credentials",
    "user.device",
    "user.contact.email",
    "user.content.private",
    "user.financial",
    "user.behavior",
    "system.operations",
}


def ids(messages) -> list[str]:
    return [message.id for message in messages]


def test_everything_there_is_now_is_classified() -> None:
    assert checks.check_fields() == []
    assert checks.check_retentions() == []
    assert checks.check_views() == []
    assert checks.check_jobs() == []


def test_a_field_that_nobody_classified_fails(monkeypatch) -> None:
    label = "parts.Part"
    without = {name: datum for name, datum in registry._fields[label].items() if name != "name"}
    monkeypatch.setitem(registry._fields, label, without)
    assert [message.msg for message in checks.check_fields()] == [
        "parts.Part.name is not classified in personal_data.py."
    ]


def test_a_whole_model_that_nobody_classified_fails(monkeypatch) -> None:
    monkeypatch.delitem(registry._fields, "quoting.QuoteLine")
    faults = checks.check_fields()
    assert len(faults) == len(apps.get_model("quoting.QuoteLine")._meta.concrete_fields)
    assert set(ids(faults)) == {"privacy.E001"}


def test_a_field_that_is_declared_but_gone_fails(monkeypatch) -> None:
    label = "accounts.Owner"
    datum = Datum(Category.CONTENT, Purpose.PROVIDE_SERVICES, Retention.VISITOR)
    monkeypatch.setitem(registry._fields, label, {**registry._fields[label], "email": datum})
    assert ids(checks.check_fields()) == ["privacy.E002"]


def test_a_personal_row_without_channel_fails(monkeypatch) -> None:
    class Stray(models.Model):  # noqa: DJ008 -- never shown
        note = models.TextField()

        class Meta:
            app_label = "stray"
            managed = False

    apps.all_models.pop("stray")
    Stray.__module__ = "partwright.web.stray"
    monkeypatch.setattr(checks.apps, "get_models", lambda **_kwargs: [Stray])
    datum = Datum(Category.CONTENT, Purpose.PROVIDE_SERVICES, Retention.VISITOR)
    monkeypatch.setitem(registry._fields, "stray.Stray", {"id": datum, "note": datum})
    assert ids(checks.check_fields()) == ["privacy.E003"]


def test_a_retention_that_nothing_ends_fails(monkeypatch) -> None:
    monkeypatch.delitem(registry._erasers, Retention.VISITOR_FILES)
    assert ids(checks.check_retentions()) == ["privacy.E004"]


def test_a_view_without_a_purpose_fails(monkeypatch) -> None:
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("stray/", lambda request: None)])
    resolver = type("Resolver", (), {"url_patterns": urls.urlpatterns})
    monkeypatch.setattr(checks, "get_resolver", lambda: resolver)
    assert [message.msg for message in checks.check_views()] == [
        "The view of /stray/ has no purpose: mark it with @purpose."
    ]


def test_an_api_operation_without_a_purpose_fails(monkeypatch) -> None:
    from partwright.web.parts import api

    monkeypatch.delitem(api.show.__dict__, "purpose")
    assert {message.msg for message in checks.check_views()} == {
        "API operation show has no purpose: mark it with @purpose."
    }


def test_a_job_kind_without_a_handler_or_a_purpose_fails(monkeypatch) -> None:
    monkeypatch.delitem(handlers._handlers, JobKind.DRAW_PICTURE)
    assert ids(checks.check_jobs()) == ["privacy.E006"]
    monkeypatch.setitem(handlers._handlers, JobKind.DRAW_PICTURE, lambda lease: None)
    assert ids(checks.check_jobs()) == ["privacy.E007"]


def test_a_purpose_is_found_through_decorators() -> None:
    import functools

    @purpose(Purpose.INFORM)
    def view() -> None: ...

    @functools.wraps(view)
    def wrapped() -> None: ...

    assert purpose_of(functools.partial(wrapped)) is Purpose.INFORM
    assert purpose_of(lambda: None) is None


def test_a_purpose_is_one_of_the_closed_list() -> None:
    with pytest.raises(ValueError, match="sell_data"):
        Purpose("sell_data")


def test_categories_are_fideslangs_but_for_those_marked_as_ours() -> None:
    assert {category.value for category in Category if ".x_" not in category} <= FIDESLANG_KEYS


@pytest.mark.django_db
@pytest.mark.parametrize("channel", ["", "pigeon"])
def test_the_database_refuses_a_personal_row_without_a_channel(channel) -> None:
    from partwright.web.accounts.models import Owner

    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Owner.objects.create(token_digest="x", created_at=now, last_seen_on=now.date(), channel=channel)


@pytest.mark.django_db
def test_every_table_with_personal_data_has_the_constraint() -> None:
    ours = (model for model in apps.get_models() if model.__module__.startswith("partwright."))
    for model in ours:
        if any(datum.category.is_personal for datum in registry.fields_of(model).values()):
            with connection.cursor() as cursor:
                constraints = connection.introspection.get_constraints(cursor, model._meta.db_table)
            assert any("channel" in name and constraints[name]["check"] for name in constraints), model


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
