"""Uploading, analyzing, deleting: rows and files together."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from partwright.errors import FileCrashedError, FileTimeoutError, UnreadableFileError
from partwright.units import LengthUnit
from partwright.web.jobs import services as jobs
from partwright.web.jobs.models import Job, JobKind, JobState
from partwright.web.jobs.worker import do, do_all
from partwright.web.parts import storage
from partwright.web.parts.errors import PartFailedError, PartNotFoundError, PartNotReadyError
from partwright.web.parts.models import Body, BodySurvey, Part, PartState
from partwright.web.parts.selectors import analysis_report, get_analysis, get_model, get_part, get_picture
from partwright.web.parts.services import declare_units, delete_part, upload_part

pytestmark = pytest.mark.django_db(transaction=True)


def files_of(data_dir: Path) -> list[Path]:
    return [path for path in (data_dir / "files").rglob("*") if path.is_file()]


def test_a_file_comes_back_byte_for_byte(by, data_dir) -> None:
    content = bytes(range(256)) * 1000
    part = upload_part(ContentFile(content), name="bracket.step", by=by)
    assert storage.read(part.original) == content
    assert (part.size_bytes, part.name, part.state) == (256_000, "bracket.step", PartState.UPLOADED)


def test_the_digest_is_that_of_the_file(by) -> None:
    part = upload_part(ContentFile(b"abc"), name="a.stl", by=by)
    assert part.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_names_on_disk_tell_nothing(by, data_dir) -> None:
    part = upload_part(ContentFile(b"abc"), name="secret-bracket.step", by=by)
    assert "secret" not in str(list((data_dir / "files").rglob("*")))
    assert str(part.id) not in part.original


@pytest.mark.parametrize(
    ("given", "kept"),
    [("evil\u202egpj.step", "evilgpj.step"), ("a\nb\x00.stl", "ab.stl"), ("\u200b", "unnamed")],
)
def test_names_lose_what_hides_or_controls(by, given, kept) -> None:
    assert upload_part(ContentFile(b"x"), name=given, by=by).name == kept


def test_long_names_keep_their_ending(by) -> None:
    name = upload_part(ContentFile(b"x"), name="x" * 400 + ".step", by=by).name
    assert len(name) == 255
    assert name.endswith(".step")


def test_an_analyzed_part_has_bodies_surveys_model_and_picture(ready) -> None:
    assert (ready.state, ready.stage, ready.format, ready.units) == (PartState.READY, "", "step", "mm")
    [body] = ready.bodies.all()
    assert body.volume_mm3 == pytest.approx(60 * 40 * 8 - 3.141592653589793 * 16 * 8, rel=1e-4)
    assert (body.box_x_mm, body.box_y_mm, body.box_z_mm) == pytest.approx((60, 40, 8), abs=1e-3)
    assert BodySurvey.objects.filter(body=body).count() == len(get_analysis(ready).bodies[0].surveys) > 0
    assert get_model(ready).startswith(b"glTF")
    assert get_picture(ready).startswith(b"\x89PNG")


def test_the_report_is_that_of_the_command_line(ready) -> None:
    report = analysis_report(ready)
    assert list(report)[:6] == ["schema", "engine_version", "file", "error", "notes", "instances"]
    assert [feature["type"] for feature in report["bodies"][0]["features"]] == ["hole"]


def test_a_file_that_cannot_be_read_says_why_and_is_not_tried_again(upload, reader) -> None:
    reader.answers[".step"] = UnreadableFileError("plate.step", reason="ends in the middle")
    part = upload()
    do_all()
    part.refresh_from_db()
    assert (part.state, part.error_code) == (PartState.FAILED, "file.unreadable")
    assert part.error_message.startswith("plate.step ends in the middle: ")
    assert reader.read == ["plate.step"]
    with pytest.raises(PartFailedError) as caught:
        get_analysis(part)
    assert caught.value.code == "file.unreadable"


def test_a_file_whose_child_was_killed_once_is_read_again(upload, reader, answers) -> None:
    reader.answers[".step"] = FileCrashedError("plate.step", reason="crashed the reader")
    part = upload()
    do(jobs.claim())
    part.refresh_from_db()
    assert part.state == PartState.ANALYZING
    reader.answers[".step"] = answers[".step"]
    Job.objects.update(run_after=part.created_at)
    do_all()
    part.refresh_from_db()
    assert part.state == PartState.READY


def test_a_file_that_kills_two_children_is_given_up(upload, reader) -> None:
    reader.answers[".step"] = FileCrashedError("plate.step", reason="crashed the reader")
    part = upload()
    for _ in range(2):
        Job.objects.update(run_after=part.created_at)
        do(jobs.claim())
    part.refresh_from_db()
    assert (part.state, part.error_code) == (PartState.FAILED, "file.crashed")


def test_a_part_whose_workers_die_at_every_attempt_is_given_up_with_a_sentence(upload) -> None:
    part = upload()
    for _ in range(jobs.MAX_ATTEMPTS):
        lease = jobs.claim()
        Job.objects.update(lease_until=part.created_at)
        jobs.sweep()
        assert lease.subject == part.id
    part.refresh_from_db()
    assert (part.state, part.error_code) == (PartState.FAILED, "file.crashed")
    assert "three attempts" in part.error_message


def test_what_a_late_attempt_found_is_neither_stored_nor_left_on_disk(upload, reader, data_dir, monkeypatch) -> None:
    part = upload()
    before = files_of(data_dir)
    read = reader.read_answer

    def read_too_long(*args, **kwargs):
        Job.objects.update(lease_until=part.created_at)
        return read(*args, **kwargs)

    monkeypatch.setattr(reader, "read_answer", read_too_long)
    do(jobs.claim())
    part.refresh_from_db()
    assert part.state == PartState.ANALYZING
    assert not Body.objects.exists()
    assert files_of(data_dir) == before


def test_an_analysis_done_twice_leaves_one(ready, reader, data_dir) -> None:
    count = len(files_of(data_dir))
    jobs.enqueue(JobKind.ANALYZE_PART, ready.id, by=jobs_owner(ready))
    do_all()
    ready.refresh_from_db()
    assert ready.state == PartState.READY
    assert ready.bodies.count() == 1
    assert len(files_of(data_dir)) == count


def jobs_owner(part: Part):
    from partwright.web.parts.results import owner_of

    return owner_of(part)


def test_the_members_of_an_archive_become_parts(upload, reader) -> None:
    archive = upload("plates.zip")
    do_all()
    archive.refresh_from_db()
    assert archive.state == PartState.UNPACKED
    members = archive.members.order_by("name")
    assert [(member.name, member.state) for member in members] == [
        ("plates.zip/left.step", PartState.READY),
        ("plates.zip/right/right.step", PartState.READY),
    ]
    assert {member.expires_at for member in members} == {archive.expires_at}


def test_an_archive_inside_an_archive_is_refused(upload, reader, answers) -> None:
    archive = upload("plates.zip")
    reader.answers = {"plates.zip": answers[".zip"], ".step": answers[".zip"]}
    do_all()
    assert set(archive.members.values_list("state", "error_code")) == {(PartState.FAILED, "file.hostile")}


def test_declared_units_read_the_file_again(ready, by, reader) -> None:
    stale = (ready.answer, ready.model, ready.picture)
    declare_units(ready.id, units=LengthUnit.INCH, by=by)
    ready.refresh_from_db()
    assert (ready.state, ready.declared_units) == (PartState.UPLOADED, "inch")
    assert not ready.bodies.exists()
    do_all()
    ready.refresh_from_db()
    assert ready.state == PartState.READY
    for name in stale:
        with pytest.raises(FileNotFoundError):
            storage.read(name)


def test_a_deleted_part_leaves_nothing_in_database_or_on_disk(ready, by, data_dir) -> None:
    folder = ready.folder
    delete_part(ready.id, by=by)
    assert not Part.objects.exists()
    assert not BodySurvey.objects.exists()
    assert not Job.objects.filter(subject=ready.id).exists()
    assert folder not in storage.folders()
    assert files_of(data_dir) == []


def test_deleting_an_archive_deletes_its_members_from_disk_too(upload, reader, by, data_dir) -> None:
    archive = upload("plates.zip")
    do_all()
    delete_part(archive.id, by=by)
    assert not Part.objects.exists()
    assert files_of(data_dir) == []


def test_a_part_deleted_while_it_is_read_stays_deleted(upload, reader, by, data_dir, monkeypatch) -> None:
    part = upload()
    read = reader.read_answer

    def read_and_delete(*args, **kwargs):
        delete_part(part.id, by=by)
        return read(*args, **kwargs)

    monkeypatch.setattr(reader, "read_answer", read_and_delete)
    do(jobs.claim())
    assert not Part.objects.exists()
    assert files_of(data_dir) == []
    assert not Job.objects.exclude(state=JobState.DONE).exists()


def test_the_part_of_another_visitor_does_not_exist(ready, other) -> None:
    with pytest.raises(PartNotFoundError):
        get_part(ready.id, by=other)
    with pytest.raises(PartNotFoundError):
        delete_part(ready.id, by=other)
    with pytest.raises(PartNotFoundError):
        declare_units(ready.id, units=LengthUnit.MM, by=other)


def test_the_same_file_of_two_visitors_shares_nothing(upload, other, reader) -> None:
    mine, theirs = upload(), upload(owner=other)
    do_all()
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert mine.sha256 == theirs.sha256
    assert reader.read == ["plate.step", "plate.step"]
    blobs = [{part.original, part.answer, part.model, part.picture, part.folder} for part in (mine, theirs)]
    assert not blobs[0] & blobs[1]


def test_an_unfinished_part_has_no_analysis_yet(upload) -> None:
    with pytest.raises(PartNotReadyError):
        get_analysis(upload())


def test_a_file_that_takes_too_long_says_so(upload, reader) -> None:
    reader.answers[".step"] = FileTimeoutError("plate.step", reason="took longer than 60 s")
    part = upload()
    do_all()
    part.refresh_from_db()
    assert part.error_code == "file.timeout"
