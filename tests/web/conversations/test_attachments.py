"""Which files are taken, what is left of a photo, and where they lie."""

import io
import zlib
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from tests.web.conversations.conftest import file, photo

from partwright.web import blobs
from partwright.web.conversations import attachments, services
from partwright.web.conversations.attachments import CONVERSATIONS, FileKind, kind_of, sift, store_all
from partwright.web.conversations.errors import (
    AttachmentKindError,
    AttachmentTooLargeError,
    ConversationClosedError,
    PictureError,
    TooManyAttachmentsError,
)
from partwright.web.conversations.models import Attachment
from partwright.web.conversations.retention import erase_ended_conversations

CANARY = b"CANARY-51.4779N"
STEP = b"ISO-10303-21;\nHEADER;\nENDSEC;\n"
BINARY_STL = b"\0" * 80 + (1).to_bytes(4, "little") + b"\0" * 50


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"%PDF-1.7\n", FileKind.PDF),
        ("a.PDF", b"%PDF-1.7\n", FileKind.PDF),
        ("a.zip", b"PK\x03\x04rest", FileKind.ZIP),
        ("a.3mf", b"PK\x03\x04rest", FileKind.THREE_MF),
        ("a.step", STEP, FileKind.STEP),
        ("a.stl", b"solid a\nfacet", FileKind.STL),
        ("a.stl", BINARY_STL, FileKind.STL),
        ("a.dxf", b"0\nSECTION\n2\nHEADER\n", FileKind.DXF),
        ("a.txt", "größer\n".encode(), FileKind.TEXT),
        ("a.csv", b"a;b\n1;2\n", FileKind.CSV),
        ("a.jpg", photo(), FileKind.JPEG),
        ("a.png", photo("PNG"), FileKind.PNG),
        ("a.webp", photo("WEBP"), FileKind.WEBP),
    ],
)
def test_a_file_is_what_its_content_is(name, content, kind) -> None:
    assert kind_of(name, file(name, content)) is kind


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", b"<script>alert(1)</script>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.exe", b"MZ\x90\0"),
        ("a.pdf", b"<html>"),
        ("a.txt", b"text\0with a null"),
        ("a.txt", b"\xff\xfe"),
        ("a.docx", b"PK\x03\x04rest"),
        ("a.html", b"%PDF-1.7\n"),
        ("a.stl", BINARY_STL + b"more"),
        ("a", b"words"),
        ("", b""),
    ],
)
def test_other_kinds_are_refused(name, content) -> None:
    with pytest.raises(AttachmentKindError):
        kind_of(name, file(name or "x", content))


@given(st.binary(max_size=200), st.sampled_from(["a.pdf", "a.png", "a.jpg", "a.webp", "a.txt", "a.stl", "a.zip"]))
def test_any_bytes_are_taken_or_refused_with_a_code(content, name) -> None:
    with suppress(AttachmentKindError, PictureError):
        kind = kind_of(name, file(name, content))
        if kind in attachments.PICTURES:
            attachments._drawn_anew(name, file(name, content), kind)


def marked(kind: str) -> bytes:
    """A picture that says in every way its format has where it was taken."""
    picture = Image.new("RGB", (60, 40), "teal")
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()  # description
    exif.get_ifd(0x8825)[29] = CANARY.decode()  # GPS date
    options: dict[str, object] = {"exif": exif, "icc_profile": CANARY * 20}
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", CANARY.decode())
        text.add_itxt("XML:com.adobe.xmp", CANARY.decode())
        options["pnginfo"] = text
        del options["icc_profile"]  # compressed there: it could not be looked for
    else:
        options["xmp"] = CANARY
    if kind == "JPEG":
        options["comment"] = CANARY
    content = io.BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue() + CANARY  # and once more behind its end


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_loses_all_but_its_pixels(kind, db) -> None:
    content = marked(kind)
    assert content.count(CANARY) >= 3
    [sound] = store_all(blobs.new_folder(), [file("photo", content)])
    kept = blobs.read(sound.stored.name)
    assert CANARY not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.format == kind
        assert not picture.getexif()
        assert picture.size == (60, 40) == (sound.width_px, sound.height_px)
        assert {"exif", "xmp", "icc_profile", "comment", "Comment"} & set(picture.info) == set()


def test_a_photo_that_was_taken_upright_stays_upright(db) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90°
    [sound] = store_all(blobs.new_folder(), [file("a.jpg", photo(exif=exif))])
    assert (sound.width_px, sound.height_px) == (40, 60)


