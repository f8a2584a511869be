"""Still pictures: one of the part, and where it has several bodies one of each."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from tests.shapes import solids

from partwright.analysis.analysis import Analysis
from partwright.analysis.answer import decode
from partwright.analysis.reader import Reader
from partwright.units import LengthUnit
from partwright.web.jobs import services as jobs
from partwright.web.jobs.models import JobKind
from partwright.web.jobs.worker import do_all
from partwright.web.parts import storage, tasks
from partwright.web.parts.models import Part
from partwright.web.parts.results import owner_of
from partwright.web.parts.selectors import get_picture
from partwright.web.parts.services import declare_units, delete_part

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def fixture_answer(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the reader answers for a plate with two equal pins."""
    file = tmp_path_factory.mktemp("read") / "fixture.step"
    file.write_bytes(
        solids.assembly_step_bytes(
            solids.Product("plate", solids.box(50, 40, 5), (1.0, 0.0, 0.0), ((0, 0, 0),)),
            solids.Product("pin", solids.cylinder(3, 20), (0.0, 1.0, 0.0), ((10, 10, 5), (40, 30, 5))),
            name="fixture",
        )
    )
    with Reader() as reader:
        return reader.read_answer(file, name="fixture.step")[1]


@pytest.fixture
def assembly(upload: Callable[..., Part], reader, fixture_answer) -> Part:
    reader.answers = {"fixture.step": fixture_answer, **reader.answers}
    part = upload("fixture.step")
    do_all()
    part.refresh_from_db()
    return part


def names_of(part: Part) -> set[str]:
    return {part.picture, *part.bodies.values_list("picture", flat=True)}


def test_every_body_of_an_assembly_has_its_own_picture(assembly) -> None:
    whole, plate, pin = (get_picture(assembly, body=body) for body in (None, 0, 1))
    assert len({whole, plate, pin}) == 3
    assert all(drawn.startswith(b"\x89PNG") for drawn in (whole, plate, pin))


def test_a_part_of_one_body_is_drawn_once(ready) -> None:
    assert get_picture(ready, body=0) == get_picture(ready)
    assert names_of(ready) == {ready.picture, ""}


def test_the_pictures_of_bodies_are_served_and_told_apart(assembly, browser: Client, monkeypatch) -> None:
    monkeypatch.setattr("partwright.web.parts.views.actor_of", lambda _request: owner_of(assembly))
    address = f"/parts/{assembly.id}/picture.png"
    answers = [browser.get(address + query) for query in ("", "?body=0", "?body=1")]
    assert len({answer["ETag"] for answer in answers}) == 3
    assert answers[2].content == get_picture(assembly, body=1)
    for nonsense in ("?body=2", "?body=-1", "?body=x", "?body=99999999999999999999"):
        assert browser.get(address + nonsense).content == answers[0].content


def test_a_body_alone_stands_as_in_its_assembly(fixture_answer) -> None:
    analysis = decode(fixture_answer)
    assert isinstance(analysis, Analysis)
    alone = tasks.only_body(analysis.part, 1)
    assert [body.name for body in alone.bodies] == ["pin"]
    [instance] = alone.instances
    first = next(place for place in analysis.part.instances if place.body == 1)
    assert (instance.body, instance.transform) == (0, first.transform)


def test_bodies_of_large_assemblies_are_drawn_smaller(assembly, monkeypatch) -> None:
    before = get_picture(assembly, body=0)
    monkeypatch.setattr(tasks, "MANY_BODIES", 1)
    jobs.enqueue(JobKind.DRAW_PICTURE, assembly.id, by=owner_of(assembly))
    do_all()
    assembly.refresh_from_db()
    assert len(get_picture(assembly, body=0)) < len(before)


def test_pictures_that_are_drawn_again_or_out_of_date_are_deleted(assembly, by) -> None:
    first = names_of(assembly)
    jobs.enqueue(JobKind.DRAW_PICTURE, assembly.id, by=owner_of(assembly))
    do_all()
    assembly.refresh_from_db()
    second = names_of(assembly)
    assert not first & second
    declare_units(assembly.id, units=LengthUnit.INCH, by=by)
    for name in first | second:
        with pytest.raises(FileNotFoundError):
            storage.read(name)


def test_deleting_an_assembly_deletes_its_pictures(assembly, by, data_dir: Path) -> None:
    delete_part(assembly.id, by=by)
    assert [path for path in (data_dir / "files").rglob("*") if path.is_file()] == []
