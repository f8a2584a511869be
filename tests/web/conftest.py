"""Fixtures of the website's tests: Django, a database in a file, visitors, and a part that was really analyzed."""

import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.django_environment import prepare
from tests.shapes.solids import box, cut, cylinder, step_bytes

FOLDER = prepare()

from django.conf import settings  # noqa: E402 -- Django must be set up first
from django.core.cache import cache  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.test import Client  # noqa: E402

from partwright.analysis.answer import decode  # noqa: E402
from partwright.analysis.reader import Reader  # noqa: E402
from partwright.errors import FileError  # noqa: E402
from partwright.units import LengthUnit  # noqa: E402
from partwright.web.accounts.services import welcome_visitor  # noqa: E402
from partwright.web.actor import Actor, Channel  # noqa: E402
from partwright.web.jobs.worker import do_all  # noqa: E402
from partwright.web.parts import tasks  # noqa: E402
from partwright.web.parts.models import Part  # noqa: E402
from partwright.web.parts.services import upload_part  # noqa: E402
from partwright.web.quoting.prices import forget_bodies  # noqa: E402
from partwright.web.shop.selectors import forget_shop  # noqa: E402


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """SQLite in a file, as in production: memory would not show what several processes see."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        database.setdefault("TEST", {})["NAME"] = FOLDER / "test.sqlite3"


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    """No test sees the cache or the files of another."""
    yield
    cache.clear()
    forget_bodies()
    forget_shop()
    shutil.rmtree(FOLDER / "files", ignore_errors=True)


@pytest.fixture
def data_dir() -> Path:
    """The installation's data folder."""
    return FOLDER


@pytest.fixture
def by(db: None) -> Actor:
    """A visitor."""
    return welcome_visitor(channel=Channel.WEB)[0]


@pytest.fixture
def other(db: None) -> Actor:
    """Another visitor."""
    return welcome_visitor(channel=Channel.WEB)[0]


@pytest.fixture
def browser(db: None) -> Client:
    """A browser that nobody knows yet."""
    return Client()


class RememberingReader:
    """Stands where the reader of files does: answers with what a real one found, whatever file it is given.

    `answers` maps the end of a file's name to the bytes of an answer, or to the error that reading raises.
    """

    def __init__(self, answers: dict[str, bytes | FileError]) -> None:
        self.answers = answers
        self.read: list[str] = []

    def read_answer(self, file: Path, *, name: str, units: LengthUnit | None = None, on_stage=None):
        self.read.append(name)
        if on_stage is not None:
            on_stage("reading")
        answer = next(answer for ending, answer in self.answers.items() if name.endswith(ending))
        if isinstance(answer, FileError):
            raise answer
        return decode(answer), answer


@pytest.fixture(scope="session")
def plate() -> bytes:
    """A STEP file: a plate of 60 × 40 × 8 mm with a hole."""
    return step_bytes(cut(box(60.0, 40.0, 8.0), cylinder(4.0, 8.0, at=(20.0, 20.0, 0.0))))


@pytest.fixture(scope="session")
def answers(plate: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the real reader, in its sandbox, answers for the plate and for a ZIP of it twice."""
    folder = tmp_path_factory.mktemp("read")
    (folder / "plate.step").write_bytes(plate)
    with zipfile.ZipFile(folder / "plates.zip", "w") as archive:
        archive.writestr("left.step", plate)
        archive.writestr("right/right.step", plate)
    with Reader() as reader:
        return {
            ending: reader.read_answer(folder / name, name=name)[1]
            for ending, name in ((".step", "plate.step"), (".zip", "plates.zip"))
        }


@pytest.fixture
def reader(answers: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> RememberingReader:
    """The reader of this process, remembering instead of reading."""
    remembering = RememberingReader(dict(answers))
    monkeypatch.setattr(tasks, "shared_reader", lambda: remembering)
    monkeypatch.setattr(tasks, "PICTURE_WIDTH_PX", 32)
    monkeypatch.setattr(tasks, "PICTURE_HEIGHT_PX", 24)
    return remembering


@pytest.fixture
def upload(by: Actor) -> Callable[..., Part]:
    """Uploads a file as a visitor, by name."""

    def upload(name: str = "plate.step", *, content: bytes = b"solid", owner: Actor = by) -> Part:
        return upload_part(ContentFile(content), name=name, by=owner)

    return upload


@pytest.fixture
def ready(upload: Callable[..., Part], reader: RememberingReader) -> Part:
    """A part of the visitor `by` that is analyzed and drawn."""
    part = upload()
    do_all()
    part.refresh_from_db()
    return part
