"""The folder that holds all this installation keeps: database, files, secret key."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def prepare_folder(folder: Path) -> Path:
    """The folder as an absolute path, made for its owner alone if it was missing.

    Raises:
        ImproperlyConfigured: it cannot be made.
    """
    folder = folder.expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise ImproperlyConfigured(
            f"PARTWRIGHT_DATA_DIR: {folder} cannot be used as a folder: {fault.strerror}."
        ) from fault
    return folder


def make_private(path: Path) -> Path:
    """A file that its owner alone can read, made empty if it was missing; SQLite gives its journal the same mode."""
    path.touch(mode=0o600, exist_ok=True)
    return path


def read_secret_key(folder: Path) -> str:
    """The secret key of this installation, made at its first start; several processes may start at once."""
    path = folder / "secret_key"
    if not path.exists():
        draft = folder / f"secret_key.{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # fails where another process was first: then its key counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text("ascii").strip()
