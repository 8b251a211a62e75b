"""The phases of an exchange by the names that people read, in the order in which they happen."""

from probes.result import Timings

_NAMES = {
    "dns_ms": "DNS",
    "connect_ms": "connect",
    "tls_ms": "TLS",
    "ttfb_ms": "first byte",
    "ttft_ms": "first token",
    "longest_gap_ms": "longest gap",
    "total_ms": "total",
}


def named(timings: Timings) -> list[tuple[str, float]]:
    """Return the phases that happened, with their durations in milliseconds."""
    return [
        (name, value)
        for field, name in _NAMES.items()
        if (value := getattr(timings, field)) is not None
    ]


def stretches(timings: Timings) -> list[tuple[str, float]]:
    """Return the phases as stretches that follow each other, in milliseconds.

    First byte and first token count from the end of the request (`probes.transport`), so each
    stands for what it took beyond the one before, and `the rest` for what the total has beyond.
    """
    found = [
        (_NAMES[field], value)
        for field in ("dns_ms", "connect_ms", "tls_ms")
        if (value := getattr(timings, field)) is not None
    ]
    answered_ms = 0.0
    for field in ("ttfb_ms", "ttft_ms"):
        value = getattr(timings, field)
        if value is not None:
            found.append((_NAMES[field], max(0.0, value - answered_ms)))
            answered_ms = max(answered_ms, value)
    if timings.total_ms is not None and found:
        rest_ms = timings.total_ms - sum(ms for _, ms in found)
        found.append(("the rest", max(0.0, rest_ms)))
    return found
