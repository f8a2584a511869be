"""Issued papers: frozen with their number, set once, read the same for ever, and gone when no law asks for them."""

import hashlib
import uuid
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from tests.web.documents import samples
from tests.web.documents.reading import facts_of, pages_of
from tests.web.documents.test_numbers import at_once, undone

from partwright.web.actor import SYSTEM, Channel
from partwright.web.documents import selectors, storage
from partwright.web.documents.errors import DocumentDamagedError, PaperPictureError
from partwright.web.documents.kinds import PaperKind
from partwright.web.documents.models import DocumentPicture, IssuedDocument, NumberSeries
from partwright.web.documents.papers import Letter
from partwright.web.documents.retention import erase_old_documents
from partwright.web.documents.services import MAX_PICTURE_BYTES, issue

pytestmark = pytest.mark.django_db(transaction=True)

ORDER, OWNER = uuid.uuid4(), uuid.uuid4()


def issued(paper: Letter | None = None, *, on: date = samples.DAY, **images: bytes) -> IssuedDocument:
    data = (paper or samples.invoice()).as_data()
    with transaction.atomic():
        return issue(PaperKind(data["kind"]), data, images, subject=ORDER, owner_id=OWNER, on=on, by=SYSTEM)


def said(document: IssuedDocument) -> str:
    return "".join(pages_of(selectors.read_pdf(document))).replace("\n", "").replace("\N{NO-BREAK SPACE}", " ")


def files() -> list[str]:
    return default_storage.listdir(storage.ROOT)[1] if default_storage.exists(storage.ROOT) else []


@pytest.mark.parametrize("kind", list(PaperKind))
def test_every_kind_says_its_number_and_day(kind) -> None:
    document = issued(samples.SHORT[kind], logo=samples.png())
    assert document.number.endswith("-2026-00001")
    text = said(document)
    assert text.count(document.number) >= 2  # in the title, and among the facts
    assert "4 March 2026" in text
    assert facts_of(selectors.read_pdf(document))["Title"].endswith(document.number)
    assert selectors.file_name(document) == f"{document.number}.pdf"


def test_what_is_said_of_nobody_stands_in_the_files_own_facts() -> None:
    facts = facts_of(selectors.read_pdf(issued()))
    assert set(facts) == {"Title", "Creator", "CreationDate", "ModDate"}
    assert facts["Title"] == "Invoice INV-2026-00001"
    assert facts["CreationDate"] == "D:20260304000000Z"


def test_it_belongs_to_order_and_owner_and_names_its_channel(by) -> None:
    document = issued()
    assert (document.subject, document.owner_id, document.channel) == (ORDER, OWNER, Channel.STAFF)
    second = issued(samples.packing_slip())
    assert list(selectors.documents_of(ORDER)) == [document, second]
    assert set(selectors.documents_of_owner(OWNER)) == {document, second}
    data = samples.invoice().as_data()
    with transaction.atomic():
        third = issue(PaperKind.INVOICE, data, {}, subject=ORDER, owner_id=by.owner_id, on=samples.DAY, by=by)
    assert third.channel == Channel.WEB


def test_a_paper_that_is_not_issued_takes_no_number() -> None:
    data = samples.invoice().as_data()
    images = {"logo": samples.png()}
    with undone():
        issue(PaperKind.INVOICE, data, images, subject=ORDER, owner_id=OWNER, on=samples.DAY, by=SYSTEM)
    assert not IssuedDocument.objects.exists()
    assert not NumberSeries.objects.exists()
    assert not DocumentPicture.objects.exists()
    assert issued().number == "INV-2026-00001"


def test_a_paper_is_issued_inside_a_transaction_and_as_what_it_is() -> None:
    data = samples.invoice().as_data()
    asked = {"subject": ORDER, "owner_id": OWNER, "on": samples.DAY, "by": SYSTEM}
    with pytest.raises(TransactionManagementError):
        issue(PaperKind.INVOICE, data, {}, **asked)
    with pytest.raises(ValueError, match="not of kind credit_note"), transaction.atomic():
        issue(PaperKind.CREDIT_NOTE, data, {}, **asked)
    with pytest.raises(ValueError, match="names no picture"), transaction.atomic():
        issue(PaperKind.INVOICE, data, {"../logo": samples.png()}, **asked)
    with pytest.raises(TypeError, match="no float"), transaction.atomic():
        issue(PaperKind.INVOICE, {**data, "notes": [1.5]}, {}, **asked)


def test_it_is_set_once_and_read_the_same_for_ever(monkeypatch) -> None:
    document = issued(logo=samples.png())
    assert document.file == ""
    first = selectors.read_pdf(document)
    assert hashlib.sha256(first).hexdigest() == document.file_sha256
    monkeypatch.setattr(selectors, "typeset", lambda *_args, **_more: pytest.fail("it is set already"))
    assert selectors.read_pdf(document) == first
    assert selectors.read_pdf(IssuedDocument.objects.get()) == first
    assert len(files()) == 1


