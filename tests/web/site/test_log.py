"""No log line and no row says who looked at which page."""

import io
import logging

import pytest
from django.apps import apps
from django.test import Client

from partwright.web.parts.services import upload_part
from partwright.web.quoting.services import quote_parts
from partwright.web.site.log import WithoutPaths

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "198.51.100.77"
AGENT = "CanaryBrowser/4711"


@pytest.fixture
def written() -> io.StringIO:
    """Everything that is logged at any level, as the handlers of the site write it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WithoutPaths())
    logging.getLogger().addHandler(handler)
    levels = {name: logging.getLogger(name).level for name in ("", "django", "django.request")}
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    yield stream
    logging.getLogger().removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_visits_leave_no_trace_of_who_saw_what(written, ready, by) -> None:
    quote = quote_parts([ready], by=by)
    line = quote.lines.get()
    paths = [
        "/",
        "/privacy/",
        "/nowhere/canary-path/",
        f"/q/{quote.token}/",
        f"/q/{quote.token}/lines/{line.id}/",
        f"/parts/{ready.id}/model.glb",
        "/q/wrong-token/",
        f"/api/v1/parts/{ready.id}",
    ]
    visitor = Client(REMOTE_ADDR=ADDRESS, headers={"user-agent": AGENT})
    for path in paths:
        visitor.get(path)
    rows = "\n".join(repr(list(model.objects.values())) for model in apps.get_models())
    for kept in (written.getvalue(), rows):
        assert ADDRESS not in kept
        assert AGENT not in kept
    for path in paths[2:]:
        assert path not in written.getvalue()
        assert path not in rows
    assert quote.token not in written.getvalue()


def test_a_mistake_is_logged_by_the_pattern_of_its_page(written, by, monkeypatch) -> None:
    from django.core.files.base import ContentFile

    from partwright.web.parts import views

    part = upload_part(ContentFile(b"x"), name="a.stl", by=by)
    monkeypatch.setattr(views, "get_part", lambda *_args, **_kwargs: 1 / 0)
    visitor = Client(REMOTE_ADDR=ADDRESS, raise_request_exception=False)
    assert visitor.get(f"/parts/{part.id}/state/").status_code == 500
    assert "/parts/<uuid:part_id>/state/" in written.getvalue()
    assert str(part.id) not in written.getvalue()
    assert ADDRESS not in written.getvalue()
