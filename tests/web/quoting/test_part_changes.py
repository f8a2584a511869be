"""A new revision of a part: it waits beside the old one, takes its place, and can be taken back."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.shapes.solids import box, cut, cylinder, step_bytes

from partwright.analysis.reader import Reader
from partwright.errors import EmptyFileError
from partwright.web.actor import Actor
from partwright.web.jobs.worker import do_all
from partwright.web.parts import storage
from partwright.web.parts.errors import PartFailedError
from partwright.web.parts.models import Part
from partwright.web.quoting import changing, copying, selectors, services
from partwright.web.quoting.differences import difference_of, to_pick_on
from partwright.web.quoting.errors import PartChangeError, QuoteNotFoundError
from partwright.web.quoting.models import ChangeState, PartChange, Quote, QuoteLine
from partwright.web.quoting.required import groups_of
from partwright.web.quoting.revisions import freeze_quote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="session")
def thicker(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The answer for the plate, 2 mm thicker, with a wider hole and one more."""
    shape = cut(
        box(60.0, 40.0, 10.0), cylinder(5.0, 10.0, at=(20.0, 20.0, 0.0)), cylinder(3.0, 10.0, at=(45.0, 20.0, 0.0))
    )
    file = tmp_path_factory.mktemp("thicker") / "thicker.step"
    file.write_bytes(step_bytes(shape))
    with Reader() as reader:
        return reader.read_answer(file, name=file.name)[1]


@dataclass
class Desk:
    """A quote of one visitor with a milled plate and an alternative of it, at work."""

    by: Actor
    browser: Client
    quote: Quote
    line: QuoteLine
    alternative: QuoteLine

    def address(self, name: str, *args: object) -> str:
        return reverse(f"quoting:{name}", args=[self.quote.token, *args])

    def send(self, *names: str) -> PartChange:
        """Uploads a new revision as a browser does, and has it analyzed."""
        files = [SimpleUploadedFile(name, b"solid") for name in names]
        answer = self.browser.post(self.address("revise", self.line.id), {"file": files})
        assert answer.status_code == 303
        do_all()
        return PartChange.objects.select_related("old_part", "new_part", "quote").get(state=ChangeState.OPEN)

    def lines(self) -> list[QuoteLine]:
        return list(selectors.lines_of(self.quote))


@pytest.fixture
def desk(upload, reader, by, browser_of, thicker) -> Desk:
    reader.answers = {"b.step": thicker, **reader.answers}
    quote = services.quote_parts([upload("plate-a.step")], by=by)
    do_all()
    [line] = selectors.lines_of(quote)
    line = services.configure_line(line.id, by=by, process="cnc_milling", quantity=4)
    alternative = copying.duplicate_line(line.id, by=by)
    return Desk(by, browser_of(by), quote, line, alternative)


def require_thread(desk: Desk) -> None:
    [hole] = [group for group in groups_of(selectors.get_line(desk.quote.token, desk.line.id)) if group.hole]
    required = selectors.requirements_from(
        {"threads": [{"size": "m8", "faces": hole.faces, "count": 1}], "notes": "Handle with gloves"}
    )
    services.require_of_line(desk.line.id, by=desk.by, requirements=required)


def test_a_new_revision_stands_beside_the_old_one_and_changes_nothing(desk) -> None:
    change = desk.send("plate-b.step")
    assert [line.part_id for line in desk.lines()] == [desk.line.part_id] * 2
    assert change.new_part.owner_id == desk.quote.owner_id
    page = desk.browser.get(desk.address("line", desk.line.id)).content.decode()
    assert desk.address("part_change", change.id) in page


def test_the_two_are_compared_at_the_same_configuration(desk) -> None:
    change = desk.send("plate-b.step")
    first, _alternative = difference_of(change, change.old_part, change.new_part).lines
    assert first.new.line.body.volume_mm3 > first.old.line.body.volume_mm3
    assert (first.old.price.quantity, first.new.price.quantity) == (4, 4)
    assert first.more == first.new.price.unit - first.old.price.unit
    [changed], [added] = first.features.changed, first.features.added
    assert {changed.after.diameter_mm, added.feature.diameter_mm} == {10.0, 6.0}
    page = desk.browser.get(desk.address("part_change", change.id)).content.decode()
    for said in ("Added:", "Changed:", "Use the new revision", "Keep the old one", "4 pieces"):
        assert said in page


