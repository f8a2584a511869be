"""The shop's logo: a PNG without anything but its pixels, for papers; anything else is refused in place."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from partwright.web.actor import StaffRole
from partwright.web.shop.logo import get_logo, paper_images

PAGE = "/staff/setup/"


def png(width: int = 60, height: int = 20, kind: str = "PNG") -> bytes:
    comment = PngImagePlugin.PngInfo()
    comment.add_text("Author", "somebody")
    content = io.BytesIO()
    options = {"pnginfo": comment} if kind == "PNG" else {}
    Image.new("RGB", (width, height), "teal").save(content, kind, **options)
    return content.getvalue()


def send(browser, content: bytes):
    return browser.post(f"{PAGE}logo/", {"logo": SimpleUploadedFile("logo.png", content)})


def test_a_logo_is_used_replaced_and_removed(as_role) -> None:
    owner = as_role(StaffRole.OWNER)
    assert paper_images() == {}
    assert owner.get(f"{PAGE}logo.png").status_code == 404
    for width in (60, 80):
        assert send(owner, png(width)).status_code == 303
        with Image.open(io.BytesIO(paper_images()["logo"])) as logo:
            assert logo.size == (width, 20)
    shown = owner.get(f"{PAGE}logo.png")
    assert shown["Content-Type"] == "image/png"
    assert b"somebody" not in shown.content
    assert b"logo.png" in owner.get(PAGE).content
    owner.post(f"{PAGE}logo/remove/")
    assert get_logo() is None


@pytest.mark.parametrize("content", [b"", b"GIF89a", png()[:40], png(kind="JPEG"), png(4001, 1), b"\0" * 2_000_001])
def test_what_is_no_logo_is_refused_beside_its_field(as_role, content: bytes) -> None:
    refused = send(as_role(StaffRole.OWNER), content)
    assert refused.status_code == 422
    assert b'id="logo_error"' in refused.content
    assert get_logo() is None