def test_a_file_that_is_lost_or_changed_is_set_again_as_it_was() -> None:
    document = issued(logo=samples.png())
    first = selectors.read_pdf(document)
    storage.delete(document.file)
    assert selectors.read_pdf(document) == first
    IssuedDocument.objects.update(file=storage.store(document.id, b"forged"))
    document.refresh_from_db()
    assert selectors.read_pdf(document) == first


def test_two_who_read_first_at_once_get_the_same() -> None:
    document = issued()
    stale = IssuedDocument.objects.get()
    first = selectors.read_pdf(document)
    assert selectors.read_pdf(stale) == first
    assert stale.file == document.file
    assert len(files()) == 1


def test_the_database_refuses_to_change_what_was_issued() -> None:
    document = issued()
    changes = [
        {"number": "INV-2026-00002"},
        {"data": {}},
        {"issued_on": date(2026, 3, 5)},
        {"owner_id": uuid.uuid4()},
        {"digest": "0" * 64},
        {"kept_through": date(2026, 3, 5)},
    ]
    for change in changes:
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            IssuedDocument.objects.filter(id=document.id).update(**change)
    assert IssuedDocument.objects.get().number == document.number


@pytest.mark.parametrize("damage", [{"digest": "0" * 64}, {"data": {}}, {"pictures": {}}])
def test_a_paper_that_is_not_what_was_issued_is_not_shown(damage) -> None:
    document = issued(logo=samples.png())
    for name, value in damage.items():
        setattr(document, name, value)  # as if the row had been changed behind the guard
    with pytest.raises(DocumentDamagedError, match="INV-2026-00001"):
        selectors.read_pdf(document)


def test_a_paper_whose_logo_is_not_there_any_more_is_not_shown() -> None:
    document = issued(logo=samples.png())
    DocumentPicture.objects.all().delete()
    with pytest.raises(DocumentDamagedError):
        selectors.read_pdf(document)


def test_papers_share_a_logo_and_keep_the_one_they_had() -> None:
    first, second = issued(logo=samples.png()), issued(logo=samples.png())
    assert DocumentPicture.objects.count() == 1
    third = issued(logo=samples.png(300))
    assert DocumentPicture.objects.count() == 2
    assert b"/Subtype/Image" in selectors.read_pdf(third)
    assert first.pictures == second.pictures != third.pictures


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b"GIF89a" + bytes(40),
        samples.png()[:200],
        samples.png(4001, 10),
        samples.png() + bytes(MAX_PICTURE_BYTES),
    ],
    ids=["empty", "text", "gif", "broken off", "too wide", "too large"],
)
def test_a_picture_that_cannot_be_set_is_refused_before_a_number_is_drawn(content) -> None:
    with pytest.raises(PaperPictureError, match="save it as PNG"):
        issued(logo=content)
    assert not NumberSeries.objects.exists()


def test_signs_that_no_database_takes_are_left_out() -> None:
    name = "a\x00b\ud800c\u2028d.step"
    document = IssuedDocument.objects.get(id=issued(samples.invoice(samples.line(name=name))).id)
    assert document.data["lines"][0]["name"] == "a b?c\u2028d.step"
    assert "308.64" in said(document)


def test_forty_papers_at_once_have_forty_numbers() -> None:
    assert at_once(lambda _which: issued(logo=samples.png()) and None) == []
    numbers = sorted(IssuedDocument.objects.values_list("number", flat=True))
    assert numbers == [f"INV-2026-{count:05}" for count in range(1, 41)]
    assert DocumentPicture.objects.count() == 1


def erase(on: date) -> int:
    return erase_old_documents(datetime.combine(on, time(12), timezone.get_default_timezone()))


def test_invoices_stay_ten_years_and_other_papers_six() -> None:
    invoice, slip = issued(logo=samples.png()), issued(samples.packing_slip(), logo=samples.png())
    for document in (invoice, slip):
        selectors.read_pdf(document)
    assert erase(date(2032, 12, 31)) == 0
    assert erase(date(2033, 1, 1)) == 2  # the slip and its file
    assert [document.number for document in IssuedDocument.objects.all()] == [invoice.number]
    assert erase(date(2036, 12, 31)) == 0
    assert selectors.read_pdf(invoice)
    assert erase(date(2037, 1, 1)) == 3  # with the logo
    assert files() == []
    assert issued().number == "INV-2026-00002"  # numbers do not come back


def test_a_file_that_no_paper_names_is_deleted_once_it_is_old() -> None:
    document = issued()
    selectors.read_pdf(document)
    storage.store(uuid.uuid4(), b"left by a process that was killed between file and row")
    assert erase_old_documents(timezone.now()) == 0
    assert erase_old_documents(timezone.now() + timedelta(hours=2)) == 1
    assert [f"{storage.ROOT}/{name}" for name in files()] == [document.file]


def test_a_picture_is_kept_as_long_as_the_last_paper_with_it() -> None:
    issued(on=date(2026, 3, 4), logo=samples.png())
    issued(on=date(2027, 3, 4), logo=samples.png())
    issued(replace(samples.packing_slip()), on=date(2026, 3, 4), logo=samples.png())
    assert DocumentPicture.objects.get().kept_through == date(2037, 12, 31)
