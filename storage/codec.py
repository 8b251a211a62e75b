"""A result as the row that keeps it, and back."""

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any

from sqlalchemy import select

from probes.result import Expectation, Outcome, ProbeResult, Timings
from storage.models import RESULT
from storage.names import Series

OUTCOME_CODES: dict[Outcome, int] = {
    Outcome.OK: 0,
    Outcome.SKIPPED: 1,
    Outcome.CONNECT: 2,
    Outcome.TLS: 3,
    Outcome.TIMEOUT: 4,
    Outcome.SERVER_ERROR: 5,
    Outcome.OVERLOADED: 6,
    Outcome.RATE_LIMITED: 7,
    Outcome.STREAM_BROKEN: 8,
    Outcome.MALFORMED: 9,
    Outcome.WRONG_ANSWER: 10,
    Outcome.TOO_SLOW: 11,
    Outcome.AUTH_BROKEN: 12,
    Outcome.AUTH_REJECTED: 13,
    Outcome.QUOTA: 14,
    Outcome.BAD_REQUEST: 15,
    Outcome.MODEL_GONE: 16,
    Outcome.DNS_LOCAL: 17,
    Outcome.BLIND: 18,
    Outcome.INTERNAL: 19,
}
"""The number that stands for each outcome in every database ever written: add, never renumber.

The two lowest are the outcomes that are no failure; an index relies on that.
"""

OUTCOMES: dict[int, Outcome] = {code: outcome for outcome, code in OUTCOME_CODES.items()}

COLUMNS: tuple[str, ...] = tuple(RESULT.c.keys())
"""The columns of a result's row, in the order of `encode`."""

SELECT = select(*RESULT.c)
"""Rows as `decode` wants them."""

_LARGEST = 2**63 - 1
_LONGEST_MS = 1e12


def encode(result: ProbeResult, probe_id: int, vantage_id: int) -> tuple[object, ...]:
    """Return `result` as a row.

    Durations are kept to the microsecond. What no database can hold (infinite or absurdly
    large numbers, halves of a character) is dropped rather than the result with it.
    """
    t = result.timings
    return (
        probe_id,
        result.started_at_ms,
        vantage_id,
        OUTCOME_CODES[result.outcome],
        _us(result.late_ms) or 0,
        _us(t.dns_ms),
        _us(t.connect_ms),
        _us(t.tls_ms),
        _us(t.ttfb_ms),
        _us(t.ttft_ms),
        _us(t.total_ms),
        _us(t.longest_gap_ms),
        _finite(t.tokens_per_s),
        result.http_status,
        _text(result.request_id),
        _count(result.input_tokens),
        _count(result.output_tokens),
        _finite(result.score),
        _count(result.cost_microusd) or 0,
        _text(result.detail),
        _expectations(result.expectations) if result.expectations else None,
        _finite(result.headroom),
        _finite(result.retry_after_s),
        None if result.judged_at_ms is None else result.judged_at_ms - result.started_at_ms,
    )


def decode(row: Any, series: Mapping[int, Series], vantages: Mapping[int, str]) -> ProbeResult:
    """Return the result that `row` keeps."""
    (
        probe_id, started_at_ms, vantage_id, outcome, late, dns, connect, tls, ttfb, ttft, total,
        gap, tokens_per_s, http_status, request_id, input_tokens, output_tokens, score, cost,
        detail, expectations, headroom, retry_after_s, judged_after_ms,
    ) = row  # fmt: skip
    of = series[probe_id]
    return ProbeResult(
        probe=of.probe,
        provider=of.provider,
        surface=of.surface,
        vantage=vantages[vantage_id],
        started_at_ms=started_at_ms,
        outcome=OUTCOMES[outcome],
        late_ms=late / 1000,
        timings=Timings(
            dns_ms=ms(dns),
            connect_ms=ms(connect),
            tls_ms=ms(tls),
            ttfb_ms=ms(ttfb),
            ttft_ms=ms(ttft),
            total_ms=ms(total),
            longest_gap_ms=ms(gap),
            tokens_per_s=tokens_per_s,
        ),
        http_status=http_status,
        request_id=request_id,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        score=score,
        cost_microusd=cost,
        detail=detail,
        expectations=tuple(
            Expectation(name=name, expected=expected, got=got, held=held)
            for name, expected, got, held in json.loads(expectations)
        )
        if expectations
        else (),
        headroom=headroom,
        retry_after_s=retry_after_s,
        judged_at_ms=None if judged_after_ms is None else started_at_ms + judged_after_ms,
        model=of.model,
        region=of.region,
    )


def ms(us: int | None) -> float | None:
    """Return microseconds as milliseconds."""
    return None if us is None else us / 1000


def _us(ms: float | None) -> int | None:
    # The comparison is false for NaN too.
    return round(ms * 1000) if ms is not None and -_LONGEST_MS < ms < _LONGEST_MS else None


def _finite(number: float | None) -> float | None:
    return number if number is not None and isfinite(number) else None


def _count(number: int | None) -> int | None:
    return number if number is not None and -_LARGEST <= number <= _LARGEST else None


def _text(words: str | None) -> str | None:
    if words is None or (words.isascii() and "\0" not in words):
        return words
    # PostgreSQL refuses a NUL, and every database a lone surrogate.
    return words.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _expectations(expectations: tuple[Expectation, ...]) -> str:
    rows = [(e.name, e.expected, e.got, e.held) for e in expectations]
    return json.dumps(rows, separators=(",", ":"))