def test_a_large_photo_is_made_smaller(db) -> None:
    [sound] = store_all(blobs.new_folder(), [file("a.png", photo("PNG", size=(5000, 100)))])
    assert sound.width_px == attachments.LONGEST_SIDE_PX


def test_a_transparent_picture_stays_so(db) -> None:
    content = io.BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(content, "PNG")
    [sound] = store_all(blobs.new_folder(), [file("a.png", content.getvalue())])
    with Image.open(io.BytesIO(blobs.read(sound.stored.name))) as picture:
        assert picture.getpixel((0, 0))[3] == 0


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_unpacked(monkeypatch) -> None:
    header = b"IHDR" + (100_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    bomb = b"\x89PNG\r\n\x1a\n\0\0\0\r" + header + zlib.crc32(header).to_bytes(4, "big")
    with pytest.raises(PictureError):
        store_all(blobs.new_folder(), [file("a.png", bomb)])
    monkeypatch.setattr(attachments, "MOST_MEGAPIXELS", 0.001)
    with pytest.raises(PictureError):
        store_all(blobs.new_folder(), [file("a.png", photo("PNG"))])


def test_a_picture_that_ends_in_the_middle_is_refused() -> None:
    with pytest.raises(PictureError):
        store_all(blobs.new_folder(), [file("a.png", photo("PNG", size=(500, 500))[:120])])


def test_a_picture_is_called_by_what_it_is(db) -> None:
    [sound] = store_all(blobs.new_folder(), [file("photo.html", photo("PNG"))])
    assert sound.name == "photo.png"


def test_too_many_or_too_large_files_are_refused_and_nothing_is_stored(monkeypatch) -> None:
    with pytest.raises(TooManyAttachmentsError):
        store_all(blobs.new_folder(), [file("a.txt", b"a")] * 11)
    monkeypatch.setattr(attachments, "MOST_MB", 0.001)
    with pytest.raises(AttachmentTooLargeError):
        store_all(blobs.new_folder(), [file("a.txt", b"a"), file("b.txt", b"b" * 2000)])
    assert CONVERSATIONS.folders() == []


def test_of_the_files_of_a_mail_those_that_fit_are_taken() -> None:
    good = [file(f"{number}.txt", b"a") for number in range(11)]
    taken, left_out = sift([file("logo.svg", b"<svg/>"), file("p.png", b"\x89PNG\r\n\x1a\n"), *good])
    assert list(taken) == good[:10]
    assert left_out == ("logo.svg", "p.png", "10.txt")


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\eve\\a.txt", "a.txt"),
        ("evil\u202etxt.exe.txt", "eviltxt.exe.txt"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
        ("x" * 300 + ".txt", "x" * 235 + "…" + ("x" * 15 + ".txt")),
    ],
)
def test_hostile_names_are_made_harmless(given_name, kept) -> None:
    content = file("a.txt", b"a")
    content._name = given_name
    [sound] = store_all(blobs.new_folder(), [content])
    assert sound.name == kept
    assert "passwd" not in sound.stored.name


@pytest.mark.django_db(transaction=True)
def test_files_of_a_message_that_is_refused_late_are_deleted(thread, customer, data_dir, monkeypatch) -> None:
    monkeypatch.setattr(services, "_for_writing", lambda *args, **options: thread)
    services.close(thread.id, by=customer)
    with pytest.raises(ConversationClosedError):
        services.write(thread.id, text="late", files=[file("a.txt", b"a")], by=customer)
    assert [path for path in (data_dir / "files").rglob("*") if path.is_file()] == []


@pytest.mark.django_db(transaction=True)
def test_files_go_with_the_conversation_and_with_its_owner(thread, customer, ada, data_dir) -> None:
    services.write(thread.id, text="", files=[file("a.txt", b"a"), file("b.png", photo("PNG"))], by=customer)
    assert Attachment.objects.count() == 2
    assert CONVERSATIONS.folders() == [thread.folder]
    owner = ada.owner
    ada.delete()
    owner.delete()
    assert not Attachment.objects.exists()
    assert [path for path in (data_dir / "files").rglob("*") if path.is_file()] == []


@pytest.mark.django_db(transaction=True)
def test_folders_that_no_conversation_names_are_swept_after_an_hour(thread, customer) -> None:
    services.write(thread.id, text="", files=[file("a.txt", b"a")], by=customer)
    orphan = blobs.new_folder()
    CONVERSATIONS.store(orphan, b"left by a process that died")
    erase_ended_conversations(timezone.now())
    assert orphan in CONVERSATIONS.folders()
    erase_ended_conversations(timezone.now() + timedelta(hours=2))
    assert CONVERSATIONS.folders() == [thread.folder]
