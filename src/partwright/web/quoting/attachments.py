"""How a download of a quote is called."""

from partwright.web.file_names import disposition


def attachment(title: str, *, ending: str) -> str:
    """The Content-Disposition of a download that is called like its quote."""
    return disposition(title, ending=ending, fallback="quote")
