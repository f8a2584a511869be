"""What every command that reads files does: an answer for each that could be read, a refusal for the others."""

from collections.abc import Callable, Sequence

from partwright.analysis.analysis import Analysis
from partwright.analysis.report import report_error
from partwright.cli.exit_status import ExitStatus
from partwright.cli.output import complain
from partwright.cli.reading import RefusedFile, read_files
from partwright.units import LengthUnit


def answer_each(
    files: Sequence[str],
    *,
    units: LengthUnit | None,
    answer: Callable[[Analysis], None],
    refuse: Callable[[RefusedFile], None],
) -> ExitStatus:
    """The exit status after each file, in order, was answered or refused; a refused one is also named on stderr."""
    status = ExitStatus.DONE
    for read in read_files(files, units=units):
        if isinstance(read, RefusedFile):
            status = ExitStatus.UNREAD_FILE
            complain(read.name, read.error)
            refuse(read)
        else:
            answer(read)
    return status


def file_error_object(file: RefusedFile) -> dict[str, object]:
    """What stands in the list for a file that could not be read."""
    return report_error(file.error, name=file.name, sha256=file.sha256, size_bytes=file.size_bytes)
