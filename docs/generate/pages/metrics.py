"""The page on metrics: gathered from a database in which a little of everything has happened."""

import tempfile
import time
from dataclasses import replace
from pathlib import Path

from docs.generate import markdown
from monitor.settings import ProbeSettings
from monitor.version import VERSION
from probes.official import OfficialState, Reading
from probes.result import Outcome, ProbeResult, Surface, Timings
from probes.spec import ProbeSpec, ProviderSpec
from publish.metrics.counting import Counting
from publish.metrics.exposition import prometheus_name
from publish.metrics.family import Family
from publish.metrics.standing import alerting, standing
from publish.status import gather_status
from storage import official, probes, results, workers
from storage.database import Database, open_database

TITLE = "Metrics"

_INTRODUCTION = """\
At `/metrics` on the dashboard's port, for Prometheus; pushed over OTLP under OpenTelemetry's name
where `OTEL_EXPORTER_OTLP_ENDPOINT` is set. [Prometheus and Grafana](../how-to/prometheus.md) wires
it. Durations are seconds, shares lie in [0, 1]."""


def content() -> str:
    """Return every metric with its kind, its labels and what it means."""
    rows = [
        (f"`{prometheus_name(each)}`", f"`{each.name}`", str(each.kind), _labels(each), each.about)
        for each in _families()
    ]
    columns = ("Prometheus", "OpenTelemetry", "kind", "labels", "meaning")
    return markdown.blocks(_INTRODUCTION, markdown.table(columns, rows))


def _labels(family: Family) -> str:
    names = dict.fromkeys(name.replace(".", "_") for key in family.samples for name, _ in key)
    return " ".join(map(markdown.code, names))


def _families() -> list[Family]:
    now_ms = time.time_ns() // 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(str(Path(folder) / "brownout.db"))
        _fill(database, now_ms)
        with database.read() as connection:
            status = gather_status(connection, now_ms)
            told = [
                *standing(status, workers.workers(connection), VERSION),
                alerting({("team", "sent"): 1}),
                *Counting(0).collect(connection),
            ]
        database.close()
    return told


def _fill(database: Database, now_ms: int) -> None:
    provider = ProviderSpec(id="openai", name="OpenAI")
    probe = ProbeSpec(
        name="openai/canary",
        provider=provider,
        surface=Surface.API,
        check="canary",
        options=ProbeSettings(name="openai/canary", provider="openai", check="canary"),
        every_s=60.0,
    )
    runs = [
        ProbeResult(
            probe=probe.name,
            provider=provider.id,
            surface=probe.surface,
            vantage="home",
            started_at_ms=now_ms - 1000 * age_s,
            outcome=outcome,
            timings=Timings(ttft_ms=400.0, total_ms=900.0),
            input_tokens=30,
            output_tokens=9,
            cost_microusd=12,
            model="a-model",
        )
        for age_s, outcome in ((60, Outcome.OK), (5, Outcome.TIMEOUT))
    ]
    beat = workers.WorkerBeat(
        vantage="home",
        host="a-host",
        pid=1,
        version=VERSION,
        started_at_ms=now_ms,
        beat_at_ms=now_ms,
        config_path="probes.yaml",
        config_error=None,
    )
    page = replace(
        runs[0],
        probe="openai/official",
        surface=Surface.OFFICIAL,
        official=Reading(state=OfficialState.OPERATIONAL),
    )
    with database.transaction() as connection:
        probes.register(connection, [provider], [probe], now_ms)
        results.append(connection, runs)
        official.keep(connection, [page])
        workers.beat(connection, beat)
