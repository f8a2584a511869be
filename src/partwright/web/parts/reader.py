"""The one reader of this process, whose fork server is started when the first file is read."""

import atexit
import threading

from partwright.analysis.reader import Reader

_lock = threading.Lock()
_reader: Reader | None = None


def shared_reader() -> Reader:
    """The reader that all worker threads of this process share; it is safe to use from several at once."""
    global _reader  # noqa: PLW0603 -- one fork server a process, closed when it ends
    with _lock:
        if _reader is None:
            _reader = Reader()
            atexit.register(_reader.close)
        return _reader
