"""The tables: what is watched, what was seen, what was judged, and who is working."""

from storage.models.deliveries import DELIVERY
from storage.models.heartbeats import HEARTBEAT, LISTENER
from storage.models.judged import (
    INCIDENT,
    JUDGE_MEMORY,
    PROVIDER_STATE,
    STATE_CHANGE,
    TRANSITION,
    UNANNOUNCED,
)
from storage.models.official import OFFICIAL_INCIDENT, OFFICIAL_STATUS
from storage.models.people import AMENDMENT, MAINTENANCE, RUN_REQUEST
from storage.models.results import FAILED, RESULT
from storage.models.rollups import (
    CLOSED_HOUR,
    HORIZON,
    ROLLUP_DAY,
    ROLLUP_HOUR,
    ROLLUP_MINUTE,
    ROLLUP_SERIES,
    ROLLUP_SKETCH,
)
from storage.models.row import Row
from storage.models.transcripts import TRANSCRIPT
from storage.models.watched import PROBE, PROVIDER, VANTAGE, VANTAGE_PROBE, VANTAGE_PROVIDER
from storage.models.workers import JUDGING, UNJUDGED, WORKER

__all__ = [
    "AMENDMENT",
    "CLOSED_HOUR",
    "DELIVERY",
    "FAILED",
    "HEARTBEAT",
    "HORIZON",
    "INCIDENT",
    "JUDGE_MEMORY",
    "JUDGING",
    "LISTENER",
    "MAINTENANCE",
    "OFFICIAL_INCIDENT",
    "OFFICIAL_STATUS",
    "PROBE",
    "PROVIDER",
    "PROVIDER_STATE",
    "RESULT",
    "ROLLUP_DAY",
    "ROLLUP_HOUR",
    "ROLLUP_MINUTE",
    "ROLLUP_SERIES",
    "ROLLUP_SKETCH",
    "RUN_REQUEST",
    "STATE_CHANGE",
    "TRANSCRIPT",
    "TRANSITION",
    "UNANNOUNCED",
    "UNJUDGED",
    "VANTAGE",
    "VANTAGE_PROBE",
    "VANTAGE_PROVIDER",
    "WORKER",
    "Row",
]
