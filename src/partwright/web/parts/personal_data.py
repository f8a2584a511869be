"""What the parts' tables hold about people: drawings and shapes kept on the visitor's behalf, counts of uploads."""

from partwright.web.parts.models import Body, BodySurvey, Part, UploadCount
from partwright.web.privacy.purposes import Purpose
from partwright.web.privacy.registry import (
    Category,
    Datum,
    Retention,
    declare,
)

_OWNER = Datum(Category.PSEUDONYM, Purpose.PROVIDE_SERVICES, Retention.VISITOR_FILES)
_FILE = Datum(Category.SPECIFICATIONS, Purpose.PROVIDE_SERVICES, Retention.VISITOR_FILES)
_TIME = Datum(Category.ACTIVITY, Purpose.PROVIDE_SERVICES, Retention.VISITOR_FILES)
_COUNT = Datum(Category.PSEUDONYM, Purpose.SECURE_SERVICES, Retention.UPLOAD_COUNTS)

declare(
    Part,
    personal={
        "owner": _OWNER,
        "name": _FILE,
        "size_bytes": _FILE,
        "sha256": _FILE,
        "declared_units": _FILE,
        "units": _FILE,
        "unit_source": _FILE,
        "format": _FILE,
        "error_message": _FILE,  # names the file
        "original": _FILE,
        "answer": _FILE,
        "model": _FILE,
        "picture": _FILE,
        "created_at": _TIME,
        "analyzed_at": _TIME,
        "expires_at": _TIME,
    },
    operational=("id", "channel", "archive", "state", "stage", "error_code", "engine_version", "folder"),
)
declare(
    Body,
    personal=dict.fromkeys(
        (
            "name",
            "kind",
            "instances",
            "watertight",
            "volume_mm3",
            "area_mm2",
            "box_x_mm",
            "box_y_mm",
            "box_z_mm",
            "min_wall_mm",
            "face_count",
            "picture",
        ),
        _FILE,
    ),
    operational=("id", "channel", "part", "index"),
)
declare(BodySurvey, personal={"content": _FILE}, operational=("id", "channel", "body", "process"))
declare(UploadCount, personal={"key": _COUNT, "count": _COUNT}, operational=("channel", "expires_at"))
