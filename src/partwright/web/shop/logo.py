"""The shop's logo, as papers have it: checked, drawn anew, stored, read."""

import io
import warnings

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from partwright.web.actor import Actor, StaffRole
from partwright.web.documents.services import MAX_PICTURE_BYTES, MAX_PICTURE_PIXELS
from partwright.web.shop.errors import ShopFieldError, ShopOwnerError
from partwright.web.shop.models import THE_ROW, ShopLogo

ON_PAPER = "logo"  # what the templates of papers call it
MB = 1_000_000


def set_logo(content: bytes, *, by: Actor) -> ShopLogo:
    """Stores a PNG as the shop's logo; papers that were issued keep theirs.

    Raises:
        ShopOwnerError: the actor is not the shop's owner.
        ShopFieldError: it is no PNG, or too large.
    """
    if not by.works_as(StaffRole.OWNER):
        raise ShopOwnerError
    drawn, (width, height) = _drawn_anew(content)
    values = {"content": drawn, "width_px": width, "height_px": height, "changed_at": timezone.now()}
    with transaction.atomic():
        logo, _made = ShopLogo.objects.update_or_create(id=THE_ROW, defaults=values)
    return logo


def remove_logo(*, by: Actor) -> None:
    """Leaves the shop without a logo.

    Raises:
        ShopOwnerError: the actor is not the shop's owner.
    """
    if not by.works_as(StaffRole.OWNER):
        raise ShopOwnerError
    ShopLogo.objects.all().delete()


def get_logo() -> ShopLogo | None:
    """The shop's logo, if it has one."""
    return ShopLogo.objects.filter(id=THE_ROW).first()


def paper_images() -> dict[str, bytes]:
    """The pictures that `documents.services.issue` takes: the logo, if there is one."""
    logo = get_logo()
    return {ON_PAPER: bytes(logo.content)} if logo else {}


def _drawn_anew(content: bytes) -> tuple[bytes, tuple[int, int]]:
    """The pixels as a new PNG, so that nothing else of the file stays."""
    refusal = ShopFieldError(
        "logo",
        _("The logo is a PNG of at most %(mb)d MB and %(pixels)d pixels a side: choose another.")
        % {"mb": MAX_PICTURE_BYTES // MB, "pixels": MAX_PICTURE_PIXELS},
    )
    if not 0 < len(content) <= MAX_PICTURE_BYTES:
        raise refusal
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is narrower
            with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
                if max(picture.size) > MAX_PICTURE_PIXELS:
                    raise refusal
                pixels = picture.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise refusal from fault
    bare = Image.new("RGBA", pixels.size)
    bare.paste(pixels)
    drawn = io.BytesIO()
    bare.save(drawn, "PNG", optimize=True)
    if drawn.tell() > MAX_PICTURE_BYTES:
        raise refusal
    return drawn.getvalue(), bare.size
