"""What headers tell of our allowance: how much is left, and when to come back.

Sources: RFC 9110, 10.2.3 (`retry-after`), and the providers' documentation of `retry-after-ms`,
`x-ratelimit-{limit,remaining}-{requests,tokens}` (OpenAI and most who speak its formats, some
with `-day` and `-minute` behind), `x-tokenlimit-{limit,remaining}` (Together) and
`anthropic-ratelimit-*-{limit,remaining}`. Google says it in the body instead:
`google.rpc.RetryInfo`, whose `retryDelay` is written like `34s`.
"""

import email.utils
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from math import isfinite

from probes.redact import shorten
from probes.result import Observation, Outcome

THROTTLED = frozenset({Outcome.RATE_LIMITED, Outcome.QUOTA})
"""The outcomes by which a provider asks for fewer requests."""

SCARCE = 0.1
"""Below this share of an allowance, suspicion must not cost further requests."""

_LONGEST_S = 86_400.0
_SHOWN_CHARS = 300

_PART = re.compile(r"(?:^|-)(limit|remaining)(?:-|$)")
_RETRY_DELAY = re.compile(rb'"retryDelay"\s*:\s*"([0-9]{1,9}(?:\.[0-9]{1,9})?)s"')
_TOLD = re.compile(r"retry-after(-ms)?|(x|anthropic)-ratelimit-.+|x-tokenlimit-.+")


def noted(
    seen: Observation,
    headers: Mapping[str, str],
    body: bytes = b"",
    clock_s: Callable[[], float] = time.time,
) -> Observation:
    """Return `seen` with what it was told; where it was throttled, its detail quotes the headers.

    Header names are lower case. A body is looked into only where a run was throttled.
    """
    wait_s = retry_after_s(headers, clock_s)
    if wait_s is None and seen.outcome in THROTTLED and (found := _RETRY_DELAY.search(body)):
        wait_s = min(float(found[1]), _LONGEST_S)
    detail = seen.detail
    told = "; ".join(
        f"{name}: {headers[name]}" for name in sorted(headers) if _TOLD.fullmatch(name)
    )
    if seen.outcome in THROTTLED and told:
        detail = f"{detail or seen.outcome} ({shorten(told, _SHOWN_CHARS)})"
    return replace(
        seen,
        detail=detail,
        headroom=headroom(headers),
        retry_after_s=wait_s,
    )


def headroom(headers: Mapping[str, str]) -> float | None:
    """Return the share of the scarcest allowance that is left, None where none is told."""
    shares = [remaining / limit for limit, remaining in _allowances(headers)]
    return round(min(1.0, *shares), 4) if shares else None


def retry_after_s(
    headers: Mapping[str, str], clock_s: Callable[[], float] = time.time
) -> float | None:
    """Return how many seconds to wait, at most a day, None where nothing sensible is told."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return min(milliseconds / 1000, _LONGEST_S)
    told = headers.get("retry-after", "")
    seconds = _number(told)
    if seconds is None and told:
        try:
            seconds = email.utils.parsedate_to_datetime(told).timestamp() - clock_s()
        except (ValueError, OverflowError):
            return None
    return None if seconds is None else min(max(0.0, round(seconds, 3)), _LONGEST_S)


def _allowances(headers: Mapping[str, str]) -> Iterator[tuple[float, float]]:
    for name, value in headers.items():
        is_allowance = "ratelimit" in name or "tokenlimit" in name
        if not is_allowance or not (part := _PART.search(name)) or part[1] != "limit":
            continue
        start, stop = part.span(1)
        limit = _number(value)
        remaining = _number(headers.get(f"{name[:start]}remaining{name[stop:]}"))
        if limit and remaining is not None:
            yield limit, remaining


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    # Azure says -1 where it does not know.
    return number if isfinite(number) and number >= 0 else None
