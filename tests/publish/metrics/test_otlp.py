"""A collector gets by OTLP what Prometheus gets, under the names of the conventions."""

import gzip
import logging
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from probes.result import Timings
from publish.metrics.collecting import Collecting
from publish.metrics.otlp import ENDPOINT_VARIABLES, INTERVAL_VARIABLE, exporting
from publish.source import Source
from publish.status import gather_status


@pytest.fixture
def collecting(trouble: Any) -> Collecting:
    def status() -> Any:
        with trouble.database.read() as connection:
            return gather_status(connection, trouble.now_ms)

    return Collecting(Source(status, lambda: trouble.database, lambda: trouble.now_ms), "1.2.3")


def received(receiver: Any) -> dict[str, Any]:
    """What a collector makes of the last request, read by the protocol's own messages."""
    pytest.importorskip("opentelemetry.proto", reason="the extra `otlp` is not installed")
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
        ExportMetricsServiceRequest,
    )

    last = receiver.got[-1]
    assert last.path == "/v1/metrics"
    is_packed = last.headers.get("content-encoding") == "gzip"
    body = gzip.decompress(last.body) if is_packed else last.body
    request = ExportMetricsServiceRequest.FromString(body)
    (resource,) = request.resource_metrics
    named = {each.key: each.value.string_value for each in resource.resource.attributes}
    assert named["service.name"] == "brownout"
    (scope,) = resource.scope_metrics
    return {metric.name: metric for metric in scope.metrics}


def attributes(point: Any) -> dict[str, str]:
    return {each.key: each.value.string_value for each in point.attributes}


def test_a_collector_gets_all_metrics_under_their_names(
    trouble: Any,
    collecting: Collecting,
    receive: Any,
    eventually: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("opentelemetry.sdk", reason="the extra `otlp` is not installed")
    receiver = receive()
    monkeypatch.setenv(ENDPOINT_VARIABLES[1], receiver.url)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-team=red")
    monkeypatch.setenv(INTERVAL_VARIABLE, "100")
    for number in range(3):
        trouble.runs("borealis", count=1, started_at_ms=trouble.now_ms + number,
                     timings=Timings(ttft_ms=120.0, total_ms=700.0), output_tokens=12)  # fmt: skip

    with exporting(collecting):
        eventually(lambda: len(receiver.got) >= 2)

    metrics = received(receiver)
    duration = metrics["gen_ai.client.operation.duration"]
    assert duration.unit == "s"
    (point,) = duration.histogram.data_points
    assert attributes(point) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "borealis",
        "probe": "borealis/canary",
    }
    assert (point.count, point.sum) == (3, pytest.approx(2.1))
    assert (point.min, point.max) == (0.7, 0.7)
    assert sum(point.bucket_counts) == 3
    assert point.start_time_unix_nano == trouble.now_ms * 1_000_000
    assert "gen_ai.client.operation.time_to_first_chunk" in metrics
    assert "gen_ai.client.token.usage" in metrics
    results = metrics["brownout.probe.results"].sum
    assert results.is_monotonic
    assert sum(each.as_double for each in results.data_points) == 3
    states = metrics["brownout.provider.state"].gauge.data_points
    assert {"provider": "borealis", "state": "outage"} in [
        attributes(each) for each in states if each.as_double == 1
    ]
    assert receiver.got[-1].headers["x-team"] == "red"


def test_a_collector_that_is_away_for_a_while_gets_the_sums_later(
    trouble: Any,
    collecting: Collecting,
    receive: Any,
    eventually: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("opentelemetry.sdk", reason="the extra `otlp` is not installed")
    receiver = receive()
    receiver.answers = [400, 400]
    monkeypatch.setenv(ENDPOINT_VARIABLES[1], receiver.url)
    monkeypatch.setenv(INTERVAL_VARIABLE, "50")
    trouble.runs("borealis", count=1, started_at_ms=trouble.now_ms)

    with exporting(collecting):
        eventually(lambda: len(receiver.got) >= 3)

    results = received(receiver)["brownout.probe.results"].sum
    assert sum(each.as_double for each in results.data_points) == 1


def test_nothing_is_exported_unless_asked_for(collecting: Collecting) -> None:
    before = threading.active_count()
    with exporting(collecting, {}):
        assert threading.active_count() == before


def test_a_missing_extra_is_told(
    collecting: Collecting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.metric_exporter", None)
    with (
        caplog.at_level(logging.WARNING),
        exporting(collecting, {ENDPOINT_VARIABLES[1]: "http://127.0.0.1:9"}),
    ):
        pass

    assert "install `brownout[otlp]`" in caplog.text