def test_using_it_replaces_the_part_in_every_line_and_keeps_what_was_chosen(desk) -> None:
    change = desk.send("plate-b.step")
    answer = desk.browser.post(desk.address("use_change", change.id))
    assert answer.status_code == 303
    lines = desk.lines()
    assert {line.part_id for line in lines} == {change.new_part_id}
    assert all(line.body.part_id == change.new_part_id for line in lines)
    assert (lines[0].process, lines[0].quantity) == ("cnc_milling", 4)
    assert Part.objects.filter(id=change.old_part_id).exists()


def test_a_requirement_whose_hole_is_another_is_dropped_listed_and_comes_back_by_undoing(desk) -> None:
    require_thread(desk)
    change = desk.send("plate-b.step")
    assert "Pick them again" in desk.browser.get(desk.address("part_change", change.id)).content.decode()
    change = changing.accept_change(change.id, by=desk.by)
    line = desk.lines()[0]
    required = selectors.requirements_of(line)
    assert (required.threads, required.notes) == ((), "Handle with gloves")
    assert [item.size for item in to_pick_on(line, change).threads] == ["m8"]
    assert "Pick them again" in desk.browser.get(desk.address("line", line.id)).content.decode()
    desk.browser.post(desk.address("undo_change", change.id))
    line = desk.lines()[0]
    assert line.part_id == change.old_part_id
    assert [item.size for item in selectors.requirements_of(line).threads] == ["m8"]
    assert PartChange.objects.get(id=change.id).state == ChangeState.OPEN


def test_the_same_geometry_keeps_every_requirement(desk) -> None:
    require_thread(desk)
    before = selectors.requirements_of(desk.lines()[0])
    changing.accept_change(desk.send("plate-again.step").id, by=desk.by)
    assert selectors.requirements_of(desk.lines()[0]) == before


def test_what_was_written_after_taking_it_survives_undoing(desk) -> None:
    require_thread(desk)
    change = changing.accept_change(desk.send("plate-b.step").id, by=desk.by)
    services.require_of_line(desk.line.id, by=desk.by, requirements=selectors.requirements_from({"notes": "Wash it"}))
    changing.undo_change(change.id, by=desk.by)
    assert selectors.requirements_of(desk.lines()[0]).notes == "Wash it"


def test_keeping_the_old_one_deletes_the_new_file(desk) -> None:
    change = desk.send("plate-b.step")
    folder, new = change.new_part.folder, change.new_part_id
    answer = desk.browser.post(desk.address("keep_old", change.id))
    assert answer.url == desk.address("line", desk.line.id)
    assert not Part.objects.filter(id=new).exists()
    assert not storage.delete_orphans({desk.line.part.folder}, written_before=change.at), folder
    change.refresh_from_db()
    assert (change.state, change.new_part_id) == (ChangeState.KEPT, None)
    assert "was kept" in desk.browser.get(desk.address("part_change", change.id)).content.decode()


def test_frozen_prices_keep_their_file_when_it_is_dropped_afterwards(desk) -> None:
    change = changing.accept_change(desk.send("plate-b.step").id, by=desk.by)
    freeze_quote(desk.quote.token, by=desk.by)
    changing.undo_change(change.id, by=desk.by)
    changing.keep_old(change.id, by=desk.by)
    assert Part.objects.filter(id=change.new_part_id).exists()


def test_a_second_upload_takes_the_place_of_the_one_that_waits(desk) -> None:
    first = desk.send("plate-b.step")
    second = desk.send("plate-b.step")
    assert second.id != first.id
    assert not Part.objects.filter(id=first.new_part_id).exists()


def test_revisions_are_undone_the_last_first(desk) -> None:
    first = changing.accept_change(desk.send("plate-b.step").id, by=desk.by)
    second = desk.send("plate-again.step")
    with pytest.raises(PartChangeError, match="waits"):
        changing.undo_change(first.id, by=desk.by)
    changing.accept_change(second.id, by=desk.by)
    with pytest.raises(PartChangeError):
        changing.undo_change(first.id, by=desk.by)
    changing.undo_change(second.id, by=desk.by)
    changing.keep_old(second.id, by=desk.by)
    changing.undo_change(first.id, by=desk.by)
    assert {line.part_id for line in desk.lines()} == {first.old_part_id}


