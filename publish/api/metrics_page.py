"""`/metrics`, for Prometheus."""

from typing import Any

from publish.access import Role
from publish.api.endpoint import Asked, Endpoint
from publish.metrics.collecting import Collecting
from publish.metrics.exposition import MEDIA_TYPE, exposition


def endpoint(collecting: Collecting) -> Endpoint:
    """Return the endpoint that tells what `collecting` gathers."""

    def metrics(_: Asked[Any]) -> str:
        return exposition(collecting.collect())

    return Endpoint(
        path="/metrics",
        summary="All figures, in the text format of Prometheus",
        answer=metrics,
        media_type=MEDIA_TYPE,
        needs=Role.VIEWER,
        problems=(403,),
        max_age_s=0,
    )
