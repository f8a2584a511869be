"""What the parts slice refuses, beside the files themselves (`partwright.errors.FileError`).

PartwrightError
├── NoFileError            upload.empty
├── TooManyUploadsError    upload.too_many
├── PartNotFoundError      part.not_found: no such part, or somebody else's
├── PartNotReadyError      part.not_ready: its analysis is not there yet
└── PartFailedError        the code of the `FileError` that was stored when it was read
"""

from partwright.errors import PartwrightError


class NoFileError(PartwrightError):
    """An upload without a file."""

    code = "upload.empty"

    def __init__(self) -> None:
        super().__init__("No file came with the upload: choose one or more CAD files and send them again.")


class TooManyUploadsError(PartwrightError):
    """More uploads within an hour than one address or visitor may make."""

    code = "upload.too_many"

    def __init__(self, *, limit: int, retry_after_s: int) -> None:
        self.limit = limit
        self.retry_after_s = retry_after_s
        minutes = max(1, round(retry_after_s / 60))
        super().__init__(f"Only {limit} files an hour are taken: wait {minutes} min and send the rest.")


class PartNotFoundError(PartwrightError):
    """No such part for this visitor. Whether it is somebody else's is not told."""

    code = "part.not_found"

    def __init__(self) -> None:
        super().__init__("There is no such part here: it was deleted, has expired, or belongs to another visitor.")


class PartNotReadyError(PartwrightError):
    """A part that has no analysis yet, or never will because it is an archive."""

    code = "part.not_ready"
    retry_after_s = 1


class PartFailedError(PartwrightError):
    """A part that could not be read. `code` and text are those of the `FileError` that was stored."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code  # type: ignore[misc] -- the code of the error it repeats
        super().__init__(message)
