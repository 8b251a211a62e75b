"""The API holds to its own description, whatever it is asked: Schemathesis reads it, and asks."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.applications import Starlette

from publish.api.routes import routes
from publish.metrics.collecting import Collecting
from publish.source import Source
from publish.status import Status, gather_status

FEW = settings(max_examples=12, database=None, suppress_health_check=list(HealthCheck))
# A cursor is a word of ours, and times have an order: no schema can say which are good.
SPARED = [positive_data_acceptance]


@pytest.fixture
def schema(trouble: Any) -> Any:
    """The description, as it is served over a database with something in it."""

    def status() -> Status:
        with trouble.database.read() as connection:
            return gather_status(connection, trouble.now_ms)

    source = Source(status, lambda: trouble.database, lambda: trouble.now_ms - 3_600_000)
    served = routes(source, Collecting(source, "1.2.3"), "1.2.3", {})
    return schemathesis.openapi.from_asgi("/api/openapi.json", Starlette(routes=served))


def test_it_answers_as_its_description_says(schema: Any) -> None:
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 10
    for operation in operations:

        @FEW
        @given(case=operation.as_strategy())
        def holds(case: Any) -> None:
            case.call_and_validate(excluded_checks=SPARED)

        holds()