def test_what_is_settled_is_not_settled_again(desk) -> None:
    change = desk.send("plate-b.step")
    changing.accept_change(change.id, by=desk.by)
    for verb in (changing.accept_change, changing.keep_old):
        with pytest.raises(PartChangeError):
            verb(change.id, by=desk.by)
    assert desk.browser.post(desk.address("use_change", change.id)).status_code == 409


def test_a_file_that_cannot_be_read_can_only_be_dropped(desk, reader) -> None:
    reader.answers = {"bad.step": EmptyFileError("bad.step", reason="has no geometry"), **reader.answers}
    change = desk.send("bad.step")
    page = desk.browser.get(desk.address("part_change", change.id)).content.decode()
    assert "Use the new revision" not in page
    assert "Keep the old one" in page
    with pytest.raises(PartFailedError):
        changing.accept_change(change.id, by=desk.by)
    assert changing.keep_old(change.id, by=desk.by).state == ChangeState.KEPT


def test_an_archive_cannot_take_the_place_of_a_part(desk) -> None:
    change = desk.send("plates.zip")
    assert "archive" in desk.browser.get(desk.address("part_change", change.id)).content.decode()
    changing.keep_old(change.id, by=desk.by)
    assert Part.objects.count() == 1


def test_a_page_that_waits_is_left_alone_until_the_file_is_read(desk, upload) -> None:
    change = changing.propose_part(desk.line.id, upload("plate-b.step"), by=desk.by)
    address, in_place = desk.address("part_change", change.id), {"HX-Request": "true"}
    assert "is being analyzed" in desk.browser.get(address).content.decode()
    assert desk.browser.get(address, headers=in_place).status_code == 204
    do_all()
    assert "Use the new revision" in desk.browser.get(address, headers=in_place).content.decode()


@pytest.mark.parametrize("names", [(), ("a.step", "b.step")])
def test_no_file_or_two_are_refused_beside_the_form(desk, names: tuple[str, ...]) -> None:
    files = [SimpleUploadedFile(name, b"solid") for name in names]
    answer = desk.browser.post(desk.address("revise", desk.line.id), {"file": files} if files else {})
    assert answer.status_code == 422
    assert 'id="file-fault"' in answer.content.decode()
    assert not PartChange.objects.exists()


def test_nobody_else_sees_or_settles_it(desk, other, browser_of: Callable[[Actor], Client]) -> None:
    change = desk.send("plate-b.step")
    stranger = browser_of(other)
    for name, target in (("part_change", change.id), ("revise", desk.line.id)):
        assert stranger.get(desk.address(name, target)).status_code == 404
    for name in ("use_change", "keep_old", "undo_change"):
        assert stranger.post(desk.address(name, change.id)).status_code == 404
    with pytest.raises(QuoteNotFoundError):
        changing.accept_change(change.id, by=other)
    assert desk.address("revise", desk.line.id) not in stranger.get(desk.address("line", desk.line.id)).content.decode()


def test_fifty_lines_ask_the_database_no_more_than_five(desk) -> None:
    change = desk.send("plate-b.step")

    def asked(lines: int) -> int:
        while len(desk.lines()) < lines:
            copying.duplicate_line(desk.line.id, by=desk.by)
        desk.browser.get(desk.address("part_change", change.id))  # remembers the surveys
        with CaptureQueriesContext(connection) as captured:
            assert desk.browser.get(desk.address("part_change", change.id)).status_code == 200
        return len(captured)

    few = asked(5)
    assert few <= 15
    assert asked(50) == few


def test_old_and_new_go_with_the_quote(desk) -> None:
    changing.accept_change(desk.send("plate-b.step").id, by=desk.by)
    services.delete_quote(desk.quote.token, by=desk.by)
    assert not Part.objects.exists()
    assert not PartChange.objects.exists()


def test_deleting_a_copy_leaves_what_the_original_can_take_back(desk) -> None:
    copy = copying.copy_quote(desk.quote.token, by=desk.by)
    change = changing.accept_change(desk.send("plate-b.step").id, by=desk.by)
    services.delete_quote(copy.token, by=desk.by)
    changing.undo_change(change.id, by=desk.by)
    assert {line.part_id for line in desk.lines()} == {change.old_part_id}
