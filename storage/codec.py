"""A result as the row that keeps it, and back."""

import json
from collections.abc import Mapping
from functools import lru_cache
from math import inf
from typing import Any

from sqlalchemy import select

from probes.result import Expectation, Outcome, ProbeResult, Timings
from storage.errors import DatabaseError
from storage.models import RESULT
from storage.names import Series
from storage.packing import USUAL_STATUS, pack, unpack

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
# What is floored is always a float: `math.floor` would look for its method each time.
floor = float.__floor__


def encode(result: ProbeResult, probe_id: int, vantage_id: int) -> tuple[object, ...]:
    """Return `result` as a row.

    Durations are kept to the microsecond. What no database can hold (infinite or absurdly
    large numbers, halves of a character) is dropped rather than the result with it.
    """
    t = result.timings
    started_at_ms, late, judged_at_ms = result.started_at_ms, result.late_ms, result.judged_at_ms
    dns, connect, tls, ttfb, ttft = t.dns_ms, t.connect_ms, t.tls_ms, t.ttfb_ms, t.ttft_ms
    total, gap, speed = t.total_ms, t.longest_gap_ms, t.tokens_per_s
    score, cost = result.score, result.cost_microusd
    asked, answered = result.input_tokens, result.output_tokens
    # Written out, for a call of a function each took longer than all else that is done to a row,
    # and `round` three times as long as this. The comparisons are false for NaN too.
    return (
        probe_id,
        started_at_ms,
        vantage_id,
        OUTCOME_CODES[result.outcome],
        floor(late * 1e3 + 0.5) if -1e12 < late < 1e12 else 0,
        None if dns is None else floor(dns * 1e3 + 0.5) if -1e12 < dns < 1e12 else None,
        None if connect is None else floor(connect * 1e3 + 0.5) if -1e12 < connect < 1e12 else None,
        None if tls is None else floor(tls * 1e3 + 0.5) if -1e12 < tls < 1e12 else None,
        None if ttfb is None else floor(ttfb * 1e3 + 0.5) if -1e12 < ttfb < 1e12 else None,
        None if ttft is None else floor(ttft * 1e3 + 0.5) if -1e12 < ttft < 1e12 else None,
        None if total is None else floor(total * 1e3 + 0.5) if -1e12 < total < 1e12 else None,
        None if gap is None else floor(gap * 1e3 + 0.5) if -1e12 < gap < 1e12 else None,
        speed if speed is not None and -inf < speed < inf else None,
        asked if asked is not None and _LEAST <= asked <= _LARGEST else None,
        answered if answered is not None and _LEAST <= answered <= _LARGEST else None,
        score if score is not None and -inf < score < inf else None,
        cost if _LEAST <= cost <= _LARGEST else 0,
        None if judged_at_ms is None else judged_at_ms - started_at_ms,
        None
        if result.http_status == USUAL_STATUS
        and not result.expectations
        and result.request_id is None
        and result.detail is None
        and result.headroom is None
        and result.retry_after_s is None
        else _packed(result),
    )


def _packed(result: ProbeResult) -> bytes | None:
    request_id, expectations, detail = result.request_id, result.expectations, result.detail
    headroom, wait_s = result.headroom, result.retry_after_s
    return pack(
        result.http_status,
        _expectations(expectations) if expectations else None,
        None if request_id is None else _text(request_id),
        headroom if headroom is not None and -inf < headroom < inf else None,
        None if detail is None else _text(detail),
        wait_s if wait_s is not None and -inf < wait_s < inf else None,
    )


def decode(row: Any, series: Mapping[int, Series], vantages: Mapping[int, str]) -> ProbeResult:
    """Return the result that `row` keeps. Raises `DatabaseError` where it is damaged."""
    (
        probe_id, started_at_ms, vantage_id, outcome, late, dns, connect, tls, ttfb, ttft, total,
        gap, tokens_per_s, input_tokens, output_tokens, score, cost, judged_after_ms, packed,
    ) = row  # fmt: skip
    of = series[probe_id]
    try:
        rest = unpack(packed)
        expectations = _read_expectations(rest.expectations) if rest.expectations else ()
    except ValueError as error:
        raise DatabaseError(
            f"the result of {of.probe!r} that began at {started_at_ms} is damaged: "
            "restore the database from a backup"
        ) from error
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
        http_status=rest.http_status,
        request_id=rest.request_id,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        score=score,
        cost_microusd=cost,
        detail=rest.detail,
        expectations=expectations,
        headroom=rest.headroom,
        retry_after_s=rest.retry_after_s,
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


# Healthy runs of a probe mostly say the same.
@lru_cache(maxsize=1024)
def _expectations(expectations: tuple[Expectation, ...]) -> str:
    rows = [(e.name, e.expected, e.got, e.held) for e in expectations]
    return json.dumps(rows, separators=(",", ":"))


@lru_cache(maxsize=1024)
def _read_expectations(text: str) -> tuple[Expectation, ...]:
    return tuple(
        Expectation(name=name, expected=expected, got=got, held=held)
        for name, expected, got, held in json.loads(text)
    )
