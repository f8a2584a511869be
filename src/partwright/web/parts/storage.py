"""The files of parts: each part has one folder; see `partwright.web.blobs`."""

from partwright.web.blobs import Blobs, Stored, as_path, delete, new_folder, read

_PARTS = Blobs("parts")
store = _PARTS.store
delete_folder = _PARTS.delete_folder
folders = _PARTS.folders
last_written = _PARTS.last_written
delete_orphans = _PARTS.delete_orphans

__all__ = [
    "Stored",
    "as_path",
    "delete",
    "delete_folder",
    "delete_orphans",
    "folders",
    "last_written",
    "new_folder",
    "read",
    "store",
]
