"""Django system checks: nothing personal without category, purpose and retention, no code without a purpose."""

import inspect
from collections.abc import Iterator
from functools import partial

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView

from partwright.web.jobs.handlers import handlers
from partwright.web.jobs.models import JobKind
from partwright.web.privacy.purposes import purpose_of
from partwright.web.privacy.registry import Retention, cookies, erasers, fields_of
from partwright.web.privacy.rows import PersonalRow

OURS = "partwright."
API_DESCRIPTION = "ninja.openapi."  # openapi.json: the same for everybody


@register
def check_fields(**_kwargs: object) -> list[CheckMessage]:
    """Every field of every model of ours is classified, and rows with personal fields carry their channel."""
    faults: list[CheckMessage] = []
    for model in apps.get_models():
        if not model.__module__.startswith(OURS):
            continue
        declared = fields_of(model)
        present = {field.name for field in model._meta.get_fields() if field.concrete}
        faults += [
            Error(f"{model._meta.label}.{name} is not classified in personal_data.py.", id="privacy.E001")
            for name in sorted(present - set(declared))
        ]
        faults += [
            Error(f"{model._meta.label} has no field {name}, which personal_data.py declares.", id="privacy.E002")
            for name in sorted(set(declared) - present)
        ]
        personal = any(datum.category.is_personal for datum in declared.values())
        if personal and "channel" not in present:
            faults.append(
                Error(
                    f"{model._meta.label} holds personal data: derive it from {PersonalRow.__name__}.",
                    id="privacy.E003",
                )
            )
    return faults


@register
def check_retentions(**_kwargs: object) -> list[CheckMessage]:
    """Every retention that is promised has a routine that keeps the promise."""
    promised = {datum.retention for model in apps.get_models() for datum in fields_of(model).values()}
    promised |= {cookie.datum.retention for cookie in cookies().values()}
    return [
        Error(f"Nothing ends the retention {retention.name}: register a routine with @erases.", id="privacy.E004")
        for retention in sorted(promised - set(erasers()) - {Retention.WITH_THE_ROW})
    ]


@register
def check_views(**_kwargs: object) -> list[CheckMessage]:
    """Every view and every API operation has a purpose."""
    return [
        Error(f"{name} has no purpose: mark it with @purpose.", id="privacy.E005")
        for name, function in views(get_resolver())
        if purpose_of(function) is None
    ]


@register
def check_jobs(**_kwargs: object) -> list[CheckMessage]:
    """Every kind of job is done by somebody, and for a purpose."""
    done = handlers()
    faults: list[CheckMessage] = [
        Error(f"Nobody handles jobs of kind {kind}.", id="privacy.E006") for kind in JobKind if kind not in done
    ]
    faults += [
        Error(f"Jobs of kind {kind} have no purpose: mark their handler with @purpose.", id="privacy.E007")
        for kind, handler in done.items()
        if purpose_of(handler) is None
    ]
    return faults


def views(resolver: URLResolver) -> Iterator[tuple[str, object]]:
    """Every view below an address, by name; an API's views as their operations."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern)
        elif isinstance(pattern, URLPattern):
            yield from _functions(pattern)


def _functions(pattern: URLPattern) -> Iterator[tuple[str, object]]:
    """The function behind an address; of an API's, the operations behind it."""
    view = pattern.callback
    wrapped = view.func if isinstance(view, partial) else view
    if wrapped.__module__.startswith(API_DESCRIPTION):
        return
    path_view = inspect.getclosurevars(wrapped).nonlocals.get("self") if inspect.isfunction(wrapped) else None
    if isinstance(path_view, PathView):
        yield from ((f"API operation {one.view_func.__name__}", one.view_func) for one in path_view.operations)
    else:
        yield f"The view of /{pattern.pattern}", view
