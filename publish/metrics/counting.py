"""Counters and histograms over the results that come in while we run, as counters are meant.

They begin at nothing with the process. Each collection reads what is new, so that its cost
hangs on how often it is asked for and never on the length of history.
"""

import threading
from collections.abc import Iterator

from probes.result import Outcome, Surface
from publish.metrics.family import SECONDS, TOKENS, Family, Histogram, Kind, Labels, labels
from storage.arrivals import Arrival, arrivals
from storage.database import Connection
from storage.names import Series
from storage.probes import watched

# A run is kept when it ends, and may be kept late: so far back we look again for stragglers.
_STRAGGLE_MS = 120_000

# OpenTelemetry's names for the providers that it knows by another one than we.
_KNOWN_AS = {
    "azure-openai": "azure.ai.openai",
    "bedrock": "aws.bedrock",
    "gemini": "gcp.gemini",
    "mistral": "mistral_ai",
    "vertex": "gcp.vertex_ai",
    "xai": "x_ai",
}


class Counting:
    """Counts along. Safe to share between threads."""

    def __init__(self, began_ms: int) -> None:
        """Count results that started at `began_ms` (epoch ms UTC) or later."""
        self._began_ms = began_ms
        self._lock = threading.Lock()
        self._seen: dict[str, set[tuple[int, int]]] = {}
        self._newest_ms: dict[str, int] = {}
        self._results: dict[Labels, float] = {}
        self._cost_usd: dict[Labels, float] = {}
        self._last_s: dict[Labels, float] = {}
        self._duration: dict[Labels, Histogram] = {}
        self._operation: dict[Labels, Histogram] = {}
        self._first_chunk: dict[Labels, Histogram] = {}
        self._tokens: dict[Labels, Histogram] = {}

    def collect(self, connection: Connection) -> list[Family]:
        """Count what is new, and return all figures as they stand."""
        with self._lock:
            every_ms = {
                probe.name: round(probe.every_s * 1000)
                for provider in watched(connection)
                for probe in provider.probes
            }
            since_ms = {
                probe: max(self._began_ms, newest - every_ms.get(probe, 0) - _STRAGGLE_MS)
                for probe, newest in self._newest_ms.items()
            }
            for series, rows in arrivals(connection, since_ms, self._began_ms):
                if series.probe in every_ms:
                    self._results.setdefault(_of(series, outcome="ok"), 0.0)
                self._count(series, rows)
            return list(self._families())

    def _count(self, series: Series, rows: list[Arrival]) -> None:
        seen = self._seen.get(series.probe, set())
        for row in rows:
            if (row.started_at_ms, row.vantage) not in seen:
                self._add(series, row)
        # What is not read again need not be remembered.
        self._seen[series.probe] = {(row.started_at_ms, row.vantage) for row in rows}
        if rows:
            newest = max(row.started_at_ms for row in rows)
            self._newest_ms[series.probe] = newest
            self._last_s[_of(series)] = newest / 1000

    def _add(self, series: Series, row: Arrival) -> None:
        key = _of(series, outcome=str(row.outcome))
        self._results[key] = self._results.get(key, 0.0) + 1
        if row.cost_microusd:
            key = _of(series)
            self._cost_usd[key] = self._cost_usd.get(key, 0.0) + row.cost_microusd / 1e6
        if row.total_ms is not None:
            _into(self._duration, _of(series), row.total_ms / 1000)
        if series.surface is Surface.API:
            self._add_operation(series, row)

    def _add_operation(self, series: Series, row: Arrival) -> None:
        chat = (
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.provider.name", _KNOWN_AS.get(series.provider, series.provider)),
            *((("gen_ai.request.model", series.model),) if series.model else ()),
            ("probe", series.probe),
        )
        failed = () if row.outcome is Outcome.OK else (("error.type", str(row.outcome)),)
        if row.total_ms is not None:
            _into(self._operation, (*chat, *failed), row.total_ms / 1000)
        if row.ttft_ms is not None:
            _into(self._first_chunk, chat, row.ttft_ms / 1000)
        for kind, tokens in (("input", row.input_tokens), ("output", row.output_tokens)):
            if tokens is not None:
                _into(self._tokens, (*chat, ("gen_ai.token.type", kind)), tokens, TOKENS)

    def _families(self) -> Iterator[Family]:
        yield Family(
            "brownout.probe.results", Kind.COUNTER, "{result}",
            "Runs of probes, by how they ended.", dict(self._results),
        )  # fmt: skip
        yield Family(
            "brownout.probe.cost", Kind.COUNTER, "USD",
            "What runs of probes have cost, in US dollars.", dict(self._cost_usd),
        )  # fmt: skip
        yield Family(
            "brownout.probe.last_result.timestamp", Kind.GAUGE, "s",
            "When the newest run began, in seconds since 1970.", dict(self._last_s),
        )  # fmt: skip
        for name, unit, about, histograms in (
            ("brownout.probe.duration", "s",
             "From the name lookup to the end of the answer.", self._duration),
            ("gen_ai.client.operation.duration", "s",
             "How long completions took, the failed ones under error_type.", self._operation),
            ("gen_ai.client.operation.time_to_first_chunk", "s",
             "From the request to the first piece of a completion.", self._first_chunk),
            ("gen_ai.client.token.usage", "{token}",
             "How many tokens completions took and gave.", self._tokens),
        ):  # fmt: skip
            copies: dict[Labels, float | Histogram] = {
                key: each.copy() for key, each in histograms.items()
            }
            yield Family(name, Kind.HISTOGRAM, unit, about, copies)


def _of(series: Series, **more: str) -> Labels:
    return labels(provider=series.provider, probe=series.probe, surface=str(series.surface), **more)


def _into(
    histograms: dict[Labels, Histogram],
    key: Labels,
    value: float,
    bounds: tuple[float, ...] = SECONDS,
) -> None:
    if key not in histograms:
        histograms[key] = Histogram(bounds)
    histograms[key].add(value)
