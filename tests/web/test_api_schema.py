"""The API does what its description says: schemathesis sends what it allows and what it does not."""

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from partwright.web.jobs.worker import do_all
from partwright.web.site.wsgi import application

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLES = 12
# A wish may be well formed and yet name a material that no process offers, or a part that is gone.
REFUSALS = ["2xx", "401", "404", "409", "413", "415", "422", "429"]
CONFIG = SchemathesisConfig.from_dict(
    {"checks": {"positive_data_acceptance": {"expected-statuses": REFUSALS}}, "generation": {"deterministic": True}}
)

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=CONFIG)


@pytest.fixture
def known(reader) -> tuple[str, str]:
    """The token of a visitor and the id of a part of theirs that is analyzed."""
    taken = Client().post("/api/v1/parts", {"file": SimpleUploadedFile("plate.step", b"solid")}).json()
    do_all()
    return taken["token"], taken["id"]


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_the_api_keeps_to_its_description(case: schemathesis.Case, known: tuple[str, str]) -> None:
    token, part_id = known
    if case.path_parameters and case.meta.generation.mode.is_positive:
        case.path_parameters["part_id"] = part_id
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"})
