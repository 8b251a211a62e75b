"""A result as the row that keeps it, and back."""

import json
from collections.abc import Mapping
from math import inf
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

LEAST_FAILURE = 2
"""The codes from here on are failures."""

OUTCOMES: dict[int, Outcome] = {code: outcome for outcome, code in OUTCOME_CODES.items()}

COLUMNS: tuple[str, ...] = tuple(RESULT.c.keys())
"""The columns of a result's row, in the order of `encode`."""

SELECT = select(*RESULT.c)
"""Rows as `decode` wants them."""

_LARGEST, _LEAST = 2**63 - 1, -(2**63)
_LONGEST_MS, _SHORTEST_MS = 1e12, -1e12


def encode(result: ProbeResult, probe_id: int, vantage_id: int) -> tuple[object, ...]:
    """Return `result` as a row.

    Durations are kept to the microsecond. What no database can hold (infinite or absurdly
    large numbers, halves of a character) is dropped rather than the result with it.
    """
    t = result.timings
    late, judged_at_ms = result.late_ms, result.judged_at_ms
    dns, connect, tls, ttfb = t.dns_ms, t.connect_ms, t.tls_ms, t.ttfb_ms
    ttft, total, gap, speed = t.ttft_ms, t.total_ms, t.longest_gap_ms, t.tokens_per_s
    asked, answered, cost = result.input_tokens, result.output_tokens, result.cost_microusd
    score, headroom, wait_s = result.score, result.headroom, result.retry_after_s
    request_id, detail = result.request_id, result.detail
    # Written out, for a call of a function each took longer than all else that is done to a row.
    # The comparisons are false for NaN too.
    return (
        probe_id,
        result.started_at_ms,
        vantage_id,
        OUTCOME_CODES[result.outcome],
        round(late * 1000) if _SHORTEST_MS < late < _LONGEST_MS else 0,
        None if dns is None else round(dns * 1000) if _SHORTEST_MS < dns < _LONGEST_MS else None,
        None
        if connect is None
        else round(connect * 1000)
        if _SHORTEST_MS < connect < _LONGEST_MS
        else None,
        None if tls is None else round(tls * 1000) if _SHORTEST_MS < tls < _LONGEST_MS else None,
        None if ttfb is None else round(ttfb * 1000) if _SHORTEST_MS < ttfb < _LONGEST_MS else None,
        None if ttft is None else round(ttft * 1000) if _SHORTEST_MS < ttft < _LONGEST_MS else None,
        None
        if total is None
        else round(total * 1000)
        if _SHORTEST_MS < total < _LONGEST_MS
        else None,
        None if gap is None else round(gap * 1000) if _SHORTEST_MS < gap < _LONGEST_MS else None,
        speed if speed is not None and -inf < speed < inf else None,
        result.http_status,
        None if request_id is None else _text(request_id),
        asked if asked is not None and _LEAST <= asked <= _LARGEST else None,
        answered if answered is not None and _LEAST <= answered <= _LARGEST else None,
        score if score is not None and -inf < score < inf else None,
        cost if _LEAST <= cost <= _LARGEST else 0,
        None if detail is None else _text(detail),
        _expectations(result.expectations) if result.expectations else None,
        headroom if headroom is not None and -inf < headroom < inf else None,
        wait_s if wait_s is not None and -inf < wait_s < inf else None,
        None if judged_at_ms is None else judged_at_ms - result.started_at_ms,
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


def _text(words: str) -> str:
    if words.isascii() and "\0" not in words:
        return words
    # PostgreSQL refuses a NUL, and every database a lone surrogate.
    return words.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _expectations(expectations: tuple[Expectation, ...]) -> str:
    rows = [(e.name, e.expected, e.got, e.held) for e in expectations]
    return json.dumps(rows, separators=(",", ":"))
