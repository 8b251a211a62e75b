"""The same metrics pushed by OTLP over HTTP, where OpenTelemetry's own variables say so.

Needs the extra `brownout[otlp]`. What the exporter reads from the environment (endpoint, headers,
certificates, timeout, compression) is told at opentelemetry.io/docs/specs/otel/protocol/exporter.
"""

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from publish.metrics.collecting import Collecting
from publish.metrics.family import Family, Histogram, Kind, Labels
from storage.errors import DatabaseError

if TYPE_CHECKING:
    from opentelemetry.sdk.metrics.export import HistogramDataPoint, Metric, MetricsData

log = logging.getLogger(__name__)

ENDPOINT_VARIABLES = ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
INTERVAL_VARIABLE = "OTEL_METRIC_EXPORT_INTERVAL"
_USUAL_INTERVAL_MS = 60_000
_SCOPE = "brownout"


@contextlib.contextmanager
def exporting(collecting: Collecting, environ: Mapping[str, str] = os.environ) -> Iterator[None]:
    """Export for as long as the block runs, where the environment names an endpoint."""
    if not any(environ.get(name, "").strip() for name in ENDPOINT_VARIABLES):
        yield
        return
    try:
        send = _sender(collecting)
    except ImportError:
        log.warning(
            "%s is set, but nothing is exported: install `brownout[otlp]`", ENDPOINT_VARIABLES[1]
        )
        yield
        return
    over = threading.Event()
    every_s = _interval_ms(environ) / 1000
    thread = threading.Thread(
        target=_again_and_again, args=(send, over, every_s), daemon=True, name="otlp"
    )
    thread.start()
    try:
        yield
    finally:
        over.set()


def _again_and_again(send: Callable[[], None], over: threading.Event, every_s: float) -> None:
    while not over.wait(every_s):
        try:
            send()
        except DatabaseError as error:
            log.warning("metrics wait for the database: %s", error)
        except Exception:
            log.exception("metrics are not exported, which is a bug")


def _interval_ms(environ: Mapping[str, str]) -> int:
    given = environ.get(INTERVAL_VARIABLE, "").strip()
    return int(given) if given.isdecimal() and int(given) > 0 else _USUAL_INTERVAL_MS


def _sender(collecting: Collecting) -> Callable[[], None]:
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter

    exporter = OTLPMetricExporter()

    def send() -> None:
        # The exporter tries again by itself, and tells in the log of what it cannot deliver.
        exporter.export(metrics_data(collecting, time.time_ns()))

    return send


def metrics_data(collecting: Collecting, now_ns: int) -> "MetricsData":
    """Return all metrics as of `now_ns` (epoch ns), cumulative since collecting began."""
    from opentelemetry.sdk.metrics.export import MetricsData, ResourceMetrics, ScopeMetrics
    from opentelemetry.sdk.resources import OTELResourceDetector, Resource
    from opentelemetry.sdk.util.instrumentation import InstrumentationScope

    began_ns = collecting.began_ms * 1_000_000
    metrics = [_metric(each, began_ns, now_ns) for each in collecting.collect() if each.samples]
    named = {"service.name": "brownout", "service.version": collecting.version}
    # What the environment says of the resource goes before what we say.
    resource = Resource.create(named).merge(OTELResourceDetector().detect())
    scope = InstrumentationScope(_SCOPE, collecting.version)
    return MetricsData(
        [ResourceMetrics(resource, [ScopeMetrics(scope, metrics, schema_url="")], schema_url="")]
    )


def _metric(family: Family, began_ns: int, now_ns: int) -> "Metric":
    from opentelemetry.sdk.metrics import export

    cumulative = export.AggregationTemporality.CUMULATIVE
    data: export.Gauge | export.Sum | export.Histogram
    if family.kind is Kind.HISTOGRAM:
        histograms = [
            _histogram(key, value, began_ns, now_ns)
            for key, value in family.samples.items()
            if isinstance(value, Histogram)
        ]
        data = export.Histogram(histograms, cumulative)
    else:
        numbers = [
            export.NumberDataPoint(dict(key), began_ns, now_ns, value)
            for key, value in family.samples.items()
            if not isinstance(value, Histogram)
        ]
        is_counter = family.kind is Kind.COUNTER
        data = export.Sum(numbers, cumulative, True) if is_counter else export.Gauge(numbers)
    return export.Metric(family.name, family.about, family.unit, data)


def _histogram(key: Labels, value: Histogram, began_ns: int, now_ns: int) -> "HistogramDataPoint":
    from opentelemetry.sdk.metrics import export

    return export.HistogramDataPoint(
        attributes=dict(key),
        start_time_unix_nano=began_ns,
        time_unix_nano=now_ns,
        count=value.cumulative[-1],
        sum=value.total,
        bucket_counts=value.counts,
        explicit_bounds=value.bounds,
        min=value.lowest,
        max=value.highest,
    )
