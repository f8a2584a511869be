"""How uploads come in, from the page and from the API alike: limits first, then files, then a visitor for them."""

from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from partwright.errors import FileTooLargeError
from partwright.units import LengthUnit
from partwright.web.accounts.requests import actor_of, address_of
from partwright.web.accounts.services import welcome_visitor
from partwright.web.actor import Actor, Channel
from partwright.web.parts.allowance import count_for_new_visitor, count_uploads
from partwright.web.parts.errors import NoFileError
from partwright.web.parts.models import Part
from partwright.web.parts.services import upload_part

BYTES_PER_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """Files that were taken. `new_token` is the token of a visitor who was unknown before, to be given to them."""

    by: Actor
    new_token: str | None
    parts: tuple[Part, ...]


class LimitedUploadHandler(FileUploadHandler):
    """Refuses a file as soon as more bytes have come than this server reads; the handlers after it store them."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._received += len(raw_data)
        if self._received > settings.ENVIRONMENT.upload_mb * BYTES_PER_MB:
            raise FileTooLargeError(
                self.file_name or "The file", reason=f"is larger than {settings.ENVIRONMENT.upload_mb} MB"
            )
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None


def receive_files(
    request: HttpRequest,
    *,
    channel: Channel = Channel.WEB,
    units: LengthUnit | None = None,
    token_if_new: str | None = None,
) -> Receipt:
    """Takes every `file` of a multipart request and queues its analysis; who is unknown becomes a visitor.

    Raises:
        NoFileError: no file came.
        FileTooLargeError: one has more bytes than this server reads.
        TooManyUploadsError: this address or visitor has sent too many within the hour.
    """
    files = request.FILES.getlist("file")
    if not files:
        raise NoFileError
    by = actor_of(request)
    count_uploads(len(files), address=address_of(request), by=by, channel=channel)
    new_token = None
    if by is None:
        by, new_token = welcome_visitor(channel=channel, token=token_if_new)
        count_for_new_visitor(len(files), by=by, channel=channel)
    parts = tuple(upload_part(file, name=file.name or "", units=units, by=by) for file in files)
    return Receipt(by, new_token, parts)
